"""The planning of the people of a company: a week, a month, as its address says."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from absences.models import AbsenceKind
from absences.motives import ShownKind, sees_motives, shown_kinds
from absences.page import planning_page
from absences.planning.addresses import NUMBER_REFUSED, address_of, folded_groups, folding
from absences.planning.forms import PlanningForm, words_of
from absences.planning.grid import Drawing, Shown
from absences.planning.queries import people as queries
from absences.planning.queries.people import Person
from absences.planning.queries.reading import Reading, read
from absences.planning.windows import View, Window, day_read, window_at
from core.access import Access
from core.guards import requires
from core.http import PortalRequest
from core.menus import Option
from core.rights import Right
from employees.nir import looks_like_nir

GRIDS = (View.WEEK, View.MONTH)


@dataclass(frozen=True, slots=True)
class Moves:
    """Where one goes from a window; empty where there is nothing to go to."""

    before: str
    today: str
    after: str
    views: list[Option]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is applied, and the address without it."""

    label: str
    value: str
    url: str


@requires(Right.ABSENCES_CONSULT)
@require_safe
def planning(request: PortalRequest, tiers: str) -> HttpResponse:
    typed = request.GET
    if looks_like_nir(typed.get("q", "")):
        # A number must not stay in the address, which browsers keep.
        return redirect(f"{request.path}?{address_of(typed, q='', refus=NUMBER_REFUSED)}")
    return _grid_page(request, _window(typed))


def _window(typed: QueryDict) -> Window:
    view = typed.get("vue", "")
    day = day_read(typed.get("du", ""), timezone.localdate())
    return window_at(view if view in GRIDS else View.MONTH, day)


def _grid_page(request: PortalRequest, window: Window) -> HttpResponse:
    access, typed = request.access, request.GET
    places, kinds = queries.places_ever(access), queries.kinds()
    form = PlanningForm(typed, places, shown_kinds(kinds, with_motives=sees_motives(access)))
    wanted = form.wanted
    page = queries.page_of_people(access, wanted, window, places, kinds, typed.get("page", ""))
    people: list[Person] = list(page.object_list)
    members = _members(access, window, page) if wanted.keeps_crews_whole else []
    reading = read(access, window, {*(person.pk for person in people), *members})
    shown = Shown(people, members, places, folded_groups(typed), wanted.keeps_crews_whole)
    grid = Drawing(reading, shown, timezone.localdate()).grid()
    context = {
        "window": window,
        "grid": grid,
        "page": page,
        "moves": _moves(typed, window),
        "form": form,
        "wanted": wanted,
        "query": f"{address_of(typed, page='')}&",
        "folds": {group.ref: f"?{folding(typed, group.ref)}" for group in grid.groups},
        "chips": _chips(form, typed),
        "legend": _legend(reading, kinds),
        "has_drafts": any(one.to_declare for some in reading.absences.values() for one in some),
        "is_nir_refused": typed.get("refus") == NUMBER_REFUSED,
        "may_act": access.has(Right.ABSENCES_ACT),
    }
    return planning_page(request, "planning", context)


def _members(access: Access, window: Window, page: Any) -> list[int]:
    """The people of the crews shown that may be on another page."""
    if not page.has_other_pages():
        return []
    crews = {person.crew_id for person in page.object_list if person.crew_id is not None}
    return queries.members_of(access, window, sorted(crews)) if crews else []


def _legend(reading: Reading, kinds: list[AbsenceKind]) -> list[ShownKind]:
    """The kinds of the bars of the page, in the order of the kinds; the private ones, as the reader sees them."""
    here = {absence.kind for absences in reading.absences.values() for absence in absences}
    ranks = {kind.key: rank for rank, kind in enumerate(kinds)}
    return sorted(here, key=lambda kind: ranks.get(kind.key, len(ranks)))


def _chips(form: PlanningForm, typed: QueryDict) -> list[Chip]:
    """The filters applied, each with the address without it."""
    return [
        Chip(str(field.label), words_of(field), f"?{address_of(typed, **{field.name: ''}, page='')}")
        for field in form.applied
    ]


def _moves(typed: QueryDict, window: Window) -> Moves:
    def to(day: Any, **changes: str) -> str:
        return f"?{address_of(typed, du=day.isoformat(), page='', **changes)}" if day is not None else ""

    today = timezone.localdate()
    kept = today if today in window else window.first
    views = [Option(view.label, to(kept, vue=view), view == window.view) for view in GRIDS]
    return Moves(to(window.before), to(today), to(window.after), views)
