"""The certificate of somebody who leaves (D5424-31): hours and periods indemnified since 1 January. No wage in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from core.access import Access
from core.french import counted as counted_words
from employees.models import Employee
from stoppages.arithmetic import Part
from stoppages.arithmetic.sentences import hours_label
from stoppages.models import DeclaredPerson, StoppageCase
from stoppages.queries.counting import counted_of
from stoppages.queries.figures import figures_for

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Days indemnified one after the other, of one stoppage."""

    first: date
    last: date
    hours: Decimal
    worksite: str
    cause: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """`stated`: days that the salarié had stated as indemnified elsewhere that year."""

    employee: Employee
    year: int
    periods: tuple[Period, ...]
    days: int
    stated: int

    @property
    def hours(self) -> Decimal:
        return sum((period.hours for period in self.periods), Decimal(0))

    @property
    def in_words(self) -> str:
        return f"{hours_label(self.hours)}, {counted_words(self.days, 'jour')}"


def certificate_of(access: Access, employee: Employee, year: int) -> Certificate:
    """Of the stoppages that this access sees; the others only weigh on carence and caps, as they did."""
    figures = figures_for(access.tiers.caisse_id)
    counted = counted_of(employee.adherent_id, [employee.pk], years={year}, figures=figures)[employee.pk]
    rows = StoppageCase.objects.for_access(access).weather().select_related("weather__worksite")
    cases = {case.public_id: case for case in rows.filter(declaredpersons__employee=employee).distinct()}
    parts = [part for part in counted.parts if part.day.year == year and part.stoppage.ref in cases]
    indemnified = [part for part in parts if part.indemnified]
    return Certificate(
        employee,
        year,
        tuple(_periods(indemnified, cases)),
        days=len({part.day for part in indemnified}),
        stated=_stated(access, employee, year),
    )


def _periods(parts: Iterable[Part], cases: dict[str, StoppageCase]) -> Iterator[Period]:
    by_stoppage = sorted(parts, key=lambda part: (part.stoppage.starts_at, part.stoppage.ref, part.day))
    for ref, of_one in groupby(by_stoppage, key=lambda part: part.stoppage.ref):
        for run in _runs(list(of_one)):
            yield _period(cases[ref], run)


def _runs(parts: list[Part]) -> Iterator[list[Part]]:
    """Without a day between two of a run."""
    run: list[Part] = []
    for part in parts:
        if run and part.day > run[-1].day + _ONE_DAY:
            yield run
            run = []
        run.append(part)
    yield run


def _period(case: StoppageCase, run: list[Part]) -> Period:
    weather: Any = case.weather
    hours = sum((part.indemnified for part in run), Decimal(0))
    return Period(run[0].day, run[-1].day, hours, weather.worksite.name, str(weather.get_cause_display()))


def _stated(access: Access, employee: Employee, year: int) -> int:
    """The greatest that was stated: each statement holds the earlier ones."""
    rows = DeclaredPerson.objects.for_access(access).filter(
        employee=employee, declaration__is_current=True, declaration__starts_at__year=year
    )
    return max(rows.values_list("days_before", flat=True), default=0)
