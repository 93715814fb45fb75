"""The grid of a week or a month: groups of lines, how many of each crew are there, totals. No query is asked here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from absences.planning import half_days
from absences.planning.bars import Bars, short_days
from absences.planning.cells import Cell, line_of
from absences.planning.days_off import DaysOff, days_off
from absences.planning.half_days import Attendance, Tally
from absences.planning.queries.people import Person
from absences.planning.queries.reading import Reading
from absences.planning.roster import Roster
from absences.planning.windows import WEEKDAYS, is_sunday
from employees.leave.arithmetic.periods import day_label
from employees.models import Crew, Employment
from employees.places import Places

OUT = "out"
MARKS = {"holiday": "jour férié", "closed": "fermeture", OUT: "hors contrat"}


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
class Group:
    """`ref`: of the crew, or of the site of those who have none. `site`: its name, above the first of its groups when
    there are several sites. `coverage` empty: there is none to say.
    """

    ref: str
    site: str
    name: str
    people: int
    lines: list[Line]
    coverage: list[Coverage | None]
    is_folded: bool


@dataclass(frozen=True, slots=True)
class Grid:
    days: list[Day]
    groups: list[Group]
    present: list[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """Who is on the page, in order; the reading may know more people, of the crews that it shows in part, but for the
    `crowds`, of which nothing is said.
    """

    people: list[Person]
    places: Places
    folded: Collection[str]
    has_coverage: bool
    crowds: Collection[int] = ()


class Drawing:
    """One grid being drawn: what its lines share is worked out once."""

    def __init__(self, reading: Reading, shown: Shown, today: date) -> None:
        self._reading, self._shown, self._today, self._window = reading, shown, today, reading.window
        self._sites = {site.pk: site for site in shown.places.sites}
        self._crews = {crew.pk: crew for crew in shown.places.crews}
        here = {person.site_id for person in shown.people}
        self._with_crews = {crew.establishment_id for crew in shown.places.crews}
        self._off: DaysOff = days_off(reading, [site for site in shown.places.sites if site.pk in here])
        self._roster, self._bars = Roster(reading), Bars(reading.window)

    def grid(self) -> Grid:
        everybody = Tally()
        for person in self._shown.people:
            everybody.add(self._roster.expected(person.pk), self._roster.away(person.pk))
        crews = self._attendance_of_crews() if self._shown.has_coverage else {}
        lines = groupby(self._shown.people, key=lambda person: (person.site_id, person.crew_id))
        groups = [self._group(site, crew, list(people), crews) for (site, crew), people in lines]
        return Grid(self._days(), _titled(groups), _present(everybody.of_days(self._window)))

    def _days(self) -> list[Day]:
        return [self._day(rank, day) for rank, day in enumerate(self._window.days)]

    def _day(self, rank: int, day: date) -> Day:
        mark = self._off.common.get(rank, "rest" if is_sunday(day) else "")
        name = WEEKDAYS[day.weekday()]
        words = (f"{name} {day_label(day)}", MARKS.get(mark, ""), "aujourd’hui" if day == self._today else "")
        said = ", ".join(filter(None, words))
        return Day(name[0].upper(), day.day, said, mark, day == self._today, day.isoformat())

    def _group(
        self, site_id: int, crew_id: int | None, people: list[Person], crews: dict[int, list[Attendance]]
    ) -> Group:
        crew = self._crews.get(crew_id) if crew_id is not None else None
        ref = crew.public_id if crew is not None else self._sites[site_id].public_id
        is_folded = ref in self._shown.folded
        site = self._sites[site_id].name
        name = crew.name if crew is not None else "Sans équipe" if site_id in self._with_crews else site
        coverage = self._coverage(crew, site_id, crews[crew.pk]) if crew is not None and crew.pk in crews else []
        lines = [] if is_folded else [self._line(person) for person in people]
        return Group(ref, site, name, len(people), lines, coverage, is_folded)

    def _line(self, person: Person) -> Line:
        reading, schedule = self._reading, self._reading.schedules[person.pk]
        bars = []
        for absence in reading.absences.get(person.pk, ()):
            start, end = half_days.place_of(absence.stretch, self._window)
            bars.append(Cell(start, end, bar=self._bars.of(absence, schedule, end - start)))
        shades = [*self._out(reading.contracts_of(person.pk)), *self._off.apart[person.site_id]]
        total = short_days(self._roster.missed_days(person.pk))
        return Line(person, line_of(bars, shades, self._window.half_days), total)

    def _out(self, contracts: Iterable[Employment]) -> list[Cell]:
        """The days of no contract."""
        within = [Cell(*self._roster.place_of(one)) for one in contracts]
        if len(within) == 1 and within[0].span == str(self._window.half_days):
            return []
        between = line_of(within, [], self._window.half_days)
        return [Cell(cell.start, cell.end, OUT) for cell in between if cell not in within]

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

    def _coverage(self, crew: Crew, site_id: int, attended: list[Attendance]) -> list[Coverage | None]:
        """Nobody is needed on a public holiday."""
        need, calendar = getattr(crew, "need", None), self._reading.calendar_of(self._sites[site_id])
        days = zip(self._window.days, attended, strict=True)
        return [_covered(one, None if need is None or day in calendar else need.on(day)) for day, one in days]


def _covered(one: Attendance, needed: int | None) -> Coverage | None:
    if needed is None and not one.expected:
        return None
    is_short = needed is not None and one.present < needed
    return Coverage(str(one.present), str(one.expected if needed is None else needed), is_short)


def _titled(groups: list[Group]) -> list[Group]:
    """The name of a site is said once, and only above the names of crews."""
    sites = [group.site for group in groups]
    if len(set(sites)) == 1:
        return [replace(group, site="") for group in groups]
    before = [None, *sites]
    return [
        group if group.site not in (before[rank], group.name) else replace(group, site="")
        for rank, group in enumerate(groups)
    ]


def _present(attended: list[Attendance]) -> list[str]:
    """Nothing on the days when nobody would work."""
    return [str(one.present) if one.expected else "" for one in attended]
