"""Addresses and numbers that no longer receive: marked from what the providers tell, cleared by a new certification.

The mark is on the person: told at the next sign-in, seen by the staff, left out of the reminders.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from core import audit, tracking
from core.models import OutgoingMessage

# Passing failures further apart than this say nothing together.
WINDOW = timedelta(days=30)
_FIELDS = {
    OutgoingMessage.Channel.EMAIL: ("email", "email_certified_at", "email_failing_since"),
    OutgoingMessage.Channel.SMS: ("mobile", "mobile_certified_at", "mobile_failing_since"),
}

audit.declare(
    {
        "accounts.email_failing": "Adresse électronique en échec",
        "accounts.mobile_failing": "Numéro de mobile en échec",
    }
)


def note_failure(*, message: OutgoingMessage) -> int:
    """Mark whoever still has this address or number, unless certified since the message left; return how many.

    One permanent failure is enough; passing ones count when nothing was delivered between them.
    """
    if not message.failure_is_permanent and _failures_in_a_row(message) < settings.UNDELIVERED_LIMIT:
        return 0
    coordinate, certified_at, failing_since = _FIELDS[OutgoingMessage.Channel(message.channel)]
    not_certified_since = Q(**{f"{certified_at}__isnull": True}) | Q(**{f"{certified_at}__lt": message.created_at})
    people = User.objects.filter(
        not_certified_since, **{coordinate: message.recipient, f"{failing_since}__isnull": True}
    )
    marked = 0
    for person in people:
        marked += User.objects.filter(pk=person.pk).update(**{failing_since: timezone.now()})
        audit.record(
            f"accounts.{coordinate}_failing",
            target=f"personne {person.public_id}",
            changes={"failure": message.failure},
        )
    return marked


def _failures_in_a_row(message: OutgoingMessage) -> int:
    same = OutgoingMessage.objects.filter(
        channel=message.channel, recipient=message.recipient, created_at__gt=timezone.now() - WINDOW
    )
    delivered = same.filter(delivered_at__isnull=False, failed_at__isnull=True).order_by("-created_at").first()
    failed = same.filter(failed_at__isnull=False).exclude(failure=tracking.STOPPED)
    return (failed.filter(created_at__gt=delivered.created_at) if delivered else failed).count()
