"""When leave is earned, and when it is taken: two periods that an employer must never confuse.

A label such as « 2025-2026 » says neither which, so a period is always written out with its days (DOMAIN §2.1).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

MonthDay = tuple[int, int]
"""A day of every year: (month, day)."""

ACCRUAL_STARTS: MonthDay = (4, 1)
TAKING_STARTS: MonthDay = (5, 1)
ONE_DAY = timedelta(days=1)
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


@dataclass(frozen=True, slots=True)
class AccrualPeriod:
    """A year in which leave is earned; what it earned is taken in the year that follows."""

    starts_on: date
    ends_on: date
    taking_starts: MonthDay = TAKING_STARTS

    @property
    def taking_starts_on(self) -> date:
        """The first such day after the period: never while leave is still being earned."""
        start = day_of_year(self.ends_on.year, self.taking_starts)
        return start if start > self.ends_on else day_of_year(self.ends_on.year + 1, self.taking_starts)

    @property
    def taking_ends_on(self) -> date:
        return day_of_year(self.taking_starts_on.year + 1, self.taking_starts) - ONE_DAY

    @property
    def label(self) -> str:
        return span_label(self.starts_on, self.ends_on)

    @property
    def taking_label(self) -> str:
        return span_label(self.taking_starts_on, self.taking_ends_on)

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def is_running(self, today: date) -> bool:
        """Leave is still being earned."""
        return today in self


def period_containing(
    day: date, *, accrual_starts: MonthDay = ACCRUAL_STARTS, taking_starts: MonthDay = TAKING_STARTS
) -> AccrualPeriod:
    """The period in which leave is earned on that day."""
    year = day.year if day >= day_of_year(day.year, accrual_starts) else day.year - 1
    return _period(year, accrual_starts, taking_starts)


def accrual_periods(
    today: date, count: int, *, accrual_starts: MonthDay = ACCRUAL_STARTS, taking_starts: MonthDay = TAKING_STARTS
) -> list[AccrualPeriod]:
    """The current period and those before it, the latest first: `count` in all."""
    current = period_containing(today, accrual_starts=accrual_starts).starts_on.year
    return [_period(current - back, accrual_starts, taking_starts) for back in range(count)]


def period_taken_on(
    day: date, *, accrual_starts: MonthDay = ACCRUAL_STARTS, taking_starts: MonthDay = TAKING_STARTS
) -> AccrualPeriod:
    """The period from which a day of leave is drawn: the one whose taking period contains that day.

    Leave taken in advance is drawn like any other: a day of April 2026 comes from what 2024-2025 earned, since its
    taking period runs until 30 April 2026.
    """
    periods = accrual_periods(day, 3, accrual_starts=accrual_starts, taking_starts=taking_starts)
    return next(period for period in periods if period.taking_starts_on <= day)


def day_of_year(year: int, month_day: MonthDay) -> date:
    """That day of that year; 29 February is the 28th of an ordinary year."""
    month, day = month_day
    return date(year, month, min(day, monthrange(year, month)[1]))


def day_label(day: date) -> str:
    return f"{month_day_label((day.month, day.day))} {day.year}"


def month_label(month: date) -> str:
    return f"{MONTHS[month.month - 1]} {month.year}"


def month_day_label(month_day: MonthDay) -> str:
    month, day = month_day
    return f"{'1er' if day == 1 else day} {MONTHS[month - 1]}"


def span_label(starts_on: date, ends_on: date) -> str:
    return f"du {day_label(starts_on)} au {day_label(ends_on)}"


def _period(year: int, accrual_starts: MonthDay, taking_starts: MonthDay) -> AccrualPeriod:
    ends_on = day_of_year(year + 1, accrual_starts) - ONE_DAY
    return AccrualPeriod(day_of_year(year, accrual_starts), ends_on, taking_starts)
