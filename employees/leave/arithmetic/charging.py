"""Which days a leave is charged: from its first day that would be worked to the eve of the next one that would be."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import takewhile

from employees.leave.arithmetic.spans import Days

IsWorked = Callable[[date], bool]
"""Whether a day would be worked, were it not for the leave: by the contract's days, and no public holiday."""

# No week of work is that long, even after a day of work a week and its holidays.
_LONGEST_REST = 31


def every_day(day: date) -> bool:
    return True


def charged_days(leave: Days, is_worked: IsWorked) -> Days:
    """A day of rest goes with the last day of work before it: whoever takes a Thursday and comes back on the Monday is
    charged the Friday and the Saturday too. So two leaves that follow each other are charged as one; and one where
    nothing would be worked, nothing.
    """
    worked = [day for day in leave if is_worked(date.fromordinal(day))]
    return frozenset(worked).union(*(_rest_after(day, is_worked) for day in worked))


def _rest_after(day: int, is_worked: IsWorked) -> Iterator[int]:
    last = min(day + _LONGEST_REST, date.max.toordinal())
    return takewhile(lambda rest: not is_worked(date.fromordinal(rest)), range(day + 1, last + 1))
