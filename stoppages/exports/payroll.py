"""A month for the payroll: what each salarié lost, and the indemnity that the employer owes for it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from adherents.calendar import months_later
from core.access import Access
from employees.models import Employee
from stoppages.arithmetic import Counted, FiguresOn, Part, indemnity
from stoppages.models import DeclaredDay, DeclaredPerson
from stoppages.queries.counting import counted_of
from stoppages.queries.figures import figures_for

COLUMNS = (
    *("Nom", "Prénom", "Mois", "Heures perdues", "Dont autre travail", "Heures de carence"),
    *("Heures indemnisées", "Jours indemnisés", "Indemnité à payer (€)", "Remarque"),
)
UNKNOWN = "Un plafond de l’année n’est pas publié : indemnité non calculée"
_NOTHING = Decimal(0)
# Of a salarié, by the reference of the stoppage.
Wages = dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Month:
    """Of one salarié. `indemnity` None: a figure is not known."""

    lost: Decimal
    replaced: Decimal
    carence: Decimal
    indemnified: Decimal
    days: int
    indemnity: Decimal | None


def payroll_rows(access: Access, month: date) -> Iterator[list[object]]:
    """By name: those who lost hours in that month, of what was declared. As many queries whatever their number."""
    wages = _wages(access, month)
    figures = figures_for(access.tiers.caisse_id)
    years = _years(access, wages) | {month.year}
    counted = counted_of(access.tiers.adherent_id, list(wages), years=years, figures=figures)
    for person in Employee.objects.filter(pk__in=wages).order_by("plain_name", "pk"):
        told = month_of(counted[person.pk], wages[person.pk], month, figures)
        yield [person.last_name, person.first_name, f"{month:%m/%Y}", *_cells(told)]


def month_of(counted: Counted, wages: Wages, month: date, figures: FiguresOn) -> Month:
    """`wages`: of the stoppages that count; the others were of another site, and only weigh on the caps.

    The amounts of the months of a stoppage add up to what it owes, rounded once.
    """
    parts = [part for part in counted.parts if part.stoppage.ref in wages]
    mine = [part for part in parts if _is_of(part, month)]
    amounts = [_indemnity(ref, parts, wages, month, figures) for ref in {part.stoppage.ref for part in mine}]
    return Month(
        lost=_sum(part.lost + part.replaced for part in mine),
        replaced=_sum(part.replaced for part in mine),
        carence=_sum(part.carence for part in mine),
        indemnified=_sum(part.indemnified for part in mine),
        days=len({part.day for part in mine if part.indemnified}),
        indemnity=None if None in amounts else _sum(amount for amount in amounts if amount is not None),
    )


def _indemnity(ref: str, parts: Iterable[Part], wages: Wages, month: date, figures: FiguresOn) -> Decimal | None:
    """What one stoppage owes for the month."""
    whole = indemnity([part for part in parts if part.stoppage.ref == ref], wages=wages, figures=figures)
    return whole.by(lambda part: _is_of(part, month))[True]


def _is_of(part: Part, month: date) -> bool:
    return (part.day.year, part.day.month) == (month.year, month.month)


def _wages(access: Access, month: date) -> dict[int, Wages]:
    """Certified for the stoppages that this access sees, of the people who lost hours in the month."""
    days = DeclaredDay.objects.for_access(access).filter(
        declaration__is_current=True,
        case__dropped_at__isnull=True,
        day__gte=month,
        day__lt=months_later(month, 1),
    )
    people: Collection[Any] = set(days.values_list("employee_id", flat=True))
    rows = DeclaredPerson.objects.for_access(access).filter(
        declaration__is_current=True, case__dropped_at__isnull=True, employee_id__in=people
    )
    wages: dict[int, Wages] = defaultdict(dict)
    for employee_id, ref, wage in rows.values_list("employee_id", "case__public_id", "hourly_wage"):
        wages[employee_id][ref] = wage
    return wages


def _years(access: Access, wages: dict[int, Wages]) -> set[int]:
    """Those that the stoppages of the month reach into."""
    refs = {ref for of_person in wages.values() for ref in of_person}
    days = DeclaredDay.objects.for_access(access).filter(case__public_id__in=refs, declaration__is_current=True)
    return {day.year for day in days.dates("day", "year")}


def _cells(told: Month) -> list[object]:
    known = told.indemnity is not None
    amount: object = told.indemnity if known else ""
    hours = (told.lost, told.replaced, told.carence, told.indemnified)
    return [*hours, told.days, amount, "" if known else UNKNOWN]


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, _NOTHING)
