"""HTTP of the help: of one page, of all, and of the tutorials that are offered."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.views.decorators.http import require_POST, require_safe

from core.addresses import local_address
from delegations import authority
from delegations.middleware import LAST_TIERS
from support.guidance.offering import no_more_offers, tutorial_seen
from support.guidance.queries import guides_in_force, in_force
from support.guidance.searching import answers_to
from support.guidance.sections import by_section
from support.guidance.shipped import with_slug
from support.guidance.values import Guide


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    typed, guides = request.GET.get("q", "").strip(), guides_in_force(_caisse_id(request))
    context = {"typed": typed, "answers": answers_to(typed, guides), "sections": [] if typed else by_section(guides)}
    return render(request, "support/guidance/index.html", context)


@require_safe
def page(request: HttpRequest, page: str) -> HttpResponse:
    shown = in_force(_guide_or_404(page), _caisse_id(request))
    return render(request, "support/guidance/page.html", {"shown": shown})


@require_POST
def put_away(request: HttpRequest, page: str) -> HttpResponse:
    """The tutorial of this page is not offered any more; a script asks for nothing in return."""
    tutorial_seen(request.user, _guide_or_404(page))
    return _back(request)


@require_POST
def put_all_away(request: HttpRequest) -> HttpResponse:
    no_more_offers(request.user)
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    if "X-Background" in request.headers:
        return HttpResponse(status=204)
    return HttpResponseRedirect(local_address(request, request.POST.get("retour", ""), resolve_url("help:index")))


def _guide_or_404(slug: str) -> Guide:
    guide = with_slug(slug)
    if guide is None:
        raise Http404
    return guide


def _caisse_id(request: HttpRequest) -> int | None:
    """Of the company that the person acted for last: these pages are of no company."""
    last = request.session.get(LAST_TIERS, "")
    access = authority.resolve(request.user, last) if last else None  # type: ignore[arg-type]
    return access.tiers.caisse_id if access is not None else None
