"""What was drawn from a period, and what taking part of it out of season adds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from employees.leave.arithmetic.periods import MonthDay
from employees.leave.arithmetic.rule import LeaveRule
from employees.leave.arithmetic.spans import Days, runs

CountDays = Callable[[date, date], int]
"""The jours ouvrables between two days, both included: any stretch must count as much as its parts."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Jours ouvrables; `outside` are those of the main leave taken outside the split window."""

    days: int
    outside: int


def take(leave: Days, rule: LeaveRule, *, main_leave: int, count: CountDays) -> Taken:
    """The first days taken are the main leave, as far as it was acquired; the fifth week and the rest give no bonus."""
    inside = frozenset(day for day in leave if _in_window(date.fromordinal(day), rule))
    stretches = sorted([(*run, 0) for run in runs(inside)] + [(*run, 1) for run in runs(leave - inside)])
    taken = outside = 0
    for first, last, is_outside in stretches:
        days = count(first, last)
        outside += is_outside * min(days, max(0, main_leave - taken))
        taken += days
    return Taken(taken, outside)


def split_bonus(outside: int, rule: LeaveRule) -> int:
    """The best step reached (fractionnement, DOMAIN §2.3)."""
    steps = (rule.split_first_step, rule.split_second_step)
    return max((int(extra) for least, extra in steps if outside >= least), default=0)


def _in_window(day: date, rule: LeaveRule) -> bool:
    return _lies_between((day.month, day.day), rule.split_window_starts, rule.split_window_ends)


def _lies_between(day: MonthDay, start: MonthDay, end: MonthDay) -> bool:
    """A window that starts in one year may end in the next."""
    return start <= day <= end if start <= end else day >= start or day <= end
