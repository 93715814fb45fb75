"""The signed-in home page, the choice of a tiers, health, and the error pages."""

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from cibtp_portal.dashboard import TILES
from core import audit, tiles
from core.guards import public
from delegations import authority, switcher
from delegations.middleware import LAST_TIERS


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead an accountant to their firm, others to the last tiers, or the first; without any, to *Mon compte*."""
    if authority.is_accountant(request.user):  # type: ignore[arg-type]
        return redirect("firm:portfolio", authority.firm_of(request.user))  # type: ignore[arg-type]
    refs = [tiers.ref for tiers in authority.tiers_for(request.user)]  # type: ignore[arg-type]
    last = request.session.get(LAST_TIERS)
    if last and authority.resolve(request.user, last):  # type: ignore[arg-type]
        return redirect("portal_home", tiers=last)
    if refs:
        return redirect("portal_home", tiers=refs[0])
    return redirect("accounts:account")


@require_safe
def choose_tiers(request: HttpRequest) -> HttpResponse:
    typed, page = request.GET.get("q", ""), request.GET.get("page", "")
    current_ref = request.session.get(LAST_TIERS, "")
    choices = switcher.choices(request.user, typed=typed, page=page, current_ref=current_ref)  # type: ignore[arg-type]
    query = f"{urlencode({'q': typed})}&" if typed else ""
    return render(request, "portal/choose_tiers.html", {"choices": choices, "typed": typed, "query": query})


@require_safe
def portal_home(request: HttpRequest, tiers: str) -> HttpResponse:
    access = request.access  # type: ignore[attr-defined]
    if access is None:
        raise Http404
    shown = tiles.shown(TILES, access)
    return render(request, "portal/home.html", {"greeting_name": access.user.first_name, "tiles": shown})


@require_POST
def tile_use(request: HttpRequest, tiers: str, key: str) -> HttpResponse:
    """Count one use of a tile, or an entry into the company, told by the browser when its link is followed."""
    access = request.access  # type: ignore[attr-defined]
    if access is None or key not in {switcher.ENTERED, *(tile.key for tile in TILES)}:
        raise Http404
    tiles.count_use(access, key)
    return HttpResponse(status=204)


@public
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """For the front server's probe: the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error_page(400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error_page(403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error_page(404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _error_page(500)


def _error_page(status: int) -> HttpResponse:
    """Without the request: no query, nothing that could fail again, the same page for everybody."""
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    audit.record("core.form_forged", target=request.path, refused=True)
    return render(request, "csrf_failure.html", status=403)
