"""For how long appointments are kept once they are over."""

from django.conf import settings
from django.utils import timezone

from support.models import Appointment


def purge_appointments() -> int:
    """Numbers, notes and names go with them; the journal keeps that they were."""
    deleted, _ = Appointment.objects.filter(ends_at__lt=timezone.now() - settings.APPOINTMENT_RETENTION).delete()
    return deleted
