"""Puts `request.access` on every request whose URL names a tiers, and narrows the tripwire to that company."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from core import audit
from core.access import Access
from core.tenancy import narrow_to
from delegations import authority

LAST_TIERS = "last_tiers"
ENTERED_TIERS = "entered_tiers"

audit.declare({"delegations.tiers_entered": "Entrée dans l’espace de l’entreprise"})


class AccessMiddleware:
    """Resolves the authority again at every request: a revocation holds at the next click."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.access = None  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if "tiers" not in kwargs or not request.user.is_authenticated:
            return None
        access = authority.resolve(request.user, kwargs["tiers"])
        if access is None:
            audit.record("core.access_refused", actor=request.user, target=request.path, refused=True)
            raise Http404
        request.access = access  # type: ignore[attr-defined]
        narrow_to(access.tiers.adherent_id)
        if request.session.get(LAST_TIERS) != access.tiers.ref:
            _enter(request, access)
        return None


def _enter(request: HttpRequest, access: Access) -> None:
    """Remember where the person is; the journal says once a session that they came (SECURITY L1)."""
    request.session[LAST_TIERS] = access.tiers.ref
    entered = request.session.get(ENTERED_TIERS, [])
    if access.tiers.ref not in entered:
        request.session[ENTERED_TIERS] = [*entered, access.tiers.ref]
        audit.record("delegations.tiers_entered", access=access)
