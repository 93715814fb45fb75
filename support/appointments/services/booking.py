"""An appointment taken, moved, cancelled by the company. Whoever takes a slot holds its agenda until it is theirs."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from adherents.models import Adherent
from core import audit
from core.access import Access
from core.references import new_reference
from support.appointments import emails
from support.appointments.queries import days_offered, next_free, slot_at
from support.appointments.services import changing
from support.appointments.services.refusals import SlotTaken, TooMany
from support.appointments.slots import Slot
from support.appointments.values import AppointmentValues
from support.models import Agenda, Appointment
from support.models.about import columns_about
from support.policies import can_write

audit.declare(
    {
        "support.appointment_booked": "Rendez-vous pris",
        "support.appointment_moved": "Rendez-vous déplacé",
        "support.appointment_cancelled": "Rendez-vous annulé",
    }
)


@transaction.atomic
def book_appointment(
    *, access: Access, agenda: Agenda, starts_at: datetime, values: AppointmentValues, attempt: str
) -> Appointment:
    """The one that this attempt took already, when it is sent twice. Raises `AppointmentRefused`."""
    # The company may have changed caisse since the request began: what it took there would stay.
    company = Adherent.objects.select_for_update(no_key=True).get(pk=access.tiers.adherent_id)
    agenda = changing.held_agenda(agenda.pk)
    if not can_write(access) or agenda.caisse_id != company.caisse_id or not agenda.is_open:
        raise PermissionDenied
    already = Appointment.objects.filter(adherent_id=access.tiers.adherent_id, attempt=attempt).first()
    if already is not None:
        return already
    now = timezone.now()
    _require_few(access, now)
    slot, seat = _place_in(agenda, starts_at, now)
    booked = _written(access, agenda, slot, seat, values, attempt)
    audit.record("support.appointment_booked", access=access, target=booked.reference, changes={"date": booked.when})
    emails.confirmed(booked, access)
    return booked


@transaction.atomic
def move_appointment(*, access: Access, appointment: Appointment, starts_at: datetime, version: int) -> Appointment:
    """Its former slot is free again. Raises `AppointmentRefused`."""
    agenda = changing.held_agenda(appointment.agenda_id)
    row = changing.held(appointment, version)
    _require_own(access, row)
    now, before = timezone.now(), row.when
    changing.require_coming(row, now)
    if starts_at == row.starts_at:
        return row
    slot, seat = _place_in(agenda, starts_at, now)
    changing.put(row, slot, seat)
    audit.record("support.appointment_moved", access=access, target=row.reference, changes={"date": [before, row.when]})
    emails.moved(row, access)
    return row


@transaction.atomic
def cancel_appointment(*, access: Access, appointment: Appointment, version: int) -> Appointment:
    """Raises `AppointmentRefused`."""
    row = changing.held(appointment, version)
    _require_own(access, row)
    changing.require_coming(row, timezone.now())
    changing.cancel(row)
    audit.record("support.appointment_cancelled", access=access, target=row.reference, changes={"date": row.when})
    emails.cancelled(row, access)
    return row


def _place_in(agenda: Agenda, starts_at: datetime, now: datetime) -> tuple[Slot, int]:
    """Free at this very instant, whatever the page showed."""
    _, last = days_offered(agenda, now)
    place = slot_at(agenda, starts_at, now + agenda.notice, last)
    if place is None:
        raise SlotTaken(next_free(agenda, starts_at, now))
    return place


def _require_few(access: Access, now: datetime) -> None:
    coming = Appointment.objects.coming(now).filter(adherent_id=access.tiers.adherent_id)
    if coming.count() >= settings.APPOINTMENTS_AT_ONCE:
        raise TooMany(settings.APPOINTMENTS_AT_ONCE)


def _require_own(access: Access, appointment: Appointment) -> None:
    if not can_write(access) or not Appointment.objects.for_access(access).filter(pk=appointment.pk).exists():
        raise PermissionDenied


def _written(
    access: Access, agenda: Agenda, slot: Slot, seat: int, values: AppointmentValues, attempt: str
) -> Appointment:
    about = values.about
    booked = Appointment(
        adherent_id=access.tiers.adherent_id,
        reference=new_reference("V"),
        attempt=attempt,
        agenda=agenda,
        subject=values.subject,
        establishment_id=access.tiers.establishment_id or (about.establishment_id if about else None),
        phone=values.phone if agenda.asks_phone else "",
        note=values.note,
        booked_by=access.user,
        booked_by_label=str(access.user)[:200],
        **columns_about(about),
    )
    changing.place(booked, slot, seat)
    booked.save(force_insert=True)
    return booked
