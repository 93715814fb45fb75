"""What the tests of the appointments share: a caisse with an agenda on a known day, and pages asked of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.urls import reverse

from core.references import new_public_id
from support.appointments.services.booking import book_appointment
from support.appointments.slots import Slot
from support.appointments.values import AppointmentValues
from support.models import Agenda, Appointment
from tests.support.factories import subject_of

# A Wednesday, at 9 h in Paris.
NOW = datetime(2026, 12, 2, 8, tzinfo=UTC)
_HALF_HOUR = timedelta(minutes=30)


def at(cast: Any, name: str, *args: str, **query: str) -> str:
    return reverse(f"support:{name}", args=[cast.acme.ref, *args], query=query or None)


def slot_of(starts_at: str, length: timedelta = _HALF_HOUR) -> Slot:
    """« 2026-12-03 09:00 », in UTC."""
    start = datetime.fromisoformat(starts_at).replace(tzinfo=UTC)
    return Slot(start, start + length)


def book(access: Any, agenda: Agenda, slot: Slot, **fields: Any) -> Appointment:
    attempt = fields.pop("attempt", None) or new_public_id()
    subject = subject_of(agenda.caisse)
    values = AppointmentValues(subject, **{"phone": "+33145678901", **fields})
    return book_appointment(access=access, agenda=agenda, starts_at=slot.starts_at, values=values, attempt=attempt)


def typed(**fields: str) -> dict[str, str]:
    return {"subject": "autre", "phone": "01 45 67 89 01", "note": "Un relevé à comprendre.", **fields}
