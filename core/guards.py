"""The guard written on the line above each view: `@requires(Right.X)`; public views are named `@public`."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
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
                audit.record("core.access_refused", access=access, target=request.path, refused=True)
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.required_right = right  # type: ignore[attr-defined]
        return guarded

    return decorate
