"""The mark of what a page showed: an act on what has changed since is refused."""

from core import typed_again
from core.http import PortalRequest
from support.models import Appointment

_LONGEST = 9


def version_read(request: PortalRequest, appointment: Appointment) -> int:
    """That of the page that was sent; of a page to draw, the one there is now. One that is no number never matches."""
    sent = request.POST.get("version", "") or typed_again.mark("version")
    if request.method != "POST" and not sent:
        return appointment.version
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= _LONGEST else 0
