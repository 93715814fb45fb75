"""What was drawn from a period: how much of it in season, out of season, and in a row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from employees.leave.arithmetic.periods import ONE_DAY, MonthDay
from employees.leave.arithmetic.rule import LeaveRule
from employees.leave.arithmetic.spans import Days, runs

CountDays = Callable[[date, date], int]
"""The jours ouvrables between two days, both included: any stretch must count as much as its parts."""

_SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Taken:
    """Jours ouvrables; of the main leave, those taken `inside` the split window and `outside` it.

    `unbroken`: the longest leave in a row that may open the split, a few public holidays within included.
    """

    days: int
    inside: int
    outside: int
    unbroken: int


@dataclass(frozen=True, slots=True)
class _Stretch:
    first: date
    last: date
    days: int
    is_outside: bool


def take(leave: Days, rule: LeaveRule, *, main_leave: int, count: CountDays) -> Taken:
    """The first days taken are the main leave, as far as it was acquired; the fifth week and the rest give no bonus."""
    stretches = _stretches(leave, rule, count)
    taken, of_main = 0, {False: 0, True: 0}
    for stretch in stretches:
        of_main[stretch.is_outside] += min(stretch.days, max(0, main_leave - taken))
        taken += stretch.days
    opening = [one for one in stretches if rule.split_unbroken_anywhere or not one.is_outside]
    return Taken(taken, of_main[False], of_main[True], _longest(_joined(opening, count), rule))


def _stretches(leave: Days, rule: LeaveRule, count: CountDays) -> list[_Stretch]:
    """Cut at the ends of the window, the earliest first."""
    inside = frozenset(day for day in leave if _in_window(date.fromordinal(day), rule))
    cut = [(*run, False) for run in runs(inside)] + [(*run, True) for run in runs(leave - inside)]
    return [_Stretch(first, last, count(first, last), is_outside) for first, last, is_outside in sorted(cut)]


def _joined(stretches: list[_Stretch], count: CountDays) -> list[_Stretch]:
    """Two stretches are one when no day between them counts: a Sunday, a public holiday."""
    joined: list[_Stretch] = []
    for one in stretches:
        before = joined[-1] if joined else None
        if before and (one.first - before.last == ONE_DAY or not count(before.last + ONE_DAY, one.first - ONE_DAY)):
            joined[-1] = _Stretch(before.first, one.last, before.days + one.days, one.is_outside)
        else:
            joined.append(one)
    return joined


def _longest(stretches: list[_Stretch], rule: LeaveRule) -> int:
    """A public holiday within is no day of leave, and yet does not break the twelve days: one or two of them."""
    holidays = [max(0, _days_but_sundays(one.first, one.last) - one.days) for one in stretches]
    within = [min(rule.split_unbroken_holidays, some) for some in holidays]
    return max((one.days + some for one, some in zip(stretches, within, strict=True)), default=0)


def _days_but_sundays(first: date, last: date) -> int:
    return sum((first + timedelta(days=rank)).weekday() != _SUNDAY for rank in range((last - first).days + 1))


def _in_window(day: date, rule: LeaveRule) -> bool:
    return _lies_between((day.month, day.day), rule.split_window_starts, rule.split_window_ends)


def _lies_between(day: MonthDay, start: MonthDay, end: MonthDay) -> bool:
    """A window that starts in one year may end in the next."""
    return start <= day <= end if start <= end else day >= start or day <= end
