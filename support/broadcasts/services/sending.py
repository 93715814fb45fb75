"""The job: first everybody is written down, once each; then messages are made for those who have none.

Each step is a transaction that holds the broadcast, and sees whether it is held or stopped. A recipient and their
message are written together: killed anywhere, it goes on where it was, and nobody is written to twice.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import allowance, throttling
from core.allowance import grant
from core.models import OutgoingMessage
from support.broadcasts import emails
from support.broadcasts.audience import audience, judged, people_of
from support.broadcasts.hours import closing_of
from support.broadcasts.queries import SMS_RULE
from support.broadcasts.services.asking import ask_for_sending
from support.broadcasts.services.drafts import held, record
from support.broadcasts.values import Channel
from support.enums import BroadcastState, LeftOut
from support.models import Broadcast, BroadcastRecipient

COMPANIES_AT_ONCE = 500
MESSAGES_AT_ONCE = 200
# Steps of a job: then it lets others work, and goes on after the messages that it made.
_STEPS = 5
_Step = Callable[[int], bool]


def send_broadcast(broadcast_id: int) -> None:
    """Some steps, then another job for what remains. Safe to run twice, after a kill, or from two workers at once."""
    for _ in range(_STEPS):
        if not any(step(broadcast_id) for step in (_walk, _make_emails, _make_sms)):
            _conclude(broadcast_id)
            return
    with transaction.atomic():
        held(broadcast_id)
        ask_for_sending(broadcast_id)


def go_on() -> int:
    """Each minute, whatever is being sent: what waited for its hour, or for the next day, or was killed."""
    sending = list(Broadcast.objects.sending().order_by("pk").values_list("pk", flat=True))
    for broadcast_id in sending:
        with transaction.atomic():
            held(broadcast_id)
            ask_for_sending(broadcast_id)
    return len(sending)


@transaction.atomic
def _walk(broadcast_id: int) -> bool:
    """Write down who is reached in the next companies; False when there are none, or nothing is to be done."""
    broadcast = held(broadcast_id)
    if broadcast.state != BroadcastState.SENDING or broadcast.is_walked:
        return False
    rest = audience(broadcast).filter(pk__gt=broadcast.walked_until).order_by("pk")
    companies = list(rest.values_list("pk", flat=True)[:COMPANIES_AT_ONCE])
    _write_down(broadcast, companies)
    broadcast.walked_until = companies[-1] if companies else broadcast.walked_until
    broadcast.is_walked = len(companies) < COMPANIES_AT_ONCE
    broadcast.save(update_fields=["walked_until", "is_walked"])
    return True


def _write_down(broadcast: Broadcast, companies: Sequence[int]) -> None:
    """Whoever is there already, or shares an address that is, is not there twice."""
    reached = judged(broadcast, people_of(broadcast, companies, timezone.now()))
    BroadcastRecipient.objects.bulk_create(
        (
            BroadcastRecipient(
                broadcast=broadcast,
                channel=one.channel,
                person=one.person,
                address=one.address,
                left_out=one.left_out,
            )
            for one in reached
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def _make_emails(broadcast_id: int) -> bool:
    """False when none remains."""
    broadcast = held(broadcast_id)
    if broadcast.state != BroadcastState.SENDING or not broadcast.by_email:
        return False
    rows = _next(broadcast, Channel.EMAIL)
    ready = _still_wanting(broadcast, rows, Channel.EMAIL)
    _made(ready, emails.to_many(broadcast, _people(ready)))
    return bool(rows)


@transaction.atomic
def _make_sms(broadcast_id: int) -> bool:
    """False when none remains, or when none may leave now: at night, SMS switched off, those of the day spent."""
    broadcast, now = held(broadcast_id), timezone.now()
    if broadcast.state != BroadcastState.SENDING or not broadcast.by_sms or not settings.SMS_ENABLED:
        return False
    closes_at = closing_of(broadcast.caisse, now)
    rows = _next(broadcast, Channel.SMS) if closes_at is not None else []
    if closes_at is None or not rows:
        return False
    ready = _still_wanting(broadcast, rows, Channel.SMS)
    # The counters of the day are held until the end: last.
    allowed = ready[: grant(SMS_RULE, min(len(ready), throttling.remaining(allowance.RULE)))]
    made = emails.to_many_by_sms(broadcast, _people(allowed), until=closes_at)
    _made(allowed, made)
    return len(made) == len(ready)


@transaction.atomic
def _conclude(broadcast_id: int) -> None:
    """Once it is all out of our hands."""
    broadcast = held(broadcast_id)
    if broadcast.state != BroadcastState.SENDING or not broadcast.is_walked or _take_back(broadcast):
        return
    recipients = broadcast.recipients.order_by()
    waiting = OutgoingMessage.Status.QUEUED
    if recipients.to_make().exists() or recipients.filter(message__status=waiting).exists():
        return
    broadcast.state, broadcast.finished_at = BroadcastState.DONE, timezone.now()
    broadcast.save(update_fields=["state", "finished_at"])
    record("support.broadcast_done", broadcast, None)


def _take_back(broadcast: Broadcast) -> bool:
    """What was abandoned before it left (held, or past the hour of SMS) is to be made again; True if there is some."""
    expired = broadcast.recipients.order_by().filter(message__status=OutgoingMessage.Status.EXPIRED)
    return bool(BroadcastRecipient.objects.filter(pk__in=expired.values("pk")).update(message=None, made_at=None))


def _next(broadcast: Broadcast, channel: Channel) -> list[BroadcastRecipient]:
    if not broadcast.is_walked:
        return []
    rows = broadcast.recipients.to_make().filter(channel=channel).order_by("pk").select_related("person")
    return list(rows[:MESSAGES_AT_ONCE])


def _still_wanting(
    broadcast: Broadcast, rows: Sequence[BroadcastRecipient], channel: Channel
) -> list[BroadcastRecipient]:
    """Since they were written down hours may have passed: who answered STOP, chose otherwise, left or changed number is
    left out.
    """
    now_reached = {one.person.pk: one for one in judged(broadcast, _people(rows)) if one.channel == channel}
    lost: list[BroadcastRecipient] = []
    for row in rows:
        reached = now_reached.get(row.person_id or 0)
        if reached is None or not reached.person.is_active:
            row.left_out = LeftOut.GONE
        elif reached.address != row.address:
            row.left_out = reached.left_out or LeftOut.GONE
        if row.left_out:
            row.address = ""
            lost.append(row)
    BroadcastRecipient.objects.bulk_update(lost, ["left_out", "address"])
    return [row for row in rows if not row.left_out]


def _people(rows: Sequence[BroadcastRecipient]) -> list[User]:
    return [row.person for row in rows if row.person is not None]


def _made(rows: Sequence[BroadcastRecipient], messages: Sequence[OutgoingMessage]) -> None:
    """The first ones have theirs; the others wait."""
    now: datetime = timezone.now()
    written = list(rows[: len(messages)])
    for row, message in zip(written, messages, strict=True):
        # By its key: the two objects would hold each other, and their texts stay long after their batch.
        row.message_id, row.made_at = message.pk, now
    BroadcastRecipient.objects.bulk_update(written, ["message", "made_at"])
