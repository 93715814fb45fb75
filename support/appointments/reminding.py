"""An appointment is recalled once, the day before; a run that was killed repeats nothing."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from support.appointments import emails
from support.models import Appointment


def due(now: datetime) -> QuerySet[Appointment]:
    """Near, and not taken or moved so lately that it was just told."""
    ahead = settings.APPOINTMENT_REMINDED_BEFORE
    rows = Appointment.objects.booked().filter(reminded_at__isnull=True, starts_at__gt=now, starts_at__lte=now + ahead)
    return rows.filter(changed_at__lt=F("starts_at") - ahead)


def remind() -> int:
    """How many were recalled, one transaction each."""
    now = timezone.now()
    return sum(_remind(pk, now) for pk in list(due(now).order_by("starts_at", "pk").values_list("pk", flat=True)))


def _remind(pk: int, now: datetime) -> int:
    """Held as whoever moves it holds it: what was moved or cancelled meanwhile is not recalled."""
    with transaction.atomic():
        rows = due(now).select_for_update(of=("self",), no_key=True)
        row = (
            rows.select_related("adherent__caisse", "agenda__caisse", "establishment", "booked_by")
            .filter(pk=pk)
            .first()
        )
        if row is None:
            return 0
        row.reminded_at = timezone.now()
        row.save(update_fields=["reminded_at"])
        emails.near(row)
    return 1
