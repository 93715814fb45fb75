"""The list of the people of the company: searched, filtered, sorted."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from core.chips import chips_of
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from employees.enums import Presence
from employees.nir import REFUSED_IN_ADDRESS, looks_like_nir
from employees.page import section_page
from employees.people import words
from employees.people.forms import FILTERS, PeopleForm
from employees.people.queries import listing as queries
from employees.people.queries.listing import Counts, Wanted
from employees.places import named_sites

_COLUMNS = (
    (queries.BY_NAME, "Salarié"),
    ("site", "Site et équipe"),
    ("", "Contrat"),
    ("premier-jour", "Premier jour"),
    ("dernier-jour", "Dernier jour"),
    ("", "Auprès de la caisse"),
)
PARAMETERS = ("q", "liste", *FILTERS, "tri", "page", "refus")


@dataclass(frozen=True, slots=True)
class Column:
    """A head of the table; `sorted`: the value of aria-sort, empty for a column that is not the one sorted by."""

    label: str
    url: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    count: int
    url: str
    is_current: bool


@requires(Right.EMPLOYEES_CONSULT)
@require_safe
def index(request: PortalRequest, tiers: str) -> HttpResponse:
    if looks_like_nir(request.GET.get("q", "")):
        # A number must not stay in the address, which browsers keep.
        return redirect(f"{request.path}?{address_of(request.GET, q='', refus=REFUSED_IN_ADDRESS)}")
    access = request.access
    form = PeopleForm(request.GET, named_sites(access))
    wanted = form.wanted
    people = queries.people_of(access, wanted, request.GET.get("page", 1))
    is_narrowed = bool(wanted.text or form.applied)
    found = people.counts.shown(wanted)
    query = address_of(request.GET, page="", refus="")
    context = {
        "form": form,
        "wanted": wanted,
        "page": people.page,
        "words": words,
        "today": timezone.localdate(),
        "found": found,
        "tabs": _tabs(people.counts, wanted, request.GET),
        "columns": _columns(wanted, request.GET),
        "chips": chips_of(form.applied, lambda name: address_of(request.GET, **{name: "", "page": ""})),
        "query": f"{query}&" if query else "",
        "is_narrowed": is_narrowed,
        "is_nir_refused": request.GET.get("refus") == REFUSED_IN_ADDRESS,
        "is_empty_company": not found and not is_narrowed and not queries.knows_anybody(access),
        "may_act": access.has(Right.EMPLOYEES_ACT),
    }
    return section_page(request, "index", "index", context)


def _tabs(counts: Counts, wanted: Wanted, typed: QueryDict) -> list[Tab]:
    numbers = {Presence.PRESENT: counts.present, Presence.FUTURE: counts.future, Presence.LEFT: counts.left}
    return [
        Tab(presence.label, number, f"?{address_of(typed, liste=presence, page='')}", presence == wanted.presence)
        for presence, number in numbers.items()
    ]


def _columns(wanted: Wanted, typed: QueryDict) -> list[Column]:
    return [_column(key, label, wanted.sort, typed) if key else Column(label) for key, label in _COLUMNS]


def _column(key: str, label: str, sort: str, typed: QueryDict) -> Column:
    """A second click goes the other way."""
    is_sorted = sort.removeprefix("-") == key
    way = ("descending" if sort.startswith("-") else "ascending") if is_sorted else ""
    return Column(label, f"?{address_of(typed, tri=f'-{key}' if way == 'ascending' else key, page='')}", way)


def address_of(typed: QueryDict, **changes: str) -> str:
    """The parameters of this page with these changed; empty ones, and those of no page of ours, are left out."""
    kept: dict[str, Any] = {**typed.dict(), **changes}
    return urlencode({name: kept[name] for name in PARAMETERS if kept.get(name)})
