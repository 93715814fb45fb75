"""SMS written to many: by day, within those of a day, after the messages that somebody waits for."""

from datetime import timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.enums import StopSource
from accounts.models import MessageChoice
from accounts.services.stops import stop
from core.failures import SendingFailed
from core.jobs import MESSAGE_PRIORITY
from core.models import OutgoingMessage
from core.outgoing import BULK_PRIORITY, TASK
from support.broadcasts.queries import count, report
from support.broadcasts.services import sending
from support.checks import what_is_written_to_many_spares_the_rest
from support.enums import BroadcastState, FailureGroup, LeftOut
from tests.support.broadcast_kit import (
    BY_DAY,
    SMS,
    both,
    by_sms,
    confirmed,
    desk,
    draft,
    holder,
    run,
    sent,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_day")]
NIGHT = BY_DAY + timedelta(hours=12)
MORNING = BY_DAY + timedelta(days=1)


def test_sms_wait_for_the_day_and_e_mails_do_not():
    by = desk()
    person = holder(by.staff_caisse, mobile="+33600000001")
    broadcast = confirmed(by, both())
    run(at=NIGHT)
    assert sent(broadcast) == [person.email]
    broadcast.refresh_from_db()
    assert broadcast.state == BroadcastState.SENDING
    told = report(broadcast, now=NIGHT)
    assert "jeudi 3 décembre 2026 à 8 h, heure de Paris" in told.waits_for
    run(at=MORNING)
    assert sent(broadcast) == sorted([person.email, "+33600000001"])
    broadcast.refresh_from_db()
    assert broadcast.state == BroadcastState.DONE


def test_an_sms_that_did_not_leave_before_the_evening_leaves_in_the_morning(monkeypatch: pytest.MonkeyPatch):
    by = desk()
    holder(by.staff_caisse, mobile="+33600000001")
    broadcast = confirmed(by, by_sms())
    monkeypatch.setattr("core.delivery._transmit", failing)
    run()
    assert OutgoingMessage.objects.filter(channel=SMS, status="queued").count() == 1
    monkeypatch.undo()
    run(at=NIGHT)
    assert sent(broadcast) == []
    run(at=MORNING)
    assert sent(broadcast) == ["+33600000001"]


def failing(message: OutgoingMessage) -> str:
    raise SendingFailed("le prestataire ne répond pas")


@pytest.mark.parametrize("rule", ["broadcast_sms_day", "sms_site_day"])
def test_beyond_the_sms_of_a_day_the_others_wait_for_the_next(rule: str, settings: Any):
    by = desk()
    for rank in range(5):
        holder(by.staff_caisse, mobile=f"+3360000000{rank}")
    broadcast = confirmed(by, by_sms())
    settings.THROTTLES = {**settings.THROTTLES, rule: (2 + (rule == "sms_site_day"), 24 * 3600)}
    run()
    assert len(sent(broadcast)) == 2
    told = report(broadcast, now=BY_DAY)
    assert "attendent demain" in told.waits_for
    assert (told.channels[0].of("waiting"), told.percent) == (3, 40)
    run(at=MORNING + timedelta(minutes=5))
    run(at=MORNING + timedelta(days=1, minutes=10))
    assert len(sent(broadcast)) == len(set(sent(broadcast))) == 5
    broadcast.refresh_from_db()
    assert broadcast.state == BroadcastState.DONE


def test_switched_off_sms_wait(settings: Any):
    by = desk()
    holder(by.staff_caisse, mobile="+33600000001")
    broadcast = confirmed(by, by_sms())
    settings.SMS_ENABLED = False
    run()
    assert not OutgoingMessage.objects.exists()
    assert "interrompus" in report(broadcast, now=BY_DAY).waits_for
    settings.SMS_ENABLED = True
    run()
    assert sent(broadcast) == ["+33600000001"]


@pytest.mark.parametrize("change", ["chose otherwise", "changed number", "suspended"])
def test_who_changed_while_sms_waited_is_left_out(change: str):
    by = desk()
    holder(by.staff_caisse, mobile="+33600000002")
    person = holder(by.staff_caisse, mobile="+33600000001")
    broadcast = confirmed(by, by_sms())
    run(at=NIGHT)
    if change == "chose otherwise":
        MessageChoice.objects.filter(user=person).update(by_sms=False)
    elif change == "changed number":
        person.mobile = "+33600000003"
    else:
        person.is_active = False
    person.save()
    run(at=MORNING)
    assert sent(broadcast) == ["+33600000002"]
    why = {one.reason for one in report(broadcast).channels[0].left_out}
    assert why == {LeftOut.CHOICE if change == "chose otherwise" else LeftOut.GONE}


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, []),
        ({"rule": 2501}, ["support.E001"]),
        ({"rule": 2500}, []),
        ({"BROADCAST_RECIPIENTS_RETENTION": timedelta(days=180)}, ["support.E002"]),
        ({"BROADCAST_SMS_FROM_HOUR": 20}, ["support.E003"]),
        ({"BROADCAST_SMS_UNTIL_HOUR": 25}, ["support.E003"]),
    ],
)
def test_numbers_that_would_harm_one_another_are_refused(changes: dict[str, Any], errors: list[str], settings: Any):
    settings.THROTTLES = {
        **settings.THROTTLES,
        "sms_site_day": (5000, 86400),
        "broadcast_sms_day": (changes.get("rule", 2000), 86400),
    }
    for name in changes.keys() - {"rule"}:
        setattr(settings, name, changes[name])
    assert [error.id for error in what_is_written_to_many_spares_the_rest()] == errors


@pytest.mark.parametrize("when", ["before", "while it waits", "once in the queue"])
def test_a_number_that_said_stop_gets_nothing(when: str):
    by = desk()
    kept, gone = (holder(by.staff_caisse, mobile=f"+3360000000{rank}") for rank in (1, 2))
    # A second account of the same number.
    holder(by.staff_caisse, mobile=gone.mobile)
    if when == "before":
        say_stop(gone.mobile)
        counts = count(draft(by, by_sms()))
        assert (counts.people, counts.sms) == (3, 1)
        assert [(one.reason, one.count) for one in counts.left_out] == [(LeftOut.STOPPED, 2)]
    broadcast = confirmed(by, by_sms())
    if when == "while it waits":
        run(at=NIGHT)
        say_stop(gone.mobile)
    elif when == "once in the queue":
        while not OutgoingMessage.objects.exists():
            sending._walk(broadcast.pk) or sending._make_sms(broadcast.pk)
        say_stop(gone.mobile)
    run(at=MORNING if when == "while it waits" else BY_DAY)
    assert sent(broadcast) == [kept.mobile]
    told = report(broadcast).channels[0]
    if when == "once in the queue":
        assert [(one.reason, one.count) for one in told.failures] == [(FailureGroup.UNSUBSCRIBED, 1)]
    else:
        assert {one.reason for one in told.left_out} == {LeftOut.STOPPED}
    broadcast.refresh_from_db()
    assert broadcast.state == BroadcastState.DONE


def say_stop(number: str) -> None:
    stop(number=number, source=StopSource.REPLY)


def test_messages_of_many_leave_after_those_that_somebody_waits_for():
    by = desk()
    holder(by.staff_caisse)
    broadcast = confirmed(by)
    while not OutgoingMessage.objects.exists():
        sending._walk(broadcast.pk) or sending._make_emails(broadcast.pk)
    jobs = ProcrastinateJob.objects.filter(task_name=TASK, status="todo")
    assert [job.priority for job in jobs] == [BULK_PRIORITY]
    assert BULK_PRIORITY < MESSAGE_PRIORITY
