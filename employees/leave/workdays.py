"""Jours ouvrables: every day but Sundays and public holidays, as the caisse counts leave (DOMAIN §2, §9.1)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol

_SUNDAY = 6


class Recurring(Protocol):
    """A day that comes back every year, or most years."""

    def in_year(self, year: int) -> date | None: ...


class Calendar:
    """The public holidays of a place of work; each year of them is written once."""

    def __init__(self, holidays: Iterable[Recurring] = ()) -> None:
        self._holidays = tuple(holidays)
        self._years: dict[int, frozenset[date]] = {}

    def __contains__(self, day: date) -> bool:
        return day in self.of_year(day.year)

    def of_year(self, year: int) -> frozenset[date]:
        if year not in self._years:
            days = (holiday.in_year(year) for holiday in self._holidays)
            self._years[year] = frozenset(day for day in days if day is not None)
        return self._years[year]

    def is_ouvrable(self, day: date) -> bool:
        return day.weekday() != _SUNDAY and day not in self

    def ouvrables(self, start: date, end: date) -> int:
        """How many there are from one day to the other, both included; none when the end comes first."""
        days = (start + timedelta(days=rank) for rank in range((end - start).days + 1))
        return sum(self.is_ouvrable(day) for day in days)
