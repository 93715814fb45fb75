"""Where an appointment is, and whether it still is: the only writer of both. An agenda is held before its rows."""

from datetime import datetime

from django.utils import timezone

from adherents.time_zones import local
from support.appointments.services.refusals import ChangedMeanwhile, NotComing
from support.appointments.slots import Slot
from support.enums import AppointmentState
from support.models import Agenda, Appointment

_PLACE = ("day", "starts_at", "ends_at", "seat")
_CHANGE = ("version", "changed_at", "changed_by_caisse", "reason")


def held_agenda(pk: int) -> Agenda:
    """Until the end of the transaction: two people who take its last slot take their turn."""
    rows = Agenda.objects.select_for_update(of=("self",), no_key=True).select_related("caisse")
    held: Agenda = rows.get(pk=pk)
    return held


def held(appointment: Appointment, version: int) -> Appointment:
    """The row, as long as it is the one that the page showed. Raises `ChangedMeanwhile`."""
    rows = Appointment.objects.select_for_update(of=("self",), no_key=True)
    row: Appointment = rows.select_related("adherent__caisse", "agenda__caisse", "subject", "establishment").get(
        pk=appointment.pk
    )
    if row.version != version:
        raise ChangedMeanwhile
    return row


def require_coming(row: Appointment, now: datetime) -> None:
    """Raises `NotComing`."""
    if not row.is_coming(now):
        raise NotComing


def place(row: Appointment, slot: Slot, seat: int) -> None:
    row.day = local(slot.starts_at, row.agenda.time_zone).date()
    row.starts_at, row.ends_at, row.seat = slot.starts_at, slot.ends_at, seat


def put(row: Appointment, slot: Slot, seat: int, *, reason: str = "", by_caisse: bool = False) -> None:
    """Elsewhere; it will be recalled again."""
    place(row, slot, seat)
    row.reminded_at = None
    _mark(row, reason, by_caisse)
    row.save(update_fields=[*_PLACE, *_CHANGE, "reminded_at"])


def cancel(row: Appointment, *, reason: str = "", by_caisse: bool = False) -> None:
    """Its slot is free again."""
    row.state = AppointmentState.CANCELLED
    _mark(row, reason, by_caisse)
    row.save(update_fields=["state", *_CHANGE])


def _mark(row: Appointment, reason: str, by_caisse: bool) -> None:
    row.version += 1
    row.changed_at = timezone.now()
    row.reason, row.changed_by_caisse = reason, by_caisse
