"""A year of people: how many days of each kind in each month, one line a person, by site and by crew."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from absences.entry.words import days_in_words
from absences.enums import Unit
from absences.motives import ShownKind
from absences.planning.bars import count_of, short_number
from absences.planning.groups import Group, Heading, SiteGroups
from absences.planning.marks import CLOSED, OUT
from absences.planning.queries.people import Person
from absences.planning.queries.reading import Reading
from absences.planning.windows import Window, months_of
from absences.queries.closings import closed_days
from absences.queries.planned import ShownAbsence

_SHORT_UNITS = {Unit.OUVRABLES: "ouvr.", Unit.WORKED: "trav.", Unit.CALENDAR: "cal."}


@dataclass(frozen=True, slots=True)
class Sum:
    """The days of a kind in a month, in its unit; `said`: what follows for whoever listens."""

    kind: ShownKind
    number: str
    said: str


@dataclass(frozen=True, slots=True)
class Total:
    """The days of a line that are counted in one unit: those of different units are never added."""

    number: str
    unit: str
    said: str


@dataclass(frozen=True, slots=True)
class YearCell:
    """`mark`: what shades it."""

    sums: list[Sum]
    mark: str


@dataclass(frozen=True, slots=True)
class YearLine:
    person: Person
    months: list[YearCell]
    totals: list[Total]


@dataclass(frozen=True, slots=True)
class YearGroup:
    """`closed`: of each month, how many days that are worked elsewhere the site is closed; empty for none."""

    heading: Heading
    closed: list[str]
    lines: list[YearLine]


@dataclass(frozen=True, slots=True)
class YearSite:
    """`heading`: as `groups.SiteGroups` has it."""

    heading: Heading | None
    groups: list[YearGroup]


def marks_of(sites: Iterable[YearSite]) -> set[str]:
    """What shades a month of them."""
    groups = [group for site in sites for group in site.groups]
    shades = {cell.mark for group in groups for line in group.lines for cell in line.months}
    return shades | {CLOSED} if any(any(group.closed) for group in groups) else shades


class YearDrawing:
    """One year being drawn. No query is asked here."""

    def __init__(self, reading: Reading) -> None:
        self._reading, self._months = reading, months_of(reading.window)

    def sites(self, sites: Iterable[SiteGroups]) -> list[YearSite]:
        return [YearSite(site.heading, [self._group(group) for group in site.groups]) for site in sites]

    def _group(self, group: Group) -> YearGroup:
        closed, calendar = closed_days(self._reading.closings, group.site.pk), self._reading.calendar_of(group.site)
        by_month = [sum(day in closed and calendar.is_ouvrable(day) for day in month.days) for month in self._months]
        days = [str(number) if number else "" for number in by_month]
        return YearGroup(group.heading, days, [self._line(person) for person in group.people])

    def _line(self, person: Person) -> YearLine:
        by_month: list[dict[ShownKind, Decimal]] = [defaultdict(Decimal) for _ in self._months]
        totals: dict[str, Decimal] = defaultdict(Decimal)
        for absence in self._reading.absences.get(person.pk, ()):
            days = count_of(absence, self._reading.schedules[person.pk])
            for month, sums in zip(self._months, by_month, strict=True):
                if number := days.between(month.first, self._last_of(month, absence)):
                    sums[absence.kind] += number
                    totals[absence.kind.unit] += number
        cells = [
            YearCell(_sums(sums), self._mark(person, month)) for month, sums in zip(self._months, by_month, strict=True)
        ]
        return YearLine(person, cells, _totals(totals))

    def _last_of(self, month: Window, absence: ShownAbsence) -> date:
        """Days of rest go with the absence that they follow, in the month where they fall; in the last of the year, if
        the next year knows nothing of the absence.
        """
        year = self._reading.window
        return date.max if month.last == year.last and absence.stretch.ends_on <= year.last else month.last

    def _mark(self, person: Person, month: Window) -> str:
        contracts = self._reading.contracts_of(person.pk)
        is_in = any(one.starts_on <= month.last and (one.ends_on or month.first) >= month.first for one in contracts)
        return "" if is_in else OUT


def _sums(by_kind: Mapping[ShownKind, Decimal]) -> list[Sum]:
    return [
        Sum(kind, short_number(number), f" : {kind.name}, {days_in_words(number, kind.unit)}")
        for kind, number in by_kind.items()
    ]


def _totals(by_unit: Mapping[str, Decimal]) -> list[Total]:
    """In the order of the units."""
    return [
        Total(short_number(by_unit[unit]), _SHORT_UNITS[unit], days_in_words(by_unit[unit], unit))
        for unit in Unit
        if unit in by_unit
    ]
