"""What the caisse does to an appointment: it moves or cancels it, and says why."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from adherents.models import Adherent, Caisse
from core import audit
from support.appointments import emails
from support.appointments.queries import next_free, slot_at
from support.appointments.services import changing
from support.appointments.services.refusals import SlotTaken
from support.models import Agenda, Appointment
from support.models.appointments import REASON_MAX_LENGTH
from support.policies import can_treat_appointment

audit.declare(
    {
        "support.appointment_moved_by_caisse": "Rendez-vous déplacé par la caisse",
        "support.appointment_cancelled_by_caisse": "Rendez-vous annulé par la caisse",
    }
)

_MOVED = "Votre entreprise dépend maintenant de {} : prenez un autre rendez-vous dans son agenda."


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


@transaction.atomic
def cancel_what_was_taken(*, company: Adherent, before: Caisse, by: Any) -> int:
    """The company depends on another caisse: nobody receives it any more in the agenda of the one that it left, and it
    is told to book again. Whoever books meanwhile holds the agenda. Return how many were cancelled.
    """
    for agenda_id in Agenda.objects.filter(caisse=before).order_by("pk").values_list("pk", flat=True):
        changing.held_agenda(agenda_id)
    coming = Appointment.objects.coming(timezone.now()).filter(adherent=company, agenda__caisse=before)
    reason = _MOVED.format(company.caisse)[:REASON_MAX_LENGTH]
    rows = list(coming.order_by("pk"))
    for row in rows:
        held = changing.held(row, row.version)
        changing.cancel(held, reason=reason, by_caisse=True)
        _record("support.appointment_cancelled_by_caisse", held, by, {"date": held.when, "motif": reason})
        emails.cancelled_by_caisse(held)
    return len(rows)
