"""The guard written on the line above each view: `@requires(Right.X)`; public views are named `@public`."""

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from core import audit
from core.rights import Right

View = Callable[..., HttpResponse]

# Everything is closed by default (LoginRequiredMiddleware); a public view says so by this name.
public = login_not_required


def requires(right: Right, *, whole_company: bool = False) -> Callable[[View], View]:
    """Let in only a person who has `right` for the tiers of the URL; with `whole_company`, a company and not a site.

    A stranger gets the 404 of a random reference (raised by the access middleware, or here without a tiers); an
    insider without the right gets 403. Both are journalled.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            access = getattr(request, "access", None)
            if access is None:
                raise Http404
            if not access.has(right) or (whole_company and access.tiers.establishment_id is not None):
                refuse(request)
            return view(request, *args, **kwargs)

        guarded.required_right = right  # type: ignore[attr-defined]
        return guarded

    return decorate


class Assurance(Enum):
    """What the person signed in must have shown, beyond a right, before a sensitive act (SECURITY S10)."""

    RECENT_PASSWORD = "recent_password"  # noqa: S105  a name, not a password
    CERTIFIED_MOBILE = "certified_mobile"


# Where the person is led who lacks it, or None: the app that knows people answers (`accounts.assurances`).
Lead = Callable[[HttpRequest], HttpResponse | None]
_leads: dict[Assurance, Lead] = {}


def answer_for(assurance: Assurance, lead: Lead) -> None:
    """Have an app above say who has that assurance."""
    _leads[assurance] = lead


def asks_for(*assurances: Assurance) -> Callable[[View], View]:
    """Written under `@requires`: these are needed too, in this order; who lacks one is led to where it is got.

    An assurance that no app answers for closes the view.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            for assurance in assurances:
                if assurance not in _leads:
                    raise ImproperlyConfigured(f"nobody answers for {assurance}")
                elsewhere = _leads[assurance](request)
                if elsewhere is not None:
                    return elsewhere
            return view(request, *args, **kwargs)

        guarded.assurances = frozenset(assurances)  # type: ignore[attr-defined]
        return guarded

    return decorate


def refuse(request: HttpRequest) -> None:
    """What a policy forbids to an insider: 403, journalled as when a right is missing."""
    audit.record("core.access_refused", access=getattr(request, "access", None), target=request.path, refused=True)
    raise PermissionDenied
