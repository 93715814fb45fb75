"""Jours ouvrables: every day but Sunday and public holidays (DOMAIN §2.2)."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

_SUNDAY = 6
# Départements whose public holidays are their own: the subdivisions of the library.
_ALSACE_MOSELLE = {"57": "57", "67": "6AE", "68": "6AE"}
_OVERSEAS = {
    **{"971": "971", "972": "972", "973": "973", "974": "974", "975": "PM", "976": "976", "977": "BL", "978": "MF"},
    **{"986": "WF", "987": "PF", "988": "NC"},
}


def zone_of(postal_code: str) -> str:
    """The zone of public holidays of a place, by its postal code; empty for the common list."""
    return _OVERSEAS.get(postal_code[:3]) or _ALSACE_MOSELLE.get(postal_code[:2], "")


def ouvrables(starts_on: date, ends_on: date, *, zone: str = "") -> int:
    """Between these days, both included; 0 when the second is before the first."""
    days = (starts_on + timedelta(days=rank) for rank in range((ends_on - starts_on).days + 1))
    return sum(day.weekday() != _SUNDAY and day not in _holidays(zone, day.year) for day in days)


@lru_cache(maxsize=256)
def _holidays(zone: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", subdiv=zone or None, years=year))
