"""The mark of a form, so that what is sent twice is one: it goes with the form, and comes back with what was typed."""

import re

from core import typed_again
from core.http import PortalRequest
from core.references import ALPHABET, LENGTH, new_public_id

_MARK = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


def attempt_of(request: PortalRequest) -> str:
    """Of the form that was sent, or of the one to draw; a mark that is none of ours is replaced."""
    sent = request.POST.get("attempt", "") or typed_again.mark("attempt")
    return sent if _MARK.fullmatch(sent) else new_public_id()
