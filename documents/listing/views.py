"""*Documents*: what the caisse made available, filtered, sorted; what was not read marked."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from core.guards import requires
from core.http import PortalRequest
from core.menus import Option
from core.rights import Right
from documents.forms import PARAMETERS, UNREAD, DocumentsForm, kept_filters
from documents.listing.columns import columns_of
from documents.page import section_page
from documents.queries import listing as queries
from documents.queries.listing import Counts
from documents.values import WantedDocuments
from employees.nir import REFUSED_IN_ADDRESS, looks_like_nir


@requires(Right.DOCUMENTS_CONSULT)
@require_safe
def index(request: PortalRequest, tiers: str) -> HttpResponse:
    if looks_like_nir(request.GET.get("salarie", "")):
        # A number must not stay in the address, which browsers keep.
        return redirect(f"{request.path}?refus={REFUSED_IN_ADDRESS}")
    access, form = request.access, DocumentsForm(request.GET, request.access)
    wanted, counts = form.wanted, queries.counts_of(access)
    page = queries.page_of(access, wanted, request.GET.get("page"))
    query = address_of(request.GET)
    context = {
        "form": form,
        "typed": "",
        "kept": kept_filters(request.GET),
        "wanted": wanted,
        "page": page,
        "counts": counts,
        "views": _views(request.GET, wanted, counts),
        "columns": columns_of(wanted, lambda sort: address_of(request.GET, tri=sort)),
        "person": queries.person_named(access, wanted),
        "without_person": address_of(request.GET, personne=""),
        "query": f"{query}&" if query else "",
        "is_filtered": form.is_filtering,
        "is_nir_refused": request.GET.get("refus") == REFUSED_IN_ADDRESS,
    }
    return section_page(request, "index", "listing/index", context, status=422 if form.errors else None)


def address_of(typed: QueryDict, **changes: str) -> str:
    """The parameters of the list with these changed; empty ones, and those of no page of ours, are left out."""
    kept: dict[str, Any] = {**typed.dict(), **changes}
    return urlencode({name: kept[name] for name in PARAMETERS if kept.get(name)})


def _views(typed: QueryDict, wanted: WantedDocuments, counts: Counts) -> list[Option]:
    """`counts`: of everything, whatever the filters."""
    return [
        Option("Tous", f"?{address_of(typed, lu='')}", not wanted.is_unread),
        Option(f"Non lus ({counts.unread})", f"?{address_of(typed, lu=UNREAD)}", wanted.is_unread),
    ]
