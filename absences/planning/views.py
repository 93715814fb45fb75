"""The planning of the people of a company: a day, a week, a month or a year, or one person, as its address says."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from absences.models import AbsenceKind
from absences.motives import sees_motives, shown_kinds
from absences.page import planning_page
from absences.planning.addresses import NUMBER_REFUSED, address_of, folded_groups, folding
from absences.planning.days import absent_on
from absences.planning.forms import PlanningForm
from absences.planning.grid import Drawing, Shown
from absences.planning.person import Diary
from absences.planning.queries import people as queries
from absences.planning.queries.people import Person
from absences.planning.queries.reading import Reading, read
from absences.planning.toolbar import legend_of, moves_of
from absences.planning.windows import View, Window, day_read, months_of, window_at
from absences.planning.years import year_lines
from core.chips import chips_of
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from employees.models import Employee
from employees.nir import looks_like_nir
from employees.places import Places


@dataclass(frozen=True, slots=True)
class Asked:
    """A page of people, as the address asks for it, and what its window holds."""

    window: Window
    form: PlanningForm
    places: Places
    kinds: list[AbsenceKind]
    page: Page
    crowds: set[int]
    reading: Reading

    @property
    def people(self) -> list[Person]:
        return list(self.page.object_list)


@requires(Right.ABSENCES_CONSULT)
@require_safe
def planning(request: PortalRequest, tiers: str) -> HttpResponse:
    typed = request.GET
    if looks_like_nir(typed.get("q", "")):
        # A number must not stay in the address, which browsers keep.
        return redirect(f"{request.path}?{address_of(typed, q='', refus=NUMBER_REFUSED)}")
    window = _window(typed)
    if typed.get("salarie"):
        return _person_page(request, window)
    pages = {View.DAY: _day_page, View.YEAR: _year_page}
    return pages.get(window.view, _grid_page)(request, _asked(request, window))


def _window(typed: QueryDict) -> Window:
    view = typed.get("vue", "")
    day = day_read(typed.get("du", ""), timezone.localdate())
    return window_at(view if view in View.values else View.MONTH, day)


def _asked(request: PortalRequest, window: Window) -> Asked:
    access, typed = request.access, request.GET
    places, kinds = queries.places_ever(access), queries.kinds()
    form = PlanningForm(typed, places, shown_kinds(kinds, with_motives=sees_motives(access)))
    page, crowds = queries.page_of_people(access, form.wanted, window, places, kinds, typed.get("page", ""))
    people: list[Person] = list(page.object_list)
    crews = _cut_crews(people, window, page) - crowds if form.wanted.keeps_crews_whole else set()
    keys = queries.with_members(access, window, people, crews) if crews else [person.pk for person in people]
    return Asked(window, form, places, kinds, page, crowds, read(access, window, keys, places.sites))


def _cut_crews(people: list[Person], window: Window, page: Page) -> set[int]:
    """The crews shown of which people may be on another page."""
    if not page.has_other_pages() or window.view in (View.DAY, View.YEAR):
        return set()
    return {person.crew_id for person in people if person.crew_id is not None}


def _grid_page(request: PortalRequest, asked: Asked) -> HttpResponse:
    people = asked.people
    covered = asked.form.wanted.keeps_crews_whole
    crowds = asked.crowds if asked.page.has_other_pages() else set[int]()
    shown = Shown(people, asked.places, folded_groups(request.GET), covered, crowds)
    grid = Drawing(asked.reading, shown, timezone.localdate()).grid()
    folds = {group.ref: f"?{folding(request.GET, group.ref)}" for group in grid.groups}
    return _page(request, asked, {"grid": grid, "folds": folds})


def _day_page(request: PortalRequest, asked: Asked) -> HttpResponse:
    return _page(request, asked, {})


def _year_page(request: PortalRequest, asked: Asked) -> HttpResponse:
    lines = year_lines(asked.people, asked.reading)
    return _page(request, asked, {"lines": lines, "months": months_of(asked.window)})


def _page(request: PortalRequest, asked: Asked, own: dict[str, Any]) -> HttpResponse:
    """With, for a telephone, who is absent on one day: today, or the first day in sight."""
    typed, window, today = request.GET, asked.window, timezone.localdate()
    day = today if today in window else window.first
    shown = [one for person in asked.people for one in asked.reading.absences.get(person.pk, ())]
    context = {
        **own,
        "window": window,
        "page": asked.page,
        "form": asked.form,
        "wanted": asked.form.wanted,
        "moves": moves_of(typed, window),
        "chips": chips_of(asked.form.applied, lambda name: address_of(typed, **{name: "", "page": ""})),
        "query": _ending(address_of(typed, page="")),
        "day": window_at(View.DAY, day),
        "day_moves": moves_of(typed, window_at(View.DAY, day)),
        "day_groups": absent_on(day, asked.people, asked.reading, asked.places),
        "legend": legend_of(shown, asked.kinds),
        "has_drafts": any(one.to_declare for one in shown),
        "is_nir_refused": typed.get("refus") == NUMBER_REFUSED,
        "may_act": request.access.has(Right.ABSENCES_ACT),
        "first_choice": day.isoformat(),
        "own_address": f"{request.path}?{address_of(typed, refus='')}",
    }
    return planning_page(request, "planning", context)


def _person_page(request: PortalRequest, window: Window) -> HttpResponse:
    access, typed, today = request.access, request.GET, timezone.localdate()
    person = access.get_or_404(Employee, typed["salarie"])
    if window.view != View.YEAR:
        window = window_at(View.MONTH, window.first)
    reading = read(access, window, [person.pk])
    context = {
        "person": person,
        "window": window,
        "diary": Diary(reading, person.pk, today),
        "moves": moves_of(typed, window, (View.MONTH, View.YEAR)),
        "back_query": address_of(typed, salarie=""),
        "may_act": access.has(Right.ABSENCES_ACT),
        "may_open_person": access.has(Right.EMPLOYEES_CONSULT),
        "first_choice": (today if today in window else window.first).isoformat(),
        "own_address": f"{request.path}?{address_of(typed)}",
    }
    return planning_page(request, "planning/person", context)


def _ending(query: str) -> str:
    """So that a parameter may follow."""
    return f"{query}&" if query else ""
