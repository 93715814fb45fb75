"""A broadcast is confirmed, held, resumed, stopped. Each holds its row, which the job holds at each of its steps."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core.models import OutgoingMessage
from support.broadcasts.hours import closing_of
from support.broadcasts.queries import count
from support.broadcasts.services.asking import ask_for_sending
from support.broadcasts.services.drafts import held, held_draft, record
from support.broadcasts.services.refusals import AudienceChanged, Moved, NobodyToWriteTo, NotTested
from support.broadcasts.values import Channel
from support.enums import BroadcastState
from support.models import Broadcast
from support.policies import can_send_broadcast


@transaction.atomic
def confirm_broadcast(*, broadcast: Broadcast, by: Any, expected: str, version: int | None = None) -> Broadcast:
    """Have it sent; `expected`: the mark of the counts that were shown (`Counts.mark`); `version`: of the texts that
    were read, None for whatever they are.

    Raises `NotADraft`, `WrittenOver`, `NotTested`, `AudienceChanged` (with the counts of now), `NobodyToWriteTo`.
    """
    row = held_draft(broadcast, by, version)
    if not row.is_tested:
        raise NotTested
    counts = count(row)
    if counts.mark != expected:
        raise AudienceChanged(counts)
    if not counts.messages:
        raise NobodyToWriteTo
    row.state, row.confirmed_at, row.confirmed_by_label = BroadcastState.SENDING, timezone.now(), str(by)[:200]
    row.agreed_companies, row.agreed_people = counts.companies, counts.people
    row.agreed_emails, row.agreed_sms = counts.emails, counts.sms
    row.save()
    record("support.broadcast_confirmed", row, by, entreprises=counts.companies, messages=counts.messages)
    ask_for_sending(row.pk)
    return row


@transaction.atomic
def hold_broadcast(*, broadcast: Broadcast, by: Any) -> Broadcast:
    """What did not leave yet stays until it is resumed. Raises `Moved`."""
    row = _held_in(broadcast, by, BroadcastState.SENDING)
    row.state, row.held_at = BroadcastState.HELD, timezone.now()
    row.save(update_fields=["state", "held_at"])
    _keep_back(row, row.held_at)
    record("support.broadcast_held", row, by)
    return row


@transaction.atomic
def resume_broadcast(*, broadcast: Broadcast, by: Any) -> Broadcast:
    """Raises `Moved`."""
    row = _held_in(broadcast, by, BroadcastState.HELD)
    row.state, row.held_at = BroadcastState.SENDING, None
    row.save(update_fields=["state", "held_at"])
    _let_go(row, timezone.now())
    record("support.broadcast_resumed", row, by)
    ask_for_sending(row.pk)
    return row


@transaction.atomic
def stop_broadcast(*, broadcast: Broadcast, by: Any) -> Broadcast:
    """For good: what did not leave yet never does. Raises `Moved`."""
    row = _held_in(broadcast, by, BroadcastState.SENDING, BroadcastState.HELD)
    now = timezone.now()
    row.state, row.held_at = BroadcastState.STOPPED, None
    row.stopped_at, row.stopped_by_label, row.finished_at = now, str(by)[:200], now
    row.save(update_fields=["state", "held_at", "stopped_at", "stopped_by_label", "finished_at"])
    _keep_back(row, now)
    record("support.broadcast_stopped", row, by)
    return row


def _held_in(broadcast: Broadcast, by: Any, *states: BroadcastState) -> Broadcast:
    if not can_send_broadcast(by, broadcast.caisse_id):
        raise PermissionDenied
    row = held(broadcast.pk)
    if row.state not in states:
        raise Moved
    return row


def _keep_back(broadcast: Broadcast, now: datetime) -> None:
    """A worker abandons what is without object instead of sending it (`core.delivery`): it may be made again."""
    _queued(broadcast).update(expires_at=now)


def _let_go(broadcast: Broadcast, now: datetime) -> None:
    """What no worker has abandoned yet."""
    _queued(broadcast).filter(channel=Channel.EMAIL).update(expires_at=None)
    closes_at = closing_of(broadcast.caisse, now)
    if closes_at is not None:
        _queued(broadcast).filter(channel=Channel.SMS).update(expires_at=closes_at)


def _queued(broadcast: Broadcast) -> Any:
    return OutgoingMessage.objects.filter(
        pk__in=broadcast.recipients.order_by().filter(message__isnull=False).values("message"),
        status=OutgoingMessage.Status.QUEUED,
    )
