"""What the caisse does to an appointment: it moves or cancels it, and says why."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core import audit
from support.appointments import emails
from support.appointments.queries import next_free, slot_at
from support.appointments.services import changing
from support.appointments.services.refusals import SlotTaken
from support.models import Appointment
from support.policies import can_treat_appointment

audit.declare(
    {
        "support.appointment_moved_by_caisse": "Rendez-vous déplacé par la caisse",
        "support.appointment_cancelled_by_caisse": "Rendez-vous annulé par la caisse",
    }
)


@transaction.atomic
def move(*, appointment: Appointment, by: Any, starts_at: datetime, reason: str, version: int) -> Appointment:
    """Without the notice that companies owe. Raises `AppointmentRefused`."""
    agenda = changing.held_agenda(appointment.agenda_id)
    row = _held(appointment, by, version)
    place, now, before = slot_at(agenda, starts_at, timezone.now()), timezone.now(), row.when
    if place is None:
        raise SlotTaken(next_free(agenda, starts_at, now))
    changing.put(row, *place, reason=reason, by_caisse=True)
    _record("support.appointment_moved_by_caisse", row, by, {"date": [before, row.when], "motif": reason})
    emails.moved_by_caisse(row)
    return row


@transaction.atomic
def cancel(*, appointment: Appointment, by: Any, reason: str, version: int) -> Appointment:
    """Raises `AppointmentRefused`."""
    row = _held(appointment, by, version)
    changing.cancel(row, reason=reason, by_caisse=True)
    _record("support.appointment_cancelled_by_caisse", row, by, {"date": row.when, "motif": reason})
    emails.cancelled_by_caisse(row)
    return row


def _held(appointment: Appointment, by: Any, version: int) -> Appointment:
    row = changing.held(appointment, version)
    if not can_treat_appointment(by, row):
        raise PermissionDenied
    changing.require_coming(row, timezone.now())
    return row


def _record(action: str, row: Appointment, by: Any, changes: dict[str, Any]) -> None:
    audit.record(
        action,
        actor=by,
        caisse_id=row.agenda.caisse_id,
        adherent_id=row.adherent_id,
        tiers_label=row.adherent.name,
        target=row.reference,
        changes=changes,
    )
