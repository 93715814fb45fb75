"""The signed-in home page, the choice of a tiers, health, and the error pages."""

import logging
import sys

from django.conf import settings
from django.db import OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from accounts import interrupted
from accounts.middleware import is_staff_path
from cibtp_portal.dashboard import TILES, first_order
from core import audit, tile_order, tiles
from core.addresses import page_of
from core.files import StoreUnavailable
from core.guards import public
from delegations import authority, switcher
from delegations.middleware import LAST_TIERS
from delegations.queries import firms_in_words

logger = logging.getLogger(__name__)

_PASSING = (OperationalError, StoreUnavailable)
_COME_BACK_AFTER_SECONDS = 120


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
    firms = firms_in_words(request.user) if not choices.total else []  # type: ignore[arg-type]
    context = {"choices": choices, "typed": typed, "query": query, "firms": firms}
    return render(request, "portal/choose_tiers.html", context)


@require_safe
def portal_home(request: HttpRequest, tiers: str) -> HttpResponse:
    access = request.access  # type: ignore[attr-defined]
    if access is None:
        raise Http404
    # Nothing is kept of whoever looks in the place of an employer.
    looking = access.is_employer_view
    ordered = tiles.allowed(TILES, access) if looking else tile_order.kept(request.session, TILES, access, first_order)
    shown = tiles.shown(ordered, access)
    greeting_name = "" if access.is_employer_view else access.user.first_name
    return render(request, "portal/home.html", {"greeting_name": greeting_name, "tiles": shown})


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
    """With the menu and the company, for whoever is signed in to the portal; the bare page if it cannot be drawn."""
    try:
        if request.user.is_authenticated and not is_staff_path(request):
            # Its help is its own, not that of the page that is refused.
            request.guided_as = "forbidden"  # type: ignore[attr-defined]
            return render(request, "portal/forbidden.html", status=403)
    except Exception:
        logger.exception("The page of a refusal could not be drawn")
    return _error_page(403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error_page(404)


def server_error(request: HttpRequest) -> HttpResponse:
    """503, and when to come back, for what passes by itself: the database or the store of files does not answer."""
    if not isinstance(sys.exc_info()[1], _PASSING):
        return _error_page(500)
    response = _error_page(503)
    response.headers["Retry-After"] = str(_COME_BACK_AFTER_SECONDS)
    return response


def _error_page(status: int) -> HttpResponse:
    """Without the request: no query, nothing that could fail again, the same page for everybody."""
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of ours whose token is out of date leads on, as it was typed; any other is refused, and told nothing."""
    audit.record("core.form_forged", target=request.path, refused=True)
    page = page_of(request)
    if not page or not _comes_from_us(request):
        return render(request, "csrf_failure.html", status=403)
    interrupted.keep_out_of_date(request)
    return redirect(page)


def _comes_from_us(request: HttpRequest) -> bool:
    """A page of ours, whose browser keeps our cookies: reading it again gives a token that is accepted."""
    origin = request.headers.get("Origin", "")
    is_ours = not origin or origin == f"{request.scheme}://{request.get_host()}"
    return is_ours and settings.CSRF_COOKIE_NAME in request.COOKIES
