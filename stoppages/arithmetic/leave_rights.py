"""What an arrêt de travail does to the rights to leave (L3141-5, L3141-5-1), and until when leave is carried over
(L3141-19-1 to -3). The caisse's figures win: this says what to expect.

Rates and limits are those of the dated rule of the caisse (`employees.leave`), which an estimate of the rights uses.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from dateutil.relativedelta import relativedelta

from employees.leave.arithmetic.lines import shown
from employees.leave.arithmetic.periods import AccrualPeriod, period_containing
from employees.leave.arithmetic.rule import LeaveRule

_ONE_DAY = timedelta(days=1)


class Counted(StrEnum):
    """How the days of an arrêt count: as sickness, as an accident at work, as work."""

    SICKNESS = "sickness"
    ACCIDENT = "accident"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class Accrual:
    """What the days of one arrêt earn of one accrual period. `is_capped`: the limit of the period was met."""

    period: AccrualPeriod
    days: Decimal
    is_capped: bool


def rate_of(counted: Counted, rule: LeaveRule) -> Decimal:
    """Jours ouvrables a month."""
    return {
        Counted.SICKNESS: rule.sickness_days_per_month,
        Counted.ACCIDENT: rule.accident_days_per_month,
        Counted.WORK: rule.days_per_month,
    }[counted]


def most_of(counted: Counted, rule: LeaveRule) -> Decimal:
    """Jours ouvrables an accrual period, at most."""
    return {
        Counted.SICKNESS: rule.sickness_max_days,
        Counted.ACCIDENT: rule.accident_max_days,
        Counted.WORK: rule.max_days,
    }[counted]


def accruals(counted: Counted, starts_on: date, ends_on: date, rule: LeaveRule) -> list[Accrual]:
    """By accrual period, the earliest first; in each month its share of the month, as an estimate counts it."""
    return [_accrual(period, counted, first, last, rule) for period, first, last in _periods(starts_on, ends_on, rule)]


def carried_until(received_on: date, months: int) -> date:
    """The last day on which leave carried over may be taken: fifteen months after the letter was received, the same
    day of the month (31 August + 15 months is 30 November).
    """
    until: date = received_on + relativedelta(months=months)
    return until


def letter_due_on(resumed_on: date) -> date:
    """The last day of the month in which the salarié is told of their leave (L3141-19-3)."""
    due_on: date = resumed_on + relativedelta(months=1)
    return due_on


def _accrual(period: AccrualPeriod, counted: Counted, first: date, last: date, rule: LeaveRule) -> Accrual:
    earned = sum((share for share in _shares(first, last)), Fraction()) * Fraction(rate_of(counted, rule))
    most = Fraction(most_of(counted, rule))
    return Accrual(period, shown(min(earned, most)), earned > most)


def _periods(first: date, last: date, rule: LeaveRule) -> Iterator[tuple[AccrualPeriod, date, date]]:
    while first <= last:
        period = period_containing(first, accrual_starts=rule.accrual_starts, taking_starts=rule.taking_starts)
        yield period, first, min(last, period.ends_on)
        first = period.ends_on + _ONE_DAY


def _shares(first: date, last: date) -> Iterator[Fraction]:
    """Of each month, the part that these days are."""
    while first <= last:
        size = monthrange(first.year, first.month)[1]
        end = min(last, first.replace(day=size))
        yield Fraction((end - first).days + 1, size)
        first = end + _ONE_DAY
