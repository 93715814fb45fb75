"""The grid of a week or a month: groups of lines, how many of each crew are there, totals. No query is asked here."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from absences.planning import half_days, marks
from absences.planning.bars import Bars, clashing, other_bar, short_days
from absences.planning.cells import Cell, line_of
from absences.planning.days_off import DaysOff, days_off
from absences.planning.groups import Group, Heading, SiteGroups
from absences.planning.half_days import Attendance, Tally
from absences.planning.outside import OtherDay
from absences.planning.queries.people import Person
from absences.planning.queries.reading import Reading
from absences.planning.roster import Roster
from absences.planning.windows import WEEKDAYS, is_sunday
from absences.queries.closings import closed_days
from absences.queries.planned import ShownAbsence
from absences.stretches import Stretch
from adherents.models import Establishment
from employees.leave.arithmetic.periods import day_label
from employees.models import Crew, Employment
from employees.places import Places


@dataclass(frozen=True, slots=True)
class Day:
    """A column. `mark`: what shades it on every line."""

    letter: str
    number: int
    said: str
    mark: str
    is_today: bool
    iso: str


@dataclass(frozen=True, slots=True)
class Line:
    """`total`: the days of the window on which the person would work and is absent."""

    person: Person
    cells: list[Cell]
    total: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of a crew, a day: « 3/4 », as it is written. `is_short`: fewer than the number that is set."""

    present: str
    wanted: str
    is_short: bool


@dataclass(frozen=True, slots=True)
class GridGroup:
    """`coverage` empty: there is none to say."""

    heading: Heading
    lines: list[Line]
    coverage: list[Coverage | None]


@dataclass(frozen=True, slots=True)
class GridSite:
    """`heading`: as `groups.SiteGroups` has it."""

    heading: Heading | None
    groups: list[GridGroup]


@dataclass(frozen=True, slots=True)
class Clash:
    """A day that an absence and something else both hold, which cannot both be."""

    person: Person
    other: OtherDay
    absence: ShownAbsence


@dataclass(frozen=True, slots=True)
class Grid:
    days: list[Day]
    sites: list[GridSite]
    present: list[str]
    clashes: list[Clash]

    @property
    def marks(self) -> set[str]:
        """What shades a day or a cell of it."""
        lines = (line for site in self.sites for group in site.groups for line in group.lines)
        return {day.mark for day in self.days}.union(cell.paint for line in lines for cell in line.cells)


@dataclass(frozen=True, slots=True)
class Shown:
    """Who is on the page, in order, and how they are put together; the reading may know more people, of the crews that
    it shows in part, but for the `crowds`, of which nothing is said.
    """

    people: list[Person]
    places: Places
    sites: list[SiteGroups]
    has_coverage: bool
    crowds: Collection[int] = ()
    others: Mapping[int, list[OtherDay]] = field(default_factory=dict)


