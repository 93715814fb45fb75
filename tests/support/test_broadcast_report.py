"""What became of what a caisse wrote to many, as long as it is known, then the figures alone."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from core import tracking
from core.jobs import purge_messages
from core.models import OutgoingMessage
from support.broadcasts.failing import group_of
from support.broadcasts.queries import report
from support.broadcasts.services.keeping import forget_recipients
from support.enums import FailureGroup, Outcome
from support.models import Broadcast, BroadcastRecipient
from tests.support.broadcast_kit import BY_DAY, both, confirmed, desk, holder, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_day")]


@pytest.mark.parametrize(
    ("failure", "group"),
    [
        ("bounced: invalid", FailureGroup.UNKNOWN),
        ("bounced", FailureGroup.UNKNOWN),
        ("bounced: timed_out", FailureGroup.UNREACHABLE),
        ("bounced: spam", FailureGroup.REFUSED),
        ("complained", FailureGroup.REFUSED),
        ("unsubscribed", FailureGroup.UNSUBSCRIBED),
        ("21610", FailureGroup.UNSUBSCRIBED),
        ("Twilio répond 400 (code 21610)", FailureGroup.UNSUBSCRIBED),
        ("ce numéro a répondu STOP", FailureGroup.UNSUBSCRIBED),
        ("30003", FailureGroup.UNREACHABLE),
        ("30005", FailureGroup.UNKNOWN),
        ("30007", FailureGroup.REFUSED),
        ("le serveur refuse l’adresse (550 5.1.1)", FailureGroup.UNKNOWN),
        ("le prestataire refuse l’adresse", FailureGroup.UNKNOWN),
        ("undelivered", FailureGroup.OTHER),
        ("", FailureGroup.OTHER),
    ],
)
def test_reasons_are_grouped(failure: str, group: FailureGroup):
    assert group_of(failure) == group


def outcome_of_each(by: Any) -> Broadcast:
    """Seven people: received, bounced, given up, waiting to leave, abandoned, handed over, forgotten."""
    people = [holder(by.staff_caisse) for _ in range(7)]
    broadcast = confirmed(by, both())
    run()
    of = {person.email: OutgoingMessage.objects.get(recipient=person.email) for person in people}
    received, bounced, given_up, waiting, abandoned, _, forgotten = of.values()
    tracking.record_delivered(message=received)
    tracking.record_failed(message=bounced, failure="bounced: invalid", is_permanent=True)
    given_up.status, given_up.last_error, given_up.sent_at = "failed", "le serveur refuse l’adresse (550)", None
    waiting.status, waiting.sent_at = "queued", None
    abandoned.status, abandoned.sent_at = "expired", None
    for message in (given_up, waiting, abandoned):
        message.save()
    forgotten.delete()
    return broadcast


def test_each_outcome_is_told_and_they_add_up():
    broadcast = outcome_of_each(desk())
    told = report(broadcast).channels[0]
    assert told.outcomes == {
        Outcome.WAITING: 0,
        Outcome.QUEUED: 1,
        Outcome.SENT: 2,
        Outcome.DELIVERED: 1,
        Outcome.FAILED: 2,
        Outcome.EXPIRED: 1,
    }
    assert told.total == broadcast.agreed_emails == 7
    assert [(one.reason, one.count) for one in told.failures] == [(FailureGroup.UNKNOWN, 2)]
    assert report(broadcast).percent == 85


def test_its_rate_is_that_of_what_left():
    by = desk()
    for _ in range(4):
        holder(by.staff_caisse)
    broadcast = confirmed(by)
    run()
    assert report(broadcast).per_minute is None
    last = OutgoingMessage.objects.order_by("pk").last()
    OutgoingMessage.objects.filter(pk=last.pk).update(sent_at=last.sent_at + timedelta(seconds=30))
    assert report(broadcast).per_minute == 8


def test_recipients_are_forgotten_and_the_figures_stay(settings: Any):
    by = desk()
    broadcast = outcome_of_each(by)
    Broadcast.objects.filter(pk=broadcast.pk).update(state="done", finished_at=timezone.now())
    before = report(broadcast)
    settings.BROADCAST_RECIPIENTS_RETENTION = timedelta(days=10)
    with time_machine.travel(BY_DAY + timedelta(days=9), tick=False):
        assert forget_recipients() == 0
    with time_machine.travel(BY_DAY + timedelta(days=11), tick=False):
        assert forget_recipients() == 1
        assert forget_recipients() == 0
    broadcast.refresh_from_db()
    after = report(broadcast)
    assert after.is_frozen
    assert (after.channels, after.percent, after.per_minute) == (before.channels, before.percent, before.per_minute)
    assert not BroadcastRecipient.objects.exists()


def test_what_was_purged_with_the_messages_was_handed_over(settings: Any):
    by = desk()
    holder(by.staff_caisse)
    broadcast = confirmed(by)
    run()
    with time_machine.travel(BY_DAY + settings.MESSAGE_RETENTION + timedelta(days=1), tick=False):
        purge_messages(0)
    assert not OutgoingMessage.objects.exists()
    assert report(broadcast).channels[0].of("sent") == 1


def test_the_questions_do_not_grow_with_the_recipients(django_assert_num_queries: Any):
    by = desk()
    holder(by.staff_caisse)
    small = confirmed(by)
    run()
    for _ in range(10):
        holder(by.staff_caisse)
    large = confirmed(by)
    run()
    for broadcast in (small, large):
        with django_assert_num_queries(4):
            report(broadcast)
