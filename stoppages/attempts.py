"""Which version of a case a form was drawn from."""

from core import typed_again
from core.http import PortalRequest


def version_of(request: PortalRequest, version: int) -> int:
    """The version of the case that the page was read at; `version`: of now, for a page to draw."""
    sent = request.POST.get("version", "") or typed_again.mark("version")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else version  # noqa: PLR2004