class Drawing:
    """One grid being drawn: what its lines share is worked out once."""

    def __init__(self, reading: Reading, shown: Shown, today: date) -> None:
        self._reading, self._shown, self._today, self._window = reading, shown, today, reading.window
        here = {person.site_id for person in shown.people}
        self._off: DaysOff = days_off(reading, [site for site in shown.places.sites if site.pk in here])
        self._roster, self._bars = Roster(reading), Bars(reading.window)
        self._clashes: list[Clash] = []

    def grid(self) -> Grid:
        everybody = Tally()
        for person in self._shown.people:
            everybody.add(self._roster.expected(person.pk), self._roster.away(person.pk))
        crews = self._attendance_of_crews() if self._shown.has_coverage else {}
        sites = [
            GridSite(site.heading, [self._group(group, crews) for group in site.groups]) for site in self._shown.sites
        ]
        return Grid(self._days(), sites, _present(everybody.of_days(self._window)), self._clashes)

    def _days(self) -> list[Day]:
        return [self._day(rank, day) for rank, day in enumerate(self._window.days)]

    def _day(self, rank: int, day: date) -> Day:
        mark = self._off.common.get(rank, marks.REST if is_sunday(day) else "")
        name = WEEKDAYS[day.weekday()]
        words = (f"{name} {day_label(day)}", marks.NAMES.get(mark, ""), "aujourd’hui" if day == self._today else "")
        said = ", ".join(filter(None, words))
        return Day(name[0].upper(), day.day, said, mark, day == self._today, day.isoformat())

    def _group(self, group: Group, crews: dict[int, list[Attendance]]) -> GridGroup:
        crew = group.crew
        coverage = self._coverage(crew, group.site, crews[crew.pk]) if crew is not None and crew.pk in crews else []
        return GridGroup(group.heading, [self._line(person) for person in group.people], coverage)

    def _line(self, person: Person) -> Line:
        reading, schedule = self._reading, self._reading.schedules[person.pk]
        others = {one.day: one for one in self._shown.others.get(person.pk, ())}
        bars = []
        for absence in reading.absences.get(person.pk, ()):
            start, end = half_days.place_of(absence.stretch, self._window)
            bar = self._bars.of(absence, schedule, end - start)
            met = [others.pop(day) for day in list(others) if absence.stretch.meets(Stretch(day, day))]
            self._clashes += [Clash(person, one, absence) for one in met]
            bars.append(Cell(start, end, bar=clashing(bar, met[0]) if met else bar))
        if others:
            bars = sorted([*bars, *map(self._other, others.values())], key=lambda cell: cell.start)
        shades = [*self._out(reading.contracts_of(person.pk)), *self._off.apart[person.site_id]]
        total = short_days(self._roster.missed_days(person.pk))
        return Line(person, line_of(bars, shades, self._window.half_days), total)

    def _other(self, other: OtherDay) -> Cell:
        start, end = half_days.place_of(Stretch(other.day, other.day), self._window)
        return Cell(start, end, bar=other_bar(other))

    def _out(self, contracts: Iterable[Employment]) -> list[Cell]:
        """The days of no contract."""
        within = [Cell(*self._roster.place_of(one)) for one in contracts]
        if len(within) == 1 and within[0].span == str(self._window.half_days):
            return []
        between = line_of(within, [], self._window.half_days)
        return [Cell(cell.start, cell.end, marks.OUT) for cell in between if cell not in within]

    def _attendance_of_crews(self) -> dict[int, list[Attendance]]:
        """Of the crews shown, with their people who are on another page, or of another crew since."""
        tallies: dict[int | None, Tally] = {
            person.crew_id: Tally()
            for person in self._shown.people
            if person.crew_id is not None and person.crew_id not in self._shown.crowds
        }
        for employee_id in self._reading.schedules:
            crews = {one.crew_id for one in self._reading.contracts_of(employee_id) if one.crew_id in tallies}
            for crew_id in crews:
                tallies[crew_id].add(self._roster.expected(employee_id, crew_id), self._roster.away(employee_id))
        return {crew_id: tally.of_days(self._window) for crew_id, tally in tallies.items() if crew_id is not None}

    def _coverage(self, crew: Crew, site: Establishment, attended: list[Attendance]) -> list[Coverage | None]:
        """Nobody is needed on a public holiday, nor while the site is closed."""
        need, calendar = getattr(crew, "need", None), self._reading.calendar_of(site)
        closed = closed_days(self._reading.closings, site.pk)

        def needed(day: date) -> int | None:
            return None if need is None or day in calendar or day in closed else need.on(day)

        return [_covered(one, needed(day)) for day, one in zip(self._window.days, attended, strict=True)]


def _covered(one: Attendance, needed: int | None) -> Coverage | None:
    if needed is None and not one.expected:
        return None
    is_short = needed is not None and one.present < needed
    return Coverage(str(one.present), str(one.expected if needed is None else needed), is_short)


def _present(attended: list[Attendance]) -> list[str]:
    """Nothing on the days when nobody would work."""
    return [str(one.present) if one.expected else "" for one in attended]
