"""Which days of a window nobody works: shaded once for all the lines, or on the lines of a site that is apart."""

from collections.abc import Collection
from dataclasses import dataclass

from absences.planning.cells import Cell
from absences.planning.marks import CLOSED, HOLIDAY
from absences.planning.queries.reading import Reading
from absences.queries.closings import closed_days
from adherents.models import Establishment

Marks = dict[int, str]


@dataclass(frozen=True, slots=True)
class DaysOff:
    """By rank of the day in the window, the word that shades it: `common` to all lines, and more for some sites."""

    common: Marks
    apart: dict[int, list[Cell]]


def days_off(reading: Reading, sites: Collection[Establishment]) -> DaysOff:
    by_site = {site.pk: _marks(reading, site) for site in sites}
    common = _shared(list(by_site.values()))
    apart = {
        pk: [Cell(2 * rank, 2 * rank + 2, mark) for rank, mark in sorted(marks.items()) if rank not in common]
        for pk, marks in by_site.items()
    }
    return DaysOff(common, apart)


def _marks(reading: Reading, site: Establishment) -> Marks:
    calendar = reading.calendar_of(site)
    closed = closed_days(reading.closings, site.pk)
    marks: Marks = {}
    for rank, day in enumerate(reading.window.days):
        if day in calendar:
            marks[rank] = HOLIDAY
        elif day in closed:
            marks[rank] = CLOSED
    return marks


def _shared(all_marks: list[Marks]) -> Marks:
    first, *others = all_marks or [{}]
    return {rank: mark for rank, mark in first.items() if all(other.get(rank) == mark for other in others)}
