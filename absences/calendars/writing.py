"""A calendar as programs read it (RFC 5545): days, not hours, so that no change of clock ever moves them.

The library writes the head, and each text: its escapes, its folded lines. Numbers and dates, which need neither, are
written here: a company of thousands has tens of thousands of events, of a millisecond each by the library alone.
"""

from collections.abc import Iterable
from datetime import UTC, timedelta
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from icalendar.parser import Contentline

from absences.calendars.events import Event, said_of

_PRODUCT = "-//CIBTP//Espace employeur//FR"
_ONE_DAY = timedelta(days=1)
_END = b"END:VCALENDAR\r\n"
_FOLDED_AT = 75
_INSTANT, _DAY = "%Y%m%dT%H%M%SZ", "%Y%m%d"
# It takes nothing of the time of whoever reads it; the day that it ends is the first one after.
_EVENT = "\r\n".join(
    (
        "BEGIN:VEVENT",
        "{summary}",
        "DTSTART;VALUE=DATE:{first}",
        "DTEND;VALUE=DATE:{end}",
        "DTSTAMP:{changed}",
        "UID:{ref}@{host}",
        "SEQUENCE:{version}",
        "LAST-MODIFIED:{changed}",
        "STATUS:{status}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "",
    )
)


def written(label: str, events: Iterable[Event]) -> bytes:
    head, end, _ = _empty(label).partition(_END)
    host = urlsplit(settings.PUBLIC_BASE_URL).hostname or "cibtp"
    return b"".join((head, *(_written(event, host) for event in events), end))


def _empty(label: str) -> bytes:
    calendar = icalendar.Calendar()
    for name, value in (("version", "2.0"), ("prodid", _PRODUCT), ("calscale", "GREGORIAN"), ("x-wr-calname", label)):
        calendar.add(name, value)
    calendar.add("refresh-interval", settings.CALENDAR_REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(settings.CALENDAR_REFRESH))
    return bytes(calendar.to_ical())


def _written(event: Event, host: str) -> bytes:
    text = _EVENT.format(
        summary=_folded(f"SUMMARY:{icalendar.vText(_summary(event)).to_ical().decode()}"),
        first=event.stretch.starts_on.strftime(_DAY),
        end=(event.stretch.ends_on + _ONE_DAY).strftime(_DAY),
        changed=event.changed_at.astimezone(UTC).strftime(_INSTANT),
        ref=event.ref,
        host=host,
        version=event.version,
        status=_status(event),
    )
    return text.encode()


def _folded(line: str) -> str:
    """Most are short: only a long one is looked at letter by letter."""
    return line if len(line.encode()) < _FOLDED_AT else Contentline(line).to_ical().decode()


def _summary(event: Event) -> str:
    more = ", ".join(said_of(event))
    return f"{event.name} : {event.kind}{f' ({more})' if more else ''}"


def _status(event: Event) -> str:
    if event.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if event.is_planned else "CONFIRMED"
