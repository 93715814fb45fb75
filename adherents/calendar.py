"""The days that the caisse counts."""

from calendar import monthrange
from datetime import date, timedelta

from django.conf import settings

_MONTH_DAYS = 30


def first_of(day: date) -> date:
    return day.replace(day=1)


def months_later(month: date, count: int) -> date:
    """The first day of the month so many months later (or earlier)."""
    years, rank = divmod(month.month - 1 + count, 12)
    return date(month.year + years, rank + 1, 1)


def months_away(day: date, count: int) -> date:
    """The same day so many months later, or earlier; the last one of a shorter month."""
    month = months_later(day, count)
    return month.replace(day=min(day.day, monthrange(month.year, month.month)[1]))


def due_date(month: date) -> date:
    """When the contributions of that month are due: `CONTRIBUTION_DUE_DAYS` after its end.

    The caisses count whole months of thirty days: 45 days are one month and fifteen days, so that January is due on
    15 March, leap year or not (DOMAIN §1.3).
    """
    months, days = divmod(settings.CONTRIBUTION_DUE_DAYS, _MONTH_DAYS)
    return _end_of(months_later(month, months)) + timedelta(days=days)


def last_months(today: date, count: int) -> list[date]:
    """The first days of the last `count` months that have ended, the oldest first."""
    current = first_of(today)
    return [months_later(current, -back) for back in range(count, 0, -1)]


def months_of_year(year: int) -> list[date]:
    return [date(year, rank, 1) for rank in range(1, 13)]


def _end_of(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])
