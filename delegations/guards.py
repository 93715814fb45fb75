"""Guards of the views of a firm, in the place of `@requires`."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from core import audit
from delegations.policies import can_administer_firm
from delegations.queries import member_of

View = Callable[..., HttpResponse]


def of_firm(view: View) -> View:
    """Let in a collaborator of the firm of the URL (`request.firm_member`); for others it is a random reference."""

    @wraps(view)
    def guarded(request: HttpRequest, ref: str, *args: Any, **kwargs: Any) -> HttpResponse:
        member = member_of(request.user, ref)  # type: ignore[arg-type]
        if member is None:
            audit.record("core.access_refused", actor=request.user, target=request.path, refused=True)
            raise Http404
        request.firm_member = member  # type: ignore[attr-defined]
        return view(request, ref, *args, **kwargs)

    return guarded


def by_administrator(view: View) -> View:
    """As `of_firm`, and 403 for a collaborator who does not administer it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_administer_firm(request.firm_member):  # type: ignore[attr-defined]
            audit.record("core.access_refused", actor=request.user, target=request.path, refused=True)
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return of_firm(guarded)
