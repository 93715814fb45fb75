"""The search of documents: the list, narrowed to what holds the words that were typed."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from core.full_text.asking import MAX_TERMS, ask
from core.guards import requires
from core.http import PortalRequest
from core.menus import Option
from core.rights import Right
from documents.forms import FILTERS, UNREAD, DocumentsForm, kept_filters
from documents.page import section_page
from documents.queries.listing import LATEST_FIRST, person_named
from documents.searching import queries
from employees.nir import REFUSED_IN_ADDRESS, looks_like_nir

_PARAMETERS = ("q", *FILTERS, "personne", "lu", "tri")


@requires(Right.DOCUMENTS_CONSULT)
@require_safe
def search(request: PortalRequest, tiers: str) -> HttpResponse:
    """Without a word, the list."""
    typed, is_refused = request.GET.get("q", "").strip(), request.GET.get("refus") == REFUSED_IN_ADDRESS
    if looks_like_nir(typed) or looks_like_nir(request.GET.get("salarie", "")):
        # A number must not stay in the address, which browsers keep.
        return _refused(request)
    if not typed and not is_refused:
        query = _address_of(request.GET, q="", tri="")
        return redirect(f"{reverse('documents:index', args=[tiers])}{f'?{query}' if query else ''}")
    return _answers(request, typed, is_refused=is_refused)


def _refused(request: HttpRequest) -> HttpResponse:
    kept = _address_of(request.GET, q="", salarie="")
    return redirect(f"{request.path}?refus={REFUSED_IN_ADDRESS}{f'&{kept}' if kept else ''}")


def _answers(request: PortalRequest, typed: str, *, is_refused: bool) -> HttpResponse:
    access, form = request.access, DocumentsForm(request.GET, request.access)
    wanted, asked = form.wanted, ask(typed)
    query = _address_of(request.GET)
    context = {
        "form": form,
        "wanted": wanted,
        "typed": typed,
        "kept": kept_filters(request.GET),
        "page": queries.answers(access, asked, wanted, request.GET.get("page")) if asked else None,
        "is_cut": asked.is_cut,
        "max_terms": MAX_TERMS,
        "views": _views(request.GET, is_unread=wanted.is_unread),
        "orders": _orders(request.GET, by_date=wanted.sort == LATEST_FIRST),
        "person": person_named(access, wanted),
        "without_person": _address_of(request.GET, personne=""),
        "query": f"{query}&" if query else "",
        "everything": f"?{urlencode({'q': typed})}",
        "is_filtered": form.is_filtering,
        "is_nir_refused": is_refused,
    }
    return section_page(request, "index", "searching/search", context, status=422 if form.errors else None)


def _address_of(typed: QueryDict, **changes: str) -> str:
    """The parameters of the search with these changed; empty ones, and those of no page of ours, are left out."""
    kept: dict[str, Any] = {**typed.dict(), **changes}
    return urlencode({name: kept[name] for name in _PARAMETERS if kept.get(name)})


def _views(typed: QueryDict, *, is_unread: bool) -> list[Option]:
    return [
        Option("Tous", f"?{_address_of(typed, lu='')}", not is_unread),
        Option("Non lus", f"?{_address_of(typed, lu=UNREAD)}", is_unread),
    ]


def _orders(typed: QueryDict, *, by_date: bool) -> list[Option]:
    return [
        Option("Les plus proches", f"?{_address_of(typed, tri='')}", not by_date),
        Option("Les plus récents", f"?{_address_of(typed, tri=LATEST_FIRST)}", by_date),
    ]
