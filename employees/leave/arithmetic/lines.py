"""What each month earns, and what the months add up to.

Sums are exact fractions; decimals are only for show, so that rounding up to a whole day is never off by a hair.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from employees.leave.arithmetic.periods import ONE_DAY
from employees.leave.arithmetic.rule import LeaveRule
from employees.leave.arithmetic.spans import Days, days_between

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month with a day under contract at least; `month` is its first day, `exact` what it earns before any limit."""

    month: date
    contract_days: int
    month_days: int
    sickness_days: int
    accident_days: int
    unpaid_days: int
    exact: Fraction

    @property
    def earned(self) -> Decimal:
        return shown(self.exact)

    @property
    def work_days(self) -> int:
        """Work, and what counts as work: paid leave, maternity, paternity."""
        return self.contract_days - self.sickness_days - self.accident_days - self.unpaid_days


@dataclass(frozen=True, slots=True)
class Earned:
    """What the months add up to: sickness and accident within their own limits, and `total` within that of all."""

    work: Fraction
    sickness: Fraction
    accident: Fraction
    total: Fraction
    before_caps: Fraction

    @property
    def is_capped(self) -> bool:
        return self.total < self.before_caps


def month_lines(
    first: date, last: date, contract: Days, absences: Mapping[str, Days], rule: LeaveRule
) -> tuple[MonthLine, ...]:
    """The months between two days that have at least one day under contract, the earliest first."""
    lines = (_line(start, contract & days_between(start, end), absences, rule) for start, end in _months(first, last))
    return tuple(line for line in lines if line.contract_days)


def add_up(lines: tuple[MonthLine, ...], rule: LeaveRule) -> Earned:
    """A stoppage earns in each month its share of the month, and never more in the year than its own limit."""
    work = sum((share(line.work_days, line, rule.days_per_month) for line in lines), Fraction())
    sickness = sum((share(line.sickness_days, line, rule.sickness_days_per_month) for line in lines), Fraction())
    accident = sum((share(line.accident_days, line, rule.accident_days_per_month) for line in lines), Fraction())
    before_caps = work + sickness + accident
    sickness = min(sickness, Fraction(rule.sickness_max_days))
    accident = min(accident, Fraction(rule.accident_max_days))
    total = min(work + sickness + accident, Fraction(rule.max_days))
    return Earned(work, sickness, accident, total, before_caps)


def share(days: int, line: MonthLine, per_month: Decimal) -> Fraction:
    """What so many days of that month earn."""
    return Fraction(days, line.month_days) * Fraction(per_month)


def shown(value: Fraction) -> Decimal:
    """To two decimals, half up."""
    return Decimal(int(value * 100 + Fraction(1, 2))) * _CENT


def _months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The first and last day of each calendar month between two days, cut by them."""
    while first <= last:
        end = first.replace(day=monthrange(first.year, first.month)[1])
        yield first, min(end, last)
        first = end + ONE_DAY


def _line(start: date, under_contract: Days, absences: Mapping[str, Days], rule: LeaveRule) -> MonthLine:
    month_days = monthrange(start.year, start.month)[1]
    sickness, accident, unpaid = (len(under_contract & absences[k]) for k in ("sickness", "work_accident", "unpaid"))
    work = len(under_contract) - sickness - accident - unpaid
    exact = (
        work * Fraction(rule.days_per_month)
        + sickness * Fraction(rule.sickness_days_per_month)
        + accident * Fraction(rule.accident_days_per_month)
    ) / month_days
    return MonthLine(start.replace(day=1), len(under_contract), month_days, sickness, accident, unpaid, exact)
