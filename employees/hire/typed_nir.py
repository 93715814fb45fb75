"""The number just typed, shown in clear to whoever typed it, in the same session, until it is sent.

The session holds no number: only which sealed value this person wrote. Another session, a colleague, or a number typed
since by somebody else finds it masked.
"""

import hashlib
import hmac

from django.http import HttpRequest

from core.sealing import unseal
from employees import nir as nirs
from employees.models import HireDraft

_MARK = "nir_typed"


def remember(request: HttpRequest, draft: HireDraft) -> None:
    if draft.nir_sealed is not None:
        request.session[_MARK] = _digest(draft)


def in_clear(request: HttpRequest, draft: HireDraft) -> str:
    """Grouped as on the card; empty for whoever did not type it."""
    mark = request.session.get(_MARK, "")
    if draft.nir_sealed is None or not hmac.compare_digest(mark, _digest(draft)):
        return ""
    return nirs.grouped(unseal(bytes(draft.nir_sealed)))


def _digest(draft: HireDraft) -> str:
    """Of what is sealed, which differs each time a number is: nothing of the number."""
    return hashlib.sha256(f"{draft.public_id}:".encode() + bytes(draft.nir_sealed or b"")).hexdigest()
