"""The one search of the back office: among the pages of the admin that say how their rows are told (`finder`).

What is typed is first read as an identifier, which leads straight to the row that has it; else each page searches its
own list, by its own rule and within the caisse.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from core.search import Way, search

FEWEST_CHARACTERS = 3
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Finder:
    """`told(row)`: the two parts of its line, what it is and what tells it from another. `exact(rows, typed)`: those
    that have it as an identifier, by equality. `ways`: by their own names or numbers, where the list of the page also
    searches by those of their company. `refusal(typed)`: why that is never searched for, in words.
    """

    label: str
    order: int
    told: Callable[[Any], tuple[str, str]]
    exact: Callable[[QuerySet[Any], str], QuerySet[Any]] = lambda rows, typed: rows.none()
    ways: tuple[Way, ...] = ()
    refusal: Callable[[str], str] = lambda typed: ""


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Finds:
    """What one page holds of what is searched; `more_url`: its list, when it holds more than is shown."""

    label: str
    lines: list[Line]
    more_url: str


def finders(request: HttpRequest, pages: Iterable[Any]) -> list[Any]:
    """The pages that search, among those that this member of staff may see, in the order of their answers."""
    searching = [page for page in pages if getattr(page, "finder", None) and page.has_view_permission(request)]
    return sorted(searching, key=lambda page: page.finder.order)


def refusal_of(typed: str, pages: Iterable[Any]) -> str:
    return next((words for page in pages if (words := page.finder.refusal(typed))), "")


def only_row(request: HttpRequest, typed: str, pages: Iterable[Any]) -> str:
    """The address of the one row that has it as an identifier; empty when none has, or several."""
    named = [
        line.url for page in pages for line in _lines(page, page.finder.exact(page.get_queryset(request), typed)[:2])
    ]
    return named[0] if len(named) == 1 else ""


def find(request: HttpRequest, typed: str, pages: Iterable[Any]) -> list[Finds]:
    """What each page holds of it, pages that hold nothing left out: one query a page."""
    answers = [_finds(request, typed, page) for page in pages] if len(typed) >= FEWEST_CHARACTERS else []
    return [answer for answer in answers if answer.lines]


def search_page(site: Any, request: HttpRequest) -> HttpResponse:
    """The answers; at once the row, when what was typed is its identifier."""
    typed = request.GET.get(SEARCH_VAR, "").strip()
    pages = finders(request, site._registry.values())
    if refusal := refusal_of(typed, pages):
        messages.warning(request, refusal)
        return HttpResponseRedirect(reverse("admin:search"))
    if typed and (url := only_row(request, typed, pages)):
        return HttpResponseRedirect(url)
    context = {
        **site.each_context(request),
        "title": "Rechercher",
        "typed": typed,
        "is_too_short": len(typed) < FEWEST_CHARACTERS,
        "fewest_characters": FEWEST_CHARACTERS,
        "answers": find(request, typed, pages),
    }
    return TemplateResponse(request, "admin/staff/search.html", context)


def _finds(request: HttpRequest, typed: str, page: Any) -> Finds:
    answer = search(page.get_queryset(request), typed, *(page.finder.ways or page.ways))
    lines = _lines(page, answer[: SHOWN + 1])
    url = page.rows_url(**{SEARCH_VAR: typed})
    return Finds(page.finder.label, lines[:SHOWN], url if len(lines) > SHOWN else "")


def _lines(page: Any, rows: QuerySet[Any]) -> list[Line]:
    told = ((*page.finder.told(row), page.reading_url(row.pk)) for row in rows)
    return [Line(title, detail, url) for title, detail, url in told]
