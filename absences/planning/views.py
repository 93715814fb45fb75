"""The planning of the people of a company: a day, a week, a month or a year, or one person, as its address says."""

from collections.abc import Collection
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
from absences.planning import outside
from absences.planning.addresses import NUMBER_REFUSED, address_of, folded_groups, folding
from absences.planning.days import absent_on
from absences.planning.forms import PlanningForm
from absences.planning.grid import Drawing, Shown
from absences.planning.groups import Grouping, SiteGroups, headings_of
from absences.planning.outside import OtherDay
from absences.planning.person import Diary
from absences.planning.queries import people as queries
from absences.planning.queries.people import Person
from absences.planning.queries.reading import Reading, read
from absences.planning.toolbar import legend_of, moves_of, signs_of
from absences.planning.windows import View, Window, day_read, months_of, window_at
from absences.planning.years import YearDrawing, marks_of
from absences.queries.planned import cancelled_of
from core.access import Access
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
    sites = _sites(request, asked)
    crews = {person.pk: person.crew_id for person in people}
    others = outside.other_days(request.access, asked.window.first, asked.window.last, crews)
    shown = Shown(people, asked.places, sites, covered, crowds, others)
    grid = Drawing(asked.reading, shown, timezone.localdate()).grid()
    return _page(request, asked, {"grid": grid, "folds": _folds(request.GET, sites), "others": others}, grid.marks)


def _sites(request: PortalRequest, asked: Asked) -> list[SiteGroups]:
    return Grouping(asked.places, folded_groups(request.GET)).of(asked.people)


def _folds(typed: QueryDict, sites: list[SiteGroups]) -> dict[str, str]:
    """The address that folds or opens each heading."""
    return {heading.ref: f"?{folding(typed, heading.ref)}" for heading in headings_of(sites)}


def _day_page(request: PortalRequest, asked: Asked) -> HttpResponse:
    return _page(request, asked, {}, ())


def _year_page(request: PortalRequest, asked: Asked) -> HttpResponse:
    sites = _sites(request, asked)
    drawn = YearDrawing(asked.reading).sites(sites)
    own = {"sites": drawn, "months": months_of(asked.window), "folds": _folds(request.GET, sites)}
    return _page(request, asked, {**own, "today": timezone.localdate()}, marks_of(drawn))


def _page(request: PortalRequest, asked: Asked, own: dict[str, Any], shades: Collection[str]) -> HttpResponse:
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
        "legend": [*legend_of(shown, asked.kinds, shades), *signs_of(own.get("others", {}))],
        "starts": outside.starts_for(request.access),
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
    year = window_at(View.YEAR, window.first)
    diary = Diary(read(access, window, [person.pk]), person.pk, today)
    context = {
        "person": person,
        "window": window,
        "diary": diary,
        "legend": legend_of(diary.absences, queries.kinds(), diary.marks),
        "others": _others_of(access, person, window),
        "cancelled": diary.in_words(cancelled_of(access, person, year.first, year.last)),
        "year": year,
        "moves": moves_of(typed, window, (View.MONTH, View.YEAR)),
        "back_query": address_of(typed, salarie=""),
        "may_act": access.has(Right.ABSENCES_ACT),
        "may_open_person": access.has(Right.EMPLOYEES_CONSULT),
        "first_choice": (today if today in window else window.first).isoformat(),
        "own_address": f"{request.path}?{address_of(typed)}",
    }
    return planning_page(request, "planning/person", context)


def _others_of(access: Access, person: Employee, window: Window) -> list[OtherDay]:
    """Of the crew of their contract then, or of now."""
    contract = person.employments.for_access(access).current().first()
    crews = {person.pk: contract.crew_id if contract is not None else None}
    return outside.other_days(access, window.first, window.last, crews).get(person.pk, [])


def _ending(query: str) -> str:
    """So that a parameter may follow."""
    return f"{query}&" if query else ""
