"""Who is absent on some days, by site and crew, and when they are back."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import DateField, F, Q, Value
from django.db.models.functions import Greatest

from absences.models import Absence
from absences.models.absences import AbsenceQuerySet
from absences.motives import ShownKind, sees_motives, shown_kind
from absences.queries.planned import ShownAbsence, shown
from absences.stretches import Stretch
from absences.today.returns import back_after
from core.access import Access
from core.search import holding, search_words
from employees.enums import VOID_STATES, CaisseState
from employees.leave.schedules import schedules_of

PAGE_LENGTH = 50
_CONTRACT = "employee__employments"
_REAL_STATES = [state for state in CaisseState if state not in VOID_STATES]


@dataclass(frozen=True, slots=True)
class Absent:
    """A line. `printed`: the kind as paper shows it, which anybody may read; `back`: the day of the return, in words,
    empty when the contract ends before.
    """

    ref: str
    name: str
    absence: ShownAbsence
    printed: ShownKind
    back: str


@dataclass(frozen=True, slots=True)
class Group:
    """The people of a crew, or those of a site who have none."""

    site: str
    crew: str
    absents: list[Absent]


def absent_on(
    access: Access, days: Stretch, number: str | int, *, typed: str = "", site: str = ""
) -> tuple[Page, list[Group]]:
    """A page of absences that hold some of these days, by where their people work on the first of them. `typed`: a part
    of a name; `site`: the reference of one. Five queries, whatever the number of people.
    """
    rows = _placed(access, days, site)
    if words := search_words(typed):
        rows = holding(rows, words, "employee__plain_name")
    crew_order = F("crew").asc(nulls_last=True)
    rows = rows.order_by("site", crew_order, "employee__plain_name", "employee_id", "starts_on", "starts_at_noon")
    page: Page[Absence] = Paginator(rows, PAGE_LENGTH).get_page(number)
    return page, _groups(access, list(page.object_list))


def _placed(access: Access, days: Stretch, site: str) -> AbsenceQuerySet:
    """Each with the names of the site and of the crew of its contract; one without a contract then is left out."""
    seen_from = Greatest(F("starts_on"), Value(days.starts_on, DateField()))
    contract = {
        f"{_CONTRACT}__caisse_state__in": _REAL_STATES,
        f"{_CONTRACT}__starts_on__lte": seen_from,
    }
    if access.tiers.establishment_id is not None:
        contract[f"{_CONTRACT}__establishment_id"] = access.tiers.establishment_id
    if site:
        contract[f"{_CONTRACT}__establishment__public_id"] = site
    goes_on = Q(**{f"{_CONTRACT}__ends_on": None}) | Q(**{f"{_CONTRACT}__ends_on__gte": seen_from})
    # The conditions of one call are of one contract.
    rows: AbsenceQuerySet = Absence.objects.filter(adherent_id=access.tiers.adherent_id).meeting(days)
    rows = rows.filter(goes_on, **contract).select_related("kind", "employee")
    return rows.annotate(site=F(f"{_CONTRACT}__establishment__name"), crew=F(f"{_CONTRACT}__crew__name"))


def _groups(access: Access, absences: list[Absence]) -> list[Group]:
    people = {absence.employee_id for absence in absences}
    schedules = schedules_of(access.tiers.adherent_id, people)
    planned = _planned(people, min((absence.ends_on for absence in absences), default=date.max))
    with_motives = sees_motives(access)

    def line(absence: Absence) -> Absent:
        pk = absence.employee_id
        return Absent(
            ref=absence.employee.public_id,
            name=absence.employee.full_name,
            absence=shown(absence, with_motives=with_motives),
            printed=shown_kind(absence.kind, with_motives=False),
            back=back_after(absence.stretch, planned[pk], schedules[pk]),
        )

    by_place = groupby(absences, key=lambda absence: (absence.site, absence.crew or ""))  # type: ignore[attr-defined]
    return [Group(site, crew, [line(absence) for absence in some]) for (site, crew), some in by_place]


def _planned(people: Collection[int], first: date) -> dict[int, list[Stretch]]:
    """Every absence of these people that ends from that day on."""
    held: dict[int, list[Stretch]] = defaultdict(list)
    rows = Absence.objects.live().filter(employee_id__in=people, ends_on__gte=first)
    names = ("employee_id", "starts_on", "ends_on", "starts_at_noon", "ends_at_noon")
    for employee_id, *ends in rows.values_list(*names):
        held[employee_id].append(Stretch(*ends))
    return held
