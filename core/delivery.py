"""Sending what waits: one try at a message, what a failure means, and when to try again.

A try holds the row's lock: two workers never send the same message. Whatever the outcome, it is committed before the
job ends, so that the job may fail (and be retried) without losing it.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core import mail, sms, tracking
from core.failures import SendingFailed, of_network
from core.models import OutgoingMessage
from core.outgoing import Content
from core.sealing import Unsealable

logger = logging.getLogger(__name__)

FIRST_DELAYS = (10, 30, 60, 120, 300, 600)
LAST_DELAY = 900
GIVE_UP_AFTER = timedelta(hours=24)
# How many tries fit before giving up.
MAX_ATTEMPTS = 1 + len(FIRST_DELAYS) + int((GIVE_UP_AFTER.total_seconds() - sum(FIRST_DELAYS)) // LAST_DELAY)

_TRANSMIT = {OutgoingMessage.Channel.EMAIL: mail.transmit, OutgoingMessage.Channel.SMS: sms.transmit}
_Status = OutgoingMessage.Status


class TryAgain(Exception):
    """The message still waits: run the job again in `delay` seconds."""

    def __init__(self, reason: str, delay: int) -> None:
        super().__init__(reason)
        self.delay = delay


def delay_after(attempts: int) -> int:
    """Seconds to wait after that many failed tries."""
    return FIRST_DELAYS[attempts - 1] if attempts <= len(FIRST_DELAYS) else LAST_DELAY


def deliver(message_id: int) -> None:
    """Try to send a message once. Nothing happens if it was sent or abandoned. Raises `TryAgain` if it must wait."""
    retry = _try(message_id)
    # Outside the transaction, which is committed: the outcome stays although the job fails.
    if retry is not None:
        raise retry


@transaction.atomic
def _try(message_id: int) -> TryAgain | None:
    waiting = OutgoingMessage.objects.filter(pk=message_id, status=_Status.QUEUED)
    message = waiting.select_for_update(skip_locked=True).first()
    if message is None:
        # Locked: another worker has it now, but may be dying with it.
        return TryAgain("another worker holds this message", FIRST_DELAYS[1]) if waiting.exists() else None
    if message.expires_at is not None and message.expires_at <= timezone.now():
        _finish(message, _Status.EXPIRED)
        return None
    try:
        message.provider_id = _transmit(message)
    except SendingFailed as failure:
        return _record_failure(message, failure)
    message.sent_at = timezone.now()
    message.last_error = ""
    _finish(message, _Status.SENT)
    return None


def _transmit(message: OutgoingMessage) -> str:
    """Raises `SendingFailed`, and nothing else: an unforeseen error must not lose the count of tries."""
    try:
        content = Content.unseal(bytes(message.sealed or b""))
        return _TRANSMIT[OutgoingMessage.Channel(message.channel)](message, content)
    except SendingFailed:
        raise
    except Unsealable:
        failure = SendingFailed("aucune des clés SEALING_KEYS n’ouvre ce message")
    except Exception as error:
        failure = of_network(error)
    raise failure


def _record_failure(message: OutgoingMessage, failure: SendingFailed) -> TryAgain | None:
    message.attempts += 1
    message.last_error = failure.reason[:300]
    logger.warning("message %s not sent (try %s): %s", message.pk, message.attempts, failure.reason)
    if failure.permanent or message.attempts >= MAX_ATTEMPTS:
        _finish(message, _Status.FAILED)
        if failure.is_stopped:
            tracking.record_failed(message=message, failure=tracking.STOPPED, is_permanent=True)
        return None
    message.save(update_fields=["attempts", "last_error"])
    return TryAgain(failure.reason, delay_after(message.attempts))


def _finish(message: OutgoingMessage, status: OutgoingMessage.Status) -> None:
    """The last word on a message: what was secret in it is wiped."""
    message.status = status
    message.sealed = None
    message.save(update_fields=["status", "sealed", "attempts", "last_error", "provider_id", "sent_at"])
