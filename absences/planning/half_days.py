"""The half days of a window as the bits of a number: who would work and who is absent, for hundreds of people at once.

Bit 0 is the morning of the first day. Pure arithmetic.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from absences.planning.windows import Window
from absences.stretches import Stretch
from employees.leave.workdays import Calendar

WHOLE_DAY = 0b11


def halves_between(first: int, end: int) -> int:
    """`end`: the first half day after."""
    return ((1 << end) - 1) & ~((1 << first) - 1) if first < end else 0


def place_of(stretch: Stretch, window: Window) -> tuple[int, int]:
    """Its first half day and the one after its last, from the first one of the window, cut by it."""
    origin = 2 * window.first.toordinal()
    return max(stretch.first_half - origin, 0), min(stretch.end_half - origin, window.half_days)


def days_between(first: date, last: date | None, window: Window) -> tuple[int, int]:
    """The same of whole days; without a last one, to the end."""
    end = window.half_days if last is None else 2 * (last - window.first).days + 2
    return max(2 * (first - window.first).days, 0), min(end, window.half_days)


def worked(work_days: Collection[int], calendar: Calendar, window: Window) -> int:
    return sum(
        WHOLE_DAY << 2 * rank
        for rank, day in enumerate(window.days)
        if day.isoweekday() in work_days and day not in calendar
    )


def absent(stretches: Iterable[Stretch], window: Window) -> int:
    halves = 0
    for stretch in stretches:
        halves |= halves_between(*place_of(stretch, window))
    return halves


@dataclass(frozen=True, slots=True)
class Attendance:
    """Of a day: how many would work, and how many are there at its worse half."""

    expected: int
    present: int


@dataclass(slots=True)
class Tally:
    """Counts people by what they do: few differ, so that the days are summed for kinds of people, not for each."""

    _people: Counter[tuple[int, int]] = field(default_factory=Counter)

    def add(self, expected: int, away: int) -> None:
        self._people[expected, expected & ~away] += 1

    def of_days(self, window: Window) -> list[Attendance]:
        return [self._of(rank) for rank in range(window.half_days // 2)]

    def _of(self, rank: int) -> Attendance:
        morning, afternoon = 1 << 2 * rank, 2 << 2 * rank
        expected = mornings = afternoons = 0
        for (would_work, there), count in self._people.items():
            expected += count if would_work & morning else 0
            mornings += count if there & morning else 0
            afternoons += count if there & afternoon else 0
        return Attendance(expected, min(mornings, afternoons))
