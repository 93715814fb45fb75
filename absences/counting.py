"""How many days an absence counts, by the contract's working days (DOMAIN §2.2). Pure arithmetic.

Leave is counted from the first day that would be worked to the eve of the next one that would be. A half day counts
for half of its day; whoever comes back to work at noon is charged no rest after. Noon of a day of rest is nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from absences.enums import Unit
from absences.stretches import Stretch
from employees.leave.arithmetic.charging import IsWorked, charged_days
from employees.leave.arithmetic.spans import Days, days_between
from employees.leave.workdays import Calendar

HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Counted:
    """Days by ordinal, each with what it counts: 1, or a half."""

    days: dict[int, Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.days.values(), Decimal(0))

    def between(self, first: date, last: date) -> Decimal:
        """What falls between two days, both included: the days of rest may fall after the absence itself."""
        within = range(first.toordinal(), last.toordinal() + 1)
        return sum((weight for day, weight in self.days.items() if day in within), Decimal(0))


def count(stretch: Stretch, unit: str, *, is_worked: IsWorked, calendar: Calendar) -> Counted:
    return _COUNTS[Unit(unit)](stretch, is_worked, calendar)


def ouvrables(stretch: Stretch, is_worked: IsWorked, calendar: Calendar) -> Counted:
    charged = charged_days(_days(stretch), is_worked)
    starts_at_noon = stretch.starts_at_noon and is_worked(stretch.starts_on)
    ends_at_noon = stretch.ends_at_noon and is_worked(stretch.ends_on)
    if ends_at_noon:
        charged &= frozenset(range(stretch.ends_on.toordinal() + 1))
    days = frozenset(day for day in charged if calendar.is_ouvrable(date.fromordinal(day)))
    return _weighed(days, stretch, starts_at_noon=starts_at_noon, ends_at_noon=ends_at_noon)


def worked(stretch: Stretch, is_worked: IsWorked, calendar: Calendar) -> Counted:
    days = frozenset(day for day in _days(stretch) if is_worked(date.fromordinal(day)))
    return _weighed(days, stretch, starts_at_noon=stretch.starts_at_noon, ends_at_noon=stretch.ends_at_noon)


def calendar_days(stretch: Stretch, is_worked: IsWorked, calendar: Calendar) -> Counted:
    return _weighed(_days(stretch), stretch, starts_at_noon=stretch.starts_at_noon, ends_at_noon=stretch.ends_at_noon)


_COUNTS: dict[Unit, Callable[[Stretch, IsWorked, Calendar], Counted]] = {
    Unit.OUVRABLES: ouvrables,
    Unit.WORKED: worked,
    Unit.CALENDAR: calendar_days,
}


def _days(stretch: Stretch) -> Days:
    return days_between(stretch.starts_on, stretch.ends_on)


def _weighed(days: Days, stretch: Stretch, *, starts_at_noon: bool, ends_at_noon: bool) -> Counted:
    weights = dict.fromkeys(sorted(days), Decimal(1))
    for day, is_half in ((stretch.starts_on, starts_at_noon), (stretch.ends_on, ends_at_noon)):
        if is_half and day.toordinal() in weights:
            weights[day.toordinal()] -= HALF
    return Counted(weights)
