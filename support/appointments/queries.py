"""What is free in an agenda, and what a company has taken there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BigIntegerField, DateField, DateTimeField, Q, QuerySet

from adherents.queries import public_holidays_of
from adherents.time_zones import local, today_in
from core.access import Access
from core.compiled import CompiledQuery, Given
from support.appointments.slots import Slot, Taken, first_free, seats_taken, slots_of
from support.models import Agenda, Appointment, Closure, OpeningHours, Subject

_ONE_DAY = timedelta(days=1)
_DAYS_AT_ONCE = 7
# How many of those that are over are shown, at least.
PAST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class DayOfSlots:
    day: date
    slots: list[Slot]


def agendas_of(access: Access) -> list[Agenda]:
    """Those that its caisse offers and that are open some day of the week."""
    rows = Agenda.objects.offered_by(access.tiers.caisse_id).filter(hours__isnull=False)
    return list(rows.select_related("caisse").distinct().order_by("kind"))


def subjects_of(access: Access) -> list[Subject]:
    return list(Subject.objects.filter(caisse_id=access.tiers.caisse_id, is_active=True))


def appointments_of(access: Access, now: datetime) -> tuple[list[Appointment], list[Appointment]]:
    """To come, the next one first; over or cancelled, the latest first. In one query: what is about an object is asked
    of every section.
    """
    rows = Appointment.objects.for_access(access).coming_first(now).select_related("agenda", "subject")
    read = list(rows[: PAST_SHOWN + settings.APPOINTMENTS_AT_ONCE])
    coming = [row for row in read if not row.is_cancelled and row.ends_at > now]
    return coming, read[len(coming) :]


def days_offered(agenda: Agenda, now: datetime) -> tuple[date, date]:
    """The first day on which something may be taken, and the last."""
    today = today_in(agenda.time_zone)
    return local(now + agenda.notice, agenda.time_zone).date(), today + timedelta(days=agenda.furthest_days)


def first_days(agenda: Agenda, now: datetime) -> tuple[date, date]:
    """The first seven of them."""
    first, last = days_offered(agenda, now)
    return first, min(first + 6 * _ONE_DAY, last)


def free_by_day(agenda: Agenda, first: date, last: date, now: datetime) -> list[DayOfSlots]:
    """The days between both that have a free slot, with theirs; four queries, however many days."""
    return _by_day(agenda, _free(_opening(agenda, first, last), first, last, now + agenda.notice))


def free_or_next(agenda: Agenda, first: date, last: date, now: datetime) -> tuple[list[DayOfSlots], Slot | None]:
    """The same; when no day has one, the next one from now on that may still be taken, for a query more."""
    soonest, latest = days_offered(agenda, now)
    opening, since = _opening(agenda, min(first, soonest), max(last, latest)), now + agenda.notice
    if days := _by_day(agenda, _free(opening, first, last, since)):
        return days, None
    unseen = last + _ONE_DAY if first <= soonest else soonest
    return days, next(_free(opening, unseen, latest, since), None)


def _by_day(agenda: Agenda, slots: Iterable[Slot]) -> list[DayOfSlots]:
    days: dict[date, list[Slot]] = {}
    for slot in slots:
        days.setdefault(local(slot.starts_at, agenda.time_zone).date(), []).append(slot)
    return [DayOfSlots(day, of_day) for day, of_day in days.items()]


def free_slots(agenda: Agenda, first: date, last: date, since: datetime) -> list[Slot]:
    """Those that start from an instant on: for the staff, who need no notice."""
    return list(_free(_opening(agenda, first, last), first, last, since))


def next_free(agenda: Agenda, after: datetime, now: datetime) -> Slot | None:
    """The first one from an instant on that may still be taken."""
    _, last = days_offered(agenda, now)
    since = max(after, now + agenda.notice)
    first = local(since, agenda.time_zone).date()
    return next(_free(_opening(agenda, first, last), first, last, since), None)


def slot_at(agenda: Agenda, starts_at: datetime, since: datetime, last: date | None = None) -> tuple[Slot, int] | None:
    """The slot of the agenda that starts then, and a free seat; None if there is none, or none that starts in time."""
    day = local(starts_at, agenda.time_zone).date()
    if starts_at < since or (last is not None and day > last):
        return None
    seats = _with_seats(_opening(agenda, day, day), day, day)
    return next(((slot, seat) for slot, seat in seats if slot.starts_at == starts_at), None)


@dataclass(frozen=True, slots=True)
class _Opening:
    """When an agenda is open: its hours by day of the week, and the days on which it is closed."""

    agenda: Agenda
    hours: dict[int, list[tuple[time, time]]]
    closed: set[date]

    def slots(self, first: date, last: date) -> list[Slot]:
        """Told apart by instants: the last of a day may not be over another of the next."""
        agenda, hours = self.agenda, self.hours
        days = (day for day in _days(first, last) if day not in self.closed and day.weekday() in hours)
        return [slot for day in days for slot in slots_of(day, hours[day.weekday()], agenda.length, agenda.time_zone)]


def _opening(agenda: Agenda, first: date, last: date) -> _Opening:
    """Of these days. Three queries."""
    hours: dict[int, list[tuple[time, time]]] = {}
    for weekday, opens_at, closes_at in _HOURS.rows(agenda_id=agenda.pk):
        hours.setdefault(weekday, []).append((opens_at, closes_at))
    return _Opening(agenda, hours, _closed_days(agenda, first, last))


def _free(opening: _Opening, first: date, last: date, since: datetime) -> Iterator[Slot]:
    return (slot for slot, _ in _with_seats(opening, first, last) if slot.starts_at >= since)


def _with_seats(opening: _Opening, first: date, last: date) -> Iterator[tuple[Slot, int]]:
    """One query. The slots of seven days are worked out once those before are passed: the first one is often enough."""
    taken: list[Taken] | None = None
    for start in (first + days * _ONE_DAY for days in range(0, (last - first).days + 1, _DAYS_AT_ONCE)):
        slots = opening.slots(start, min(start + (_DAYS_AT_ONCE - 1) * _ONE_DAY, last))
        if not slots:
            continue
        if taken is None:
            taken = list(_taken(opening.agenda, slots[0].starts_at, datetime.combine(last + 2 * _ONE_DAY, time(), UTC)))
        for slot, seats in zip(slots, seats_taken(slots, taken), strict=True):
            seat = first_free(seats, opening.agenda.capacity)
            if seat is not None:
                yield slot, seat


def _closed_days(agenda: Agenda, first: date, last: date) -> set[date]:
    """Closures of the caisse or of this agenda, and the public holidays kept where the caisse is."""
    place = {"caisse_id": agenda.caisse_id, "agenda_id": agenda.pk}
    stretches = _CLOSURES.rows(**place, first=first, last=last)
    closed = {day for start, end in stretches for day in _days(max(start, first), min(end, last))}
    return closed | public_holidays_of(agenda.caisse, range(first.year, last.year + 1))


def _taken(agenda: Agenda, since: datetime, until: datetime) -> Iterable[Taken]:
    """Of all companies: when and at which seats, nothing else of them."""
    rows = _TAKEN.rows(agenda_id=agenda.pk, since=since, until=until)
    return ((start.astimezone(UTC), end, seats) for start, end, seats in rows)


_AGENDA = Given("agenda_id", BigIntegerField())


def _hours() -> QuerySet[Any, Any]:
    return OpeningHours.objects.filter(agenda=_AGENDA).values_list("weekday", "opens_at", "closes_at")


def _closures() -> QuerySet[Any, Any]:
    first, last = (Given(name, DateField()) for name in ("first", "last"))
    rows = Closure.objects.filter(Q(agenda__isnull=True) | Q(agenda=_AGENDA), starts_on__lte=last, ends_on__gte=first)
    return rows.filter(caisse=Given("caisse_id", BigIntegerField())).values_list("starts_on", "ends_on")


def _booked() -> QuerySet[Any, Any]:
    since, until = (Given(name, DateTimeField()) for name in ("since", "until"))
    rows = Appointment.objects.booked().filter(agenda=_AGENDA, starts_at__lt=until, ends_at__gt=since).order_by()
    together = rows.values("starts_at", "ends_at").annotate(seats=ArrayAgg("seat"))
    return together.values_list("starts_at", "ends_at", "seats")


_HOURS: CompiledQuery[Any] = CompiledQuery(_hours)
_CLOSURES: CompiledQuery[Any] = CompiledQuery(_closures)
_TAKEN: CompiledQuery[Any] = CompiledQuery(_booked)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + rank * _ONE_DAY for rank in range((last - first).days + 1))
