"""HTTP of the news: of a person, whatever the company."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.addresses import page_of
from delegations import authority
from delegations.middleware import LAST_TIERS
from support.news import queries, services
from support.news.values import NewsReader

_PER_PAGE = 20


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    page = Paginator(queries.shown_to(_reader(request)), _PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "query": "", "seen_until": queries.seen_until(person)}
    return render(request, "support/news/index.html", context)


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Told by the page of the news once it is shown, or by its button."""
    person: Any = request.user
    services.mark_seen(person=person)
    return HttpResponse(status=204) if "HX-Request" in request.headers else redirect("news:index")


@require_POST
def put_away(request: HttpRequest, ref: str) -> HttpResponse:
    """An important one is read; back to the page where it was."""
    person: Any = request.user
    services.put_away(person=person, ref=ref)
    return redirect(page_of(request) or "news:index")


def _reader(request: HttpRequest) -> NewsReader:
    """By the company last acted for, as the frame of the page."""
    person: Any = request.user
    last = request.session.get(LAST_TIERS)
    access = authority.resolve(person, last) if last else None
    return NewsReader.of(access, is_in_a_firm=access is None and bool(authority.firm_of(person)))
