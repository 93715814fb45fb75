"""When SMS sent to many may leave: by day, not on Sundays nor public holidays, by the clock of the caisse.

The practice of the French operators for SMS that nobody waits for (from 8 to 20 h, never on Sundays nor public
holidays), as their terms of use and the trade's charter (af2m) have it; e-mails wake nobody up, and leave at any hour.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from adherents.models import Caisse
from adherents.queries import public_holidays_of
from adherents.time_zones import local, time_zone_at
from support.enums import Weekday

# Two holidays and a Sunday in a row are usual; more than this is a caisse that declared every day a holiday.
_FARTHEST_DAYS = 31


def closing_of(caisse: Caisse, now: datetime) -> datetime | None:
    """Until when SMS may leave, if they may now."""
    zone = time_zone_at(caisse.address)
    day = local(now, zone).date()
    if not _is_open(caisse, day):
        return None
    opens, closes = _at(day, settings.BROADCAST_SMS_FROM_HOUR, zone), _at(day, settings.BROADCAST_SMS_UNTIL_HOUR, zone)
    return closes if opens <= now < closes else None


def next_opening(caisse: Caisse, now: datetime) -> datetime | None:
    """The next instant from which they may leave; None when no day of the month to come is one."""
    zone = time_zone_at(caisse.address)
    first = local(now, zone).date()
    for day in (first + timedelta(days=ahead) for ahead in range(_FARTHEST_DAYS)):
        opens = _at(day, settings.BROADCAST_SMS_FROM_HOUR, zone)
        if opens > now and _is_open(caisse, day):
            return opens
    return None


def _is_open(caisse: Caisse, day: date) -> bool:
    return day.weekday() != Weekday.SUNDAY and day not in public_holidays_of(caisse, [day.year])


def _at(day: date, hour: int, zone: str) -> datetime:
    """That hour of the wall clock: 24 is the end of the day."""
    start = datetime.combine(day + timedelta(days=hour // 24), time(hour % 24), tzinfo=ZoneInfo(zone))
    return start.astimezone(UTC)
