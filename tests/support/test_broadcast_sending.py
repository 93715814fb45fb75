"""What a caisse writes to many: everybody of the audience once, nobody else, whatever stops on the way."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.enums import Topic
from accounts.models import MessageChoice
from core.models import OutgoingMessage
from core.rights import Right
from support.broadcasts import emails
from support.broadcasts.personal_data import broadcasts_to
from support.broadcasts.queries import count, report
from support.broadcasts.services import sending
from support.broadcasts.services.refusals import Moved
from support.broadcasts.services.steering import hold_broadcast, resume_broadcast, stop_broadcast
from support.broadcasts.values import Channel
from support.enums import BroadcastState, LeftOut, Outcome, Receivers
from tests.factories import CaisseFactory, DelegationFactory, FirmMemberFactory, MembershipFactory
from tests.support.broadcast_kit import (
    BY_DAY,
    SMS,
    addresses,
    both,
    by_sms,
    by_telephone,
    colleague_of,
    confirmed,
    desk,
    draft,
    holder,
    run,
    said,
    sent,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_day")]
NIGHT = BY_DAY + timedelta(hours=12)
MORNING = BY_DAY + timedelta(days=1)


class Killed(BaseException):
    """As a process that dies: no `except Exception` catches it."""


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "COMPANIES_AT_ONCE", 2)
    monkeypatch.setattr(sending, "MESSAGES_AT_ONCE", 2)


def test_it_goes_to_each_holder_of_the_caisse_and_nobody_else():
    by = desk()
    people = [holder(by.staff_caisse) for _ in range(3)]
    holder(CaisseFactory())
    broadcast = confirmed(by)
    run()
    assert addresses(broadcast) == sorted(person.email for person in people)
    assert OutgoingMessage.objects.filter(kind="support/broadcast").count() == 3
    broadcast.refresh_from_db()
    assert broadcast.state == BroadcastState.DONE
    told = report(broadcast)
    assert (told.total, told.percent, told.channels[0].of("sent")) == (3, 100, 3)


def test_a_person_of_many_companies_and_a_shared_mobile_are_written_to_once(small_steps: None):
    by = desk()
    first = holder(by.staff_caisse, mobile="+33600000001")
    for _ in range(5):
        MembershipFactory(user=first, adherent__caisse=by.staff_caisse)
    others = [holder(by.staff_caisse, mobile="+33600000001") for _ in range(2)]
    broadcast = confirmed(by, both())
    assert (broadcast.agreed_companies, broadcast.agreed_people) == (8, 3)
    assert (broadcast.agreed_emails, broadcast.agreed_sms) == (3, 1)
    run()
    assert addresses(broadcast) == sorted([first.email, *(person.email for person in others)])
    assert addresses(broadcast, SMS) == ["+33600000001"]


def test_each_channel_is_chosen_topic_by_topic():
    by = desk()
    told = holder(by.staff_caisse, mobile="+33600000001", topic=Topic.ALERTS)
    silent = holder(by.staff_caisse)
    MessageChoice.objects.create(user=silent, topic=Topic.ALERTS, by_email=False)
    elsewhere = holder(by.staff_caisse, mobile="+33600000002", topic=Topic.DEADLINES)
    broadcast = confirmed(by, both(topic=Topic.ALERTS))
    run()
    assert addresses(broadcast) == sorted([told.email, elsewhere.email])
    assert addresses(broadcast, SMS) == ["+33600000001"]
    by_email, sms = report(broadcast).channels
    assert [(one.reason, one.count) for one in by_email.left_out] == [(LeftOut.CHOICE, 1)]
    assert {one.reason: one.count for one in sms.left_out} == {LeftOut.CHOICE: 1, LeftOut.NO_MOBILE: 1}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"mobile": "", "mobile_certified_at": None}, LeftOut.NO_MOBILE),
        ({"mobile_certified_at": BY_DAY - timedelta(days=5000)}, LeftOut.NO_MOBILE),
        ({"mobile_failing_since": BY_DAY}, LeftOut.UNREACHABLE),
    ],
)
def test_why_somebody_gets_no_sms(change: dict[str, Any], why: str):
    by = desk()
    holder(by.staff_caisse, mobile="+33600000001")
    person = holder(by.staff_caisse, mobile="+33600000002")
    for name, value in change.items():
        setattr(person, name, value)
    person.save()
    counts = count(draft(by, by_sms()))
    assert (counts.people, counts.sms) == (2, 1)
    assert [(one.channel, one.reason, one.count) for one in counts.left_out] == [(Channel.SMS, why, 1)]


def test_only_those_who_have_the_right_and_their_firms_too():
    """Security: a right that was not given opens nothing, whichever the door."""
    by = desk()
    member = MembershipFactory(adherent__caisse=by.staff_caisse)
    company, right = member.adherent, Right.DOCUMENTS_CONSULT
    colleague = colleague_of(company, right)
    colleague_of(company, Right.ABSENCES_CONSULT)
    gone = colleague_of(company, right, ended_at=timezone.now() + timedelta(seconds=1))
    reading = FirmMemberFactory(firm=DelegationFactory(adherent=company, rights=[right.value]).firm)
    FirmMemberFactory(firm=DelegationFactory(adherent=company, rights=["absences.consult"]).firm)
    over = DelegationFactory(adherent=company, rights=[right.value], ends_on=timezone.localdate() - timedelta(days=1))
    FirmMemberFactory(firm=over.firm)
    values = said(receivers=Receivers.PEOPLE, right=right.value, to_firms=True)
    broadcast = confirmed(by, values)
    run()
    assert addresses(broadcast) == sorted([member.user.email, colleague.email, reading.user.email])
    assert gone.email not in addresses(broadcast)


def test_holders_alone_when_nothing_more_is_asked():
    by = desk()
    member = MembershipFactory(adherent__caisse=by.staff_caisse)
    colleague_of(member.adherent, *Right)
    FirmMemberFactory(firm=DelegationFactory(adherent=member.adherent, rights=["documents.consult"]).firm)
    broadcast = confirmed(by)
    run()
    assert addresses(broadcast) == [member.user.email]


def test_a_suspended_account_is_not_written_to():
    by = desk()
    holder(by.staff_caisse)
    person = holder(by.staff_caisse)
    person.is_active = False
    person.save()
    assert count(draft(by)).people == 1


def test_what_was_counted_is_what_leaves(small_steps: None):
    """Everything at once: shared numbers, choices, several companies, firms, colleagues."""
    by, right = desk(), Right.DOCUMENTS_CONSULT
    firm = FirmMemberFactory()
    for rank in range(7):
        person = holder(by.staff_caisse, mobile=f"+3360000000{rank % 4}")
        company = person.memberships.get().adherent
        DelegationFactory(adherent=company, firm=firm.firm, rights=[right.value])
        if rank % 2:
            by_telephone(colleague_of(company, right), f"+3360000001{rank}")
        if rank == 3:
            MessageChoice.objects.filter(user=person).update(by_email=False)
    counts = count(draft(by, both(receivers=Receivers.PEOPLE, right=right.value, to_firms=True)))
    broadcast = confirmed(by, both(receivers=Receivers.PEOPLE, right=right.value, to_firms=True))
    run(minutes=10)
    assert (len(addresses(broadcast)), len(addresses(broadcast, SMS))) == (counts.emails, counts.sms) == (10, 7)
    assert len(set(addresses(broadcast))) == 10
    left = {(one.channel, one.reason): one.count for part in report(broadcast).channels for one in part.left_out}
    assert left == {(one.channel, one.reason): one.count for one in counts.left_out}


@pytest.mark.parametrize("where", range(12))
def test_killed_anywhere_each_recipient_gets_one(where: int, small_steps: None, monkeypatch: pytest.MonkeyPatch):
    """At each write of each step, before it is committed; another worker goes on."""
    by = desk()
    people = [holder(by.staff_caisse, mobile=f"+336000000{rank:02}") for rank in range(5)]
    broadcast = confirmed(by, both())
    kill_at(where, monkeypatch)
    with pytest.raises(Killed):
        run(minutes=20)
    monkeypatch.undo()
    run(minutes=20)
    assert addresses(broadcast) == sorted(person.email for person in people)
    assert addresses(broadcast, SMS) == sorted(person.mobile for person in people)
    broadcast.refresh_from_db()
    assert broadcast.state == BroadcastState.DONE
    assert not broadcast.recipients.filter(message__isnull=True).exists()


def kill_at(where: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process dies at that call, of those that write: people written down, messages made, messages noted."""
    calls = [0]

    def deadly(act: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **options: Any) -> Any:
            done = act(*args, **options)
            calls[0] += 1
            if calls[0] > where:
                raise Killed
            return done

        return called

    for name in ("_write_down", "_made"):
        monkeypatch.setattr(sending, name, deadly(getattr(sending, name)))
    for name in ("to_many", "to_many_by_sms"):
        monkeypatch.setattr(emails, name, deadly(getattr(emails, name)))


