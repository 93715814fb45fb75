"""A draft, its trial, its confirmation: nothing leaves that was not read, and what was agreed does not change."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as site
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.enums import Topic
from core import audit, throttling
from core.models import AuditEvent, OutgoingMessage
from support.broadcasts.emails import sms_as_sent
from support.broadcasts.queries import count
from support.broadcasts.services.asking import SEND
from support.broadcasts.services.drafts import change_broadcast, draft_broadcast, drop_broadcast
from support.broadcasts.services.exporting import record_export
from support.broadcasts.services.refusals import (
    AudienceChanged,
    BroadcastRefused,
    FieldRefused,
    NobodyToWriteTo,
    NotADraft,
    NotTested,
)
from support.broadcasts.services.steering import confirm_broadcast, hold_broadcast, resume_broadcast, stop_broadcast
from support.broadcasts.services.testing import send_test
from support.broadcasts.values import Channel
from support.enums import BroadcastState, Receivers
from support.models import Broadcast
from tests.at_once import at_once
from tests.factories import StaffFactory
from tests.jobs import run_jobs
from tests.support.broadcast_kit import both, by_sms, confirmed, desk, draft, holder, run, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_day")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"topic": Topic.SECURITY}, "topic"),
        ({"topic": Topic.CAISSE}, "topic"),
        ({"topic": "autre"}, "topic"),
        ({"by_email": False}, "by_email"),
        ({"title": "  "}, "title"),
        ({"body": " \n"}, "body"),
        ({"by_sms": True}, "sms_text"),
        ({"receivers": "tous"}, "receivers"),
        ({"receivers": Receivers.PEOPLE}, "right"),
        ({"to_firms": True}, "right"),
        ({"to_firms": True, "right": "tout"}, "right"),
        ({"departements": ("33", "20")}, "departements"),
        ({"workforce_from": 10, "workforce_to": 9}, "workforce_to"),
        ({"by_sms": True, "sms_text": "a" * 480}, "sms_text"),
    ],
)
def test_what_a_draft_may_not_be(changes: dict[str, Any], field: str):
    with pytest.raises(FieldRefused) as refused:
        draft(desk(), **changes)
    assert refused.value.field == field
    assert not Broadcast.objects.exists()


def test_an_sms_is_counted_as_it_is_sent(settings: Any):
    """The name of the caisse and how to stop included."""
    by = desk()
    settings.BROADCAST_SMS_MAX_SEGMENTS = 1
    broadcast = draft(by, said(by_email=False, by_sms=True, sms_text="a"))
    around = len(sms_as_sent(broadcast)) - 1
    assert sms_as_sent(broadcast).startswith(by.staff_caisse.name)
    assert sms_as_sent(broadcast).endswith(site.BROADCAST_SMS_STOP_WORDS)
    draft(by, said(by_email=False, by_sms=True, sms_text="a" * (160 - around)))
    with pytest.raises(FieldRefused, match="2 SMS, pour 1 au plus"):
        draft(by, said(by_email=False, by_sms=True, sms_text="a" * (161 - around)))


def test_a_trial_goes_to_whoever_prepares_it_and_says_that_it_is_one():
    by = desk()
    holder(by.staff_caisse, mobile="+33600000001")
    broadcast = draft(by, both())
    assert send_test(broadcast=broadcast, by=by) == (Channel.EMAIL, Channel.SMS)
    run_jobs()
    rows = OutgoingMessage.objects.order_by("channel")
    assert [(row.channel, row.recipient, row.status) for row in rows] == [
        ("email", by.email, "sent"),
        ("sms", by.mobile, "sent"),
    ]
    assert rows[0].subject == "[Essai] Fermeture"
    assert rows[1].body_text.startswith("[Essai] ")
    assert "<strong>ferme</strong>" in rows[0].body_html
    assert "/compte/messages/" in rows[0].body_text
    assert not broadcast.recipients.exists()


def test_without_a_mobile_a_trial_is_by_e_mail_or_refused():
    by = StaffFactory()
    assert send_test(broadcast=draft(by, both()), by=by) == (Channel.EMAIL,)
    with pytest.raises(BroadcastRefused, match="mobile"):
        send_test(broadcast=draft(by, by_sms()), by=by)


def test_trials_are_counted(settings: Any):
    by = desk()
    settings.THROTTLES = {**settings.THROTTLES, "broadcast_trials": (2, 3600)}
    broadcast = draft(by)
    for _ in range(2):
        send_test(broadcast=broadcast, by=by)
    with pytest.raises(throttling.Throttled):
        send_test(broadcast=broadcast, by=by)
    assert OutgoingMessage.objects.count() == 2


def test_it_is_tried_out_after_its_last_change():
    by = desk()
    holder(by.staff_caisse)
    broadcast = draft(by)
    mark = count(broadcast).mark
    with pytest.raises(NotTested):
        confirm_broadcast(broadcast=broadcast, by=by, expected=mark)
    send_test(broadcast=broadcast, by=by)
    change_broadcast(broadcast=broadcast, values=said(title="Fermeture du 24"), by=by)
    with pytest.raises(NotTested):
        confirm_broadcast(broadcast=broadcast, by=by, expected=mark)
    send_test(broadcast=broadcast, by=by)
    assert confirm_broadcast(broadcast=broadcast, by=by, expected=mark).state == BroadcastState.SENDING


@pytest.mark.parametrize("change", ["one more", "another in place"])
def test_an_audience_that_changed_is_shown_again(change: str):
    by = desk()
    person = holder(by.staff_caisse)
    broadcast = draft(by)
    send_test(broadcast=broadcast, by=by)
    shown = count(broadcast)
    if change == "one more":
        holder(by.staff_caisse)
    else:
        person.email = "autre@exemple.fr"
        person.save()
    with pytest.raises(AudienceChanged) as changed:
        confirm_broadcast(broadcast=broadcast, by=by, expected=shown.mark)
    assert changed.value.counts == count(broadcast)
    assert not ProcrastinateJob.objects.filter(task_name=SEND).exists()
    confirm_broadcast(broadcast=broadcast, by=by, expected=changed.value.counts.mark)


def test_nobody_to_write_to():
    by = desk()
    broadcast = draft(by)
    send_test(broadcast=broadcast, by=by)
    with pytest.raises(NobodyToWriteTo):
        confirm_broadcast(broadcast=broadcast, by=by, expected=count(broadcast).mark)


def test_confirmed_it_has_its_figures_and_one_job():
    by = desk()
    holder(by.staff_caisse, mobile="+33600000001")
    holder(by.staff_caisse)
    broadcast = confirmed(by, both())
    agreed = (broadcast.agreed_companies, broadcast.agreed_people, broadcast.agreed_emails, broadcast.agreed_sms)
    assert agreed == (2, 2, 2, 1)
    assert broadcast.confirmed_by_label == str(by)
    assert ProcrastinateJob.objects.filter(task_name=SEND).count() == 1
    hold_broadcast(broadcast=broadcast, by=by)
    resume_broadcast(broadcast=broadcast, by=by)
    assert ProcrastinateJob.objects.filter(task_name=SEND).count() == 1


def test_confirmed_it_does_not_change_any_more():
    by = desk()
    holder(by.staff_caisse)
    broadcast = confirmed(by)
    with pytest.raises(NotADraft):
        change_broadcast(broadcast=broadcast, values=said(title="Autre"), by=by)
    with pytest.raises(NotADraft):
        drop_broadcast(broadcast=broadcast, by=by)
    with pytest.raises(NotADraft):
        send_test(broadcast=broadcast, by=by)
    with pytest.raises(NotADraft):
        confirm_broadcast(broadcast=broadcast, by=by, expected=count(broadcast).mark)
    later = timezone.now() + timedelta(days=1)
    for change in ({"title": "Autre"}, {"departements": ["33"]}, {"agreed_people": 3}, {"confirmed_at": later}):
        with pytest.raises(DatabaseError, match="confirmed"), transaction.atomic():
            Broadcast.objects.filter(pk=broadcast.pk).update(**change)
    with pytest.raises(DatabaseError, match="confirmed"), transaction.atomic():
        Broadcast.objects.filter(pk=broadcast.pk).delete()


def test_a_draft_is_dropped():
    by = desk()
    broadcast = draft(by)
    drop_broadcast(broadcast=broadcast, by=by)
    assert not Broadcast.objects.exists()
    with pytest.raises(NotADraft):
        drop_broadcast(broadcast=broadcast, by=by)


def test_each_act_is_in_the_journal():
    by = desk()
    holder(by.staff_caisse)
    broadcast = confirmed(by)
    hold_broadcast(broadcast=broadcast, by=by)
    resume_broadcast(broadcast=broadcast, by=by)
    run(minutes=4)
    stopped = confirmed(by, title="Autre")
    stop_broadcast(broadcast=stopped, by=by)
    record_export(broadcast=stopped, by=by)
    drop_broadcast(broadcast=draft(by), by=by)
    acts = set(AuditEvent.objects.filter(action__startswith="support.broadcast").values_list("action", flat=True))
    assert acts == {one for one in audit.declared() if one.startswith("support.broadcast_")} - {
        "support.broadcast_changed"
    }
    assert (
        not AuditEvent.objects.filter(action__startswith="support.broadcast")
        .exclude(caisse_id=by.staff_caisse_id)
        .exists()
    )


def acts_on(broadcast: Broadcast, by: Any) -> list[Any]:
    return [
        lambda: draft_broadcast(caisse=broadcast.caisse, values=said(), by=by),
        lambda: change_broadcast(broadcast=broadcast, values=said(), by=by),
        lambda: drop_broadcast(broadcast=broadcast, by=by),
        lambda: send_test(broadcast=broadcast, by=by),
        lambda: confirm_broadcast(broadcast=broadcast, by=by, expected=""),
        lambda: hold_broadcast(broadcast=broadcast, by=by),
        lambda: resume_broadcast(broadcast=broadcast, by=by),
        lambda: stop_broadcast(broadcast=broadcast, by=by),
    ]


@pytest.mark.parametrize("who", ["another caisse", "reader", "employer", "suspended"])
def test_only_the_managers_of_the_caisse(who: str):
    """Security."""
    by = desk()
    member = holder(by.staff_caisse)
    others = {
        "another caisse": lambda: StaffFactory(),
        "reader": lambda: StaffFactory(staff_caisse=by.staff_caisse, staff_role="reader"),
        "employer": lambda: member,
        "suspended": lambda: StaffFactory(staff_caisse=by.staff_caisse, is_active=False),
    }
    broadcast, person = draft(by), others[who]()
    for act in acts_on(broadcast, person):
        with pytest.raises(PermissionDenied):
            act()
    assert OutgoingMessage.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_send_once():
    by = desk()
    other = StaffFactory(staff_caisse=by.staff_caisse)
    people = [holder(by.staff_caisse) for _ in range(3)]
    broadcast = draft(by)
    send_test(broadcast=broadcast, by=by)
    run_jobs()
    OutgoingMessage.objects.all().delete()
    mark = count(broadcast).mark
    ends = at_once(
        *(
            lambda who=who: confirm_broadcast(broadcast=Broadcast.objects.get(pk=broadcast.pk), by=who, expected=mark)
            for who in (by, other, by)
        ),
        refused=(NotADraft,),
    )
    assert sum(isinstance(end, NotADraft) for end in ends) == 2
    assert ProcrastinateJob.objects.filter(task_name=SEND).count() == 1
    run()
    assert sorted(OutgoingMessage.objects.values_list("recipient", flat=True)) == sorted(
        person.email for person in people
    )


@pytest.mark.django_db(transaction=True)
def test_a_change_and_a_confirmation_at_once_send_what_was_tried_out():
    by = desk()
    holder(by.staff_caisse)
    broadcast = draft(by)
    send_test(broadcast=broadcast, by=by)
    mark = count(broadcast).mark
    ends = at_once(
        lambda: confirm_broadcast(broadcast=Broadcast.objects.get(pk=broadcast.pk), by=by, expected=mark),
        lambda: change_broadcast(broadcast=Broadcast.objects.get(pk=broadcast.pk), values=said(title="Autre"), by=by),
        refused=(NotADraft, NotTested),
    )
    broadcast.refresh_from_db()
    if isinstance(ends[0], NotTested):
        assert (broadcast.state, broadcast.title) == (BroadcastState.DRAFT, "Autre")
    else:
        assert isinstance(ends[1], NotADraft)
        assert (broadcast.state, broadcast.title) == (BroadcastState.SENDING, "Fermeture")
