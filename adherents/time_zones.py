"""The clock of a caisse, which need not be that of Paris, and hours said by it with its name beside them."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import formats, timezone

from adherents.enums import Territory, TimeZone
from adherents.territories import territory_of

# The two islands that were of Guadeloupe have kept its clock.
_BY_TERRITORY = {
    Territory.GUADELOUPE: TimeZone.GUADELOUPE,
    Territory.SAINT_BARTHELEMY: TimeZone.GUADELOUPE,
    Territory.SAINT_MARTIN: TimeZone.GUADELOUPE,
    Territory.MARTINIQUE: TimeZone.MARTINIQUE,
    Territory.GUYANE: TimeZone.GUYANE,
    Territory.REUNION: TimeZone.REUNION,
    Territory.MAYOTTE: TimeZone.MAYOTTE,
}


def time_zone_at(address: str) -> TimeZone:
    """Told by a postal code; that of Paris when nothing else is."""
    territory = territory_of(address)
    return _BY_TERRITORY.get(Territory(territory), TimeZone.PARIS) if territory else TimeZone.PARIS


def local(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone))


def today_in(zone: str) -> date:
    return timezone.localdate(timezone=ZoneInfo(zone))


def the_instant(day: date, hour: time, zone: str) -> datetime | None:
    """When it is that hour there, in UTC; None for an hour that the clocks skip that day, or that comes twice."""
    first = datetime.combine(day, hour, tzinfo=ZoneInfo(zone))
    if first.utcoffset() != first.replace(fold=1).utcoffset():
        return None
    return first.astimezone(UTC)


def written_day(day: date) -> str:
    """« mercredi 2 décembre 2026 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{formats.date_format(day, 'l')} {number} {formats.date_format(day, 'F Y')}"


def written_hour(hour: time) -> str:
    return f"{hour.hour} h {hour.minute:02}" if hour.minute else f"{hour.hour} h"


def written_moment(instant: datetime, zone: str) -> str:
    """« mercredi 2 décembre 2026 à 10 h 30, heure de La Réunion »."""
    there = local(instant, zone)
    return f"{written_day(there.date())} à {written_hour(there.time())}, {TimeZone(zone).label}"
