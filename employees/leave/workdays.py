"""Jours ouvrables: every day but Sundays and public holidays, as the caisse counts leave (DOMAIN §2, §9.1)."""

from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays

_SUNDAY = 6
# Where more is a holiday than in the rest of France; the name that the library of holidays gives to the place.
_SUBDIVISIONS = {
    **{"57": "57", "67": "6AE", "68": "6AE"},
    **{"971": "971", "972": "972", "973": "973", "974": "974", "976": "976"},
    **{"975": "PM", "977": "BL", "978": "MF", "986": "WF", "987": "PF", "988": "NC"},
}
# Two islands kept the postal codes of Guadeloupe.
_FORMER_GUADELOUPE = {"97133": "977", "97150": "978"}


def zone_of(postal_code: str) -> str:
    """The zone of a work place: "" where the holidays are those of all France."""
    code = "".join(postal_code.split())
    if code in _FORMER_GUADELOUPE:
        return _FORMER_GUADELOUPE[code]
    return next((code[:length] for length in (2, 3) if code[:length] in _SUBDIVISIONS), "")


def public_holidays(year: int, zone: str = "") -> frozenset[date]:
    """The public holidays of a year in one of the zones of `zone_of`."""
    if zone and zone not in _SUBDIVISIONS:
        raise ValueError(f"Unknown zone: {zone}")
    return _calendar(zone, year)


def is_ouvrable(day: date, *, zone: str = "") -> bool:
    return day.weekday() != _SUNDAY and day not in public_holidays(day.year, zone)


def ouvrables(start: date, end: date, *, zone: str = "") -> int:
    """How many there are from one day to the other, both included; none when the end comes first."""
    days = (start + timedelta(days=rank) for rank in range((end - start).days + 1))
    return sum(is_ouvrable(day, zone=zone) for day in days)


@lru_cache(maxsize=256)
def _calendar(zone: str, year: int) -> frozenset[date]:
    return frozenset(country_holidays("FR", subdiv=_SUBDIVISIONS.get(zone), years=year, expand=False))
