"""What became of a message after it was handed over, as the provider tells it: noted once, whatever is said twice."""

from django.db import transaction
from django.utils import timezone

from core import audit
from core.models import OutgoingMessage
from core.signals import delivery_failed, sms_answered

audit.declare({"core.delivery_failed": "Message non remis à son destinataire"})

# The failure of an SMS whose number said STOP, as Twilio names it: the wish of a person, not a number that fails.
STOPPED = "21610"
_FAILURE_MAX_LENGTH = 60
_PROVIDER_ID_MAX_LENGTH = 120


def sent_message(
    *, channel: OutgoingMessage.Channel, provider_id: str, recipient: str | None = None
) -> OutgoingMessage | None:
    """The message a provider speaks of; None when it is not ours, or not to that recipient."""
    # PostgreSQL holds no null byte: no message of ours is called so.
    if not provider_id or "\x00" in provider_id + (recipient or ""):
        return None
    messages = OutgoingMessage.objects.filter(channel=channel, provider_id=provider_id[:_PROVIDER_ID_MAX_LENGTH])
    if recipient is not None:
        messages = messages.filter(recipient__iexact=recipient)
    return messages.order_by("-pk").first()


def record_delivered(*, message: OutgoingMessage) -> bool:
    """False when it was known already, or when the message is known to have failed."""
    waiting = OutgoingMessage.objects.filter(pk=message.pk, delivered_at__isnull=True, failed_at__isnull=True)
    return bool(waiting.update(delivered_at=timezone.now()))


def record_failed(*, message: OutgoingMessage, failure: str, is_permanent: bool) -> bool:
    """Note the failure and tell whoever answers for the recipient; False when it was known already.

    A message once delivered may fail later (a mailbox that takes everything, a complaint). A passing failure may become
    a permanent one, never the reverse. A STOP that the provider tells so is told as a STOP (`sms_answered`).
    """
    with transaction.atomic():
        waiting = OutgoingMessage.objects.filter(pk=message.pk, failure_is_permanent=False)
        if not is_permanent:
            waiting = waiting.filter(failed_at__isnull=True)
        now, reason = timezone.now(), failure[:_FAILURE_MAX_LENGTH]
        if not waiting.update(failed_at=now, failure=reason, failure_is_permanent=is_permanent):
            return False
        message.failed_at, message.failure, message.failure_is_permanent = now, reason, is_permanent
        is_stopped = message.channel == OutgoingMessage.Channel.SMS and reason == STOPPED
        audit.record(
            "core.delivery_failed",
            caisse_id=message.caisse_id,
            target=f"{message} n° {message.pk}",
            changes={"failure": reason, "is_permanent": is_permanent},
        )
        if is_stopped:
            sms_answered.send(
                sender=OutgoingMessage, number=message.recipient, wants_sms=False, is_told_by_provider=True
            )
        else:
            delivery_failed.send(sender=OutgoingMessage, message=message)
    return True