def test_run_twice_at_once_nobody_is_written_to_twice(small_steps: None):
    by = desk()
    people = [holder(by.staff_caisse) for _ in range(5)]
    broadcast = confirmed(by)
    for _ in range(6):
        sending.send_broadcast(broadcast.pk)
        sending.send_broadcast(broadcast.pk)
    assert addresses(broadcast) == sorted(person.email for person in people)


def test_held_nothing_leaves_until_it_is_resumed(small_steps: None):
    by = desk()
    people = [holder(by.staff_caisse) for _ in range(5)]
    broadcast = confirmed(by)
    while not OutgoingMessage.objects.exists():
        sending._walk(broadcast.pk) or sending._make_emails(broadcast.pk)
    hold_broadcast(broadcast=broadcast, by=by)
    run()
    assert not OutgoingMessage.objects.filter(status="sent").exists()
    assert sent(broadcast) == []
    broadcast.refresh_from_db()
    assert report(broadcast).percent < 100
    resume_broadcast(broadcast=broadcast, by=by)
    run(minutes=6)
    assert sent(broadcast) == sorted(person.email for person in people)
    broadcast.refresh_from_db()
    assert broadcast.state == BroadcastState.DONE


def test_stopped_what_did_not_leave_never_does(small_steps: None):
    by = desk()
    for _ in range(5):
        holder(by.staff_caisse)
    broadcast = confirmed(by)
    while not OutgoingMessage.objects.exists():
        sending._walk(broadcast.pk) or sending._make_emails(broadcast.pk)
    stop_broadcast(broadcast=broadcast, by=by)
    run(minutes=6)
    assert sent(broadcast) == []
    broadcast.refresh_from_db()
    assert (broadcast.state, broadcast.stopped_by_label) == (BroadcastState.STOPPED, str(by))
    outcomes = report(broadcast).channels[0].outcomes
    assert (outcomes[Outcome.EXPIRED], outcomes[Outcome.WAITING], outcomes[Outcome.SENT]) == (2, 3, 0)
    for act in (hold_broadcast, resume_broadcast, stop_broadcast):
        with pytest.raises(Moved):
            act(broadcast=broadcast, by=by)


def test_what_went_to_a_person_is_in_their_data():
    by = desk()
    person = holder(by.staff_caisse)
    confirmed(by, both())
    run()
    assert [(line["canal"], line["suite"]) for line in broadcasts_to(person)] == [
        ("Courriel", "Envoyé"),
        ("SMS", "Pas envoyé : n’a pas de mobile certifié"),
    ]
    assert broadcasts_to(by) == []
