"""What the browser's session remembers between étape 1/2 and the e-mail: which letters were proved, and when.

The proof lives 30 minutes; after étape 2/2 is validated, the session still knows whose e-mail is awaited, so that the
person can have it sent again or correct the address.
"""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import AccountOpening
from core.tenancy import all_tenants

_KEY = "account_opening"


def remember_proof(request: HttpRequest, opening: AccountOpening) -> None:
    """Start étape 2/2 under a fresh session key."""
    request.session.cycle_key()
    request.session[_KEY] = {"opening": opening.public_id, "at": timezone.now().isoformat(), "registered": False}


def remember_registration(request: HttpRequest) -> None:
    known = request.session.get(_KEY)
    if known:
        request.session[_KEY] = {**known, "registered": True}


def forget(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)


def proved_opening(request: HttpRequest) -> AccountOpening | None:
    """The opening proved less than 30 minutes ago in this browser and still usable, or None."""
    known = request.session.get(_KEY)
    if not known or timezone.now() - datetime.fromisoformat(known["at"]) > settings.OPENING_STEP_LIFETIME:
        return None
    return _load(known["opening"])


def registered_opening(request: HttpRequest) -> AccountOpening | None:
    """The opening whose étape 2/2 this browser validated, or None."""
    known = request.session.get(_KEY)
    if not known or not known["registered"]:
        return None
    return _load(known["opening"])


def has_started(request: HttpRequest) -> bool:
    """Whether étape 1/2 was done in this browser, even too long ago."""
    return _KEY in request.session


def _load(public_id: str) -> AccountOpening | None:
    with all_tenants(reason="the account being opened has no access yet"):
        return (
            AccountOpening.objects.current()
            .select_related("adherent__caisse", "establishment", "pending_account")
            .filter(public_id=public_id)
            .first()
        )
