"""A calendar as programs read it (RFC 5545): days, not hours, so that no change of clock ever moves them."""

from collections.abc import Iterable
from datetime import UTC, timedelta
from urllib.parse import urlsplit

import icalendar
from django.conf import settings

from absences.calendars.events import Event, said_of

_PRODUCT = "-//CIBTP//Espace employeur//FR"
_ONE_DAY = timedelta(days=1)


def written(label: str, events: Iterable[Event]) -> bytes:
    calendar = icalendar.Calendar()
    for name, value in (("version", "2.0"), ("prodid", _PRODUCT), ("calscale", "GREGORIAN"), ("x-wr-calname", label)):
        calendar.add(name, value)
    calendar.add("refresh-interval", settings.CALENDAR_REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(settings.CALENDAR_REFRESH))
    host = urlsplit(settings.PUBLIC_BASE_URL).hostname
    for event in events:
        calendar.add_component(_component(event, host))
    return bytes(calendar.to_ical())


def _component(event: Event, host: str | None) -> icalendar.Event:
    """The day that it ends is the first one after; it takes nothing of the time of whoever reads it."""
    component = icalendar.Event()
    component.add("uid", f"{event.ref}@{host or 'cibtp'}")
    component.add("dtstamp", event.changed_at.astimezone(UTC))
    component.add("last-modified", event.changed_at.astimezone(UTC))
    component.add("sequence", event.version)
    component.add("summary", _summary(event))
    component.add("dtstart", event.stretch.starts_on)
    component.add("dtend", event.stretch.ends_on + _ONE_DAY)
    component.add("status", _status(event))
    component.add("transp", "TRANSPARENT")
    return component


def _summary(event: Event) -> str:
    more = ", ".join(said_of(event))
    return f"{event.name} : {event.kind}{f' ({more})' if more else ''}"


def _status(event: Event) -> str:
    if event.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if event.is_planned else "CONFIRMED"
