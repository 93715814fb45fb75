"""A year of people: how many days of each kind in each month, one line a person."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from absences.motives import ShownKind
from absences.planning.bars import count_of, short_days, short_number
from absences.planning.queries.people import Person
from absences.planning.queries.reading import Reading
from absences.planning.roster import Roster
from absences.planning.windows import Window, months_of


@dataclass(frozen=True, slots=True)
class Sum:
    """The days of a kind in a month, in its unit."""

    kind: ShownKind
    number: str


@dataclass(frozen=True, slots=True)
class YearLine:
    """`total`: the days on which the person would work and is absent."""

    person: Person
    months: list[list[Sum]]
    total: str


def year_lines(people: list[Person], reading: Reading) -> list[YearLine]:
    months, roster = months_of(reading.window), Roster(reading)
    return [
        YearLine(person, _months(person, reading, months), short_days(roster.missed_days(person.pk)))
        for person in people
    ]


def _months(person: Person, reading: Reading, months: list[Window]) -> list[list[Sum]]:
    by_month: list[dict[ShownKind, Decimal]] = [defaultdict(Decimal) for _ in months]
    for absence in reading.absences.get(person.pk, ()):
        days = count_of(absence, reading.schedules[person.pk])
        for month, sums in zip(months, by_month, strict=True):
            # Days of rest go with the absence that they follow, in the month where they fall.
            if number := days.between(month.first, month.last):
                sums[absence.kind] += number
    return [[Sum(kind, short_number(number)) for kind, number in sums.items()] for sums in by_month]
