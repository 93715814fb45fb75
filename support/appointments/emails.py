"""One function per message, each with its event joined. None says the subject, what it is about, nor a reason."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.choices import wanting
from accounts.enums import Topic
from core.access import Access
from core.mail import send_email
from core.outgoing import Message
from core.sms import send_many_sms
from support.appointments.invitation import written
from support.appointments.recipients import told_of
from support.models import Appointment


def confirmed(appointment: Appointment, access: Access) -> None:
    """By e-mail only: whoever has just booked on their screen needs no SMS."""
    _send(appointment, _wanting([access], Topic.CAISSE), kind="support/appointment_confirmed")


def moved(appointment: Appointment, by: Access) -> None:
    _send(appointment, _with(told_of(appointment), by), kind="support/appointment_moved")


def cancelled(appointment: Appointment, by: Access) -> None:
    _send(appointment, _with(told_of(appointment), by), kind="support/appointment_cancelled")


def moved_by_caisse(appointment: Appointment) -> None:
    """Whatever was chosen, e-mails are written: nobody comes for nothing."""
    people = told_of(appointment)
    _send(appointment, people, kind="support/appointment_moved")
    _send_sms(appointment, people, Topic.CAISSE, kind="support/appointment_moved")


def cancelled_by_caisse(appointment: Appointment) -> None:
    """As `moved_by_caisse`."""
    people = told_of(appointment)
    _send(appointment, people, kind="support/appointment_cancelled")
    _send_sms(appointment, people, Topic.CAISSE, kind="support/appointment_cancelled")


def near(appointment: Appointment) -> None:
    """The day before, by the channels that each person chose for what is due."""
    people, until = told_of(appointment), appointment.starts_at
    _send(appointment, _wanting(people, Topic.DEADLINES), kind="support/appointment_near", expires_at=until)
    _send_sms(appointment, people, Topic.DEADLINES, kind="support/appointment_near")


def _with(people: list[Access], by: Access) -> list[Access]:
    """Those who want to know: who took it and who changes it, so that the calendars of both are right."""
    everybody = people if any(access.user.pk == by.user.pk for access in people) else [*people, by]
    return _wanting(everybody, Topic.CAISSE)


def _wanting(people: Iterable[Access], topic: Topic) -> list[Access]:
    accesses = list(people)
    wanted = {person.pk for person in wanting((access.user for access in accesses), topic)}
    return [access for access in accesses if access.user.pk in wanted]


def _send(appointment: Appointment, people: Iterable[Access], *, kind: str, expires_at: datetime | None = None) -> None:
    for access in people:
        ref = access.tiers.ref
        own = {
            "first_name": access.user.first_name,
            "path": reverse("support:appointment", args=[ref, appointment.public_id]),
        }
        send_email(
            kind=kind,
            to=access.user.email,
            context={**_context(appointment), **own},
            user=access.user,
            caisse_id=appointment.agenda.caisse_id,
            expires_at=expires_at,
            calendar=written(appointment, ref),
        )


def _send_sms(appointment: Appointment, people: list[Access], topic: Topic, *, kind: str) -> None:
    context = _context(appointment)
    send_many_sms(
        Message(
            kind=kind,
            to=person.mobile,
            context=context,
            user=person,
            caisse_id=appointment.agenda.caisse_id,
            expires_at=appointment.starts_at,
        )
        for person in wanting((access.user for access in people), topic, by_sms=True)
    )


def _context(appointment: Appointment) -> dict[str, Any]:
    caisse = appointment.agenda.caisse
    return {
        "what": str(appointment.agenda),
        "when": appointment.when,
        "reference": appointment.reference,
        "directions": appointment.agenda.directions,
        "is_by_caisse": appointment.changed_by_caisse,
        "company": appointment.adherent.name,
        "caisse": caisse,
    }
