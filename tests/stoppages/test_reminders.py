"""Deadlines recalled: to whom, when, once, by e-mail and SMS."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from accounts.enums import Topic
from accounts.models import MessageChoice
from core.models import OutgoingMessage
from core.rights import Right
from delegations.models import DelegationSite
from stoppages import jobs
from stoppages.final.services.resuming import say_resumed
from stoppages.services.settling import settle
from stoppages.weather.services import send_provisional
from tests.employees.person_kit import colleague
from tests.factories import DelegationFactory, EstablishmentFactory, FirmFactory, FirmMemberFactory, UserFactory
from tests.stoppages.factories import at, sent, sick_leave_case, weather_case
from tests.stoppages.kit import site_of, worker
from tests.stoppages.weather_kit import access_of, on

pytestmark = pytest.mark.django_db

ACT = (Right.STOPPAGES_CONSULT, Right.STOPPAGES_ACT)


@pytest.fixture(autouse=True)
def _before():
    with time_machine.travel(at("2026-11-18 10:00"), tick=False):
        yield


@pytest.fixture
def case(cast):
    """Due on Sunday 22 November at 8."""
    return weather_case(site_of(cast, name="Le Port"), starts="2026-11-17 08:00")


def remind(now):
    before = set(OutgoingMessage.objects.values_list("pk", flat=True))
    with on(now):
        jobs.remind_deadlines.func(0)
    return list(OutgoingMessage.objects.exclude(pk__in=before).order_by("pk"))


def readers(messages, channel="email"):
    return sorted(message.recipient for message in messages if message.channel == channel)


def test_each_hour_of_the_settings_is_told_once(cast, case):
    told = {now: len(remind(now)) for now in NOWS}
    # 168 hours are more than the whole delay: the first reminder leaves at once.
    assert told == {
        "2026-11-18 10:42": 1,
        "2026-11-18 11:42": 0,
        "2026-11-20 08:42": 1,
        "2026-11-20 09:42": 0,
        "2026-11-21 08:42": 1,
        "2026-11-21 12:42": 0,
        "2026-11-22 08:42": 0,
    }


NOWS = (
    *("2026-11-18 10:42", "2026-11-18 11:42", "2026-11-20 08:42", "2026-11-20 09:42"),
    *("2026-11-21 08:42", "2026-11-21 12:42", "2026-11-22 08:42"),
)


def test_hours_without_a_worker_are_caught_up_by_the_most_urgent_alone(cast, case):
    (message,) = remind("2026-11-21 20:42")
    assert "il reste 11 heures" in message.subject
    assert remind("2026-11-21 21:42") == []


def test_the_message_says_what_until_when_and_where(cast, case):
    (message,) = remind("2026-11-20 08:42")
    for words in ("La déclaration provisoire", case.reference, "Le Port", "dimanche 22 novembre à 8 h", "47 heures"):
        assert words in message.body_text.replace("\N{NO-BREAK SPACE}", " ")
    assert reverse("stoppages:case", args=[cast.acme.ref, case.public_id]) in message.body_text
    assert message.recipient == cast.alice.email


def test_those_who_may_act_are_told_and_nobody_else(cast, case):
    company, site = cast.acme.adherent, EstablishmentFactory(adherent=cast.acme.adherent)
    foreman = colleague(company, *ACT)
    own_site = colleague(company, *ACT, site=case.establishment)
    colleague(company, *ACT, site=site)
    colleague(company, Right.STOPPAGES_CONSULT)
    firm = FirmFactory()
    accountant = FirmMemberFactory(firm=firm).user
    DelegationFactory(adherent=company, firm=firm, rights=[right.value for right in ACT])
    assert readers(remind("2026-11-20 08:42")) == sorted(
        person.email for person in (cast.alice, foreman.user, own_site.user, accountant)
    )


def test_each_is_led_to_the_tiers_that_they_act_for(cast, case):
    own_site = colleague(cast.acme.adherent, *ACT, site=case.establishment)
    firm = FirmFactory()
    accountant = FirmMemberFactory(firm=firm).user
    delegation = DelegationFactory(
        adherent=cast.acme.adherent, firm=firm, rights=[right.value for right in ACT], all_sites=False
    )
    DelegationSite.objects.create(delegation=delegation, adherent=cast.acme.adherent, establishment=case.establishment)
    texts = {message.recipient: message.body_text for message in remind("2026-11-20 08:42")}
    for person, ref in (
        (own_site.user, case.establishment.public_id),
        (accountant, case.establishment.public_id),
        (cast.alice, cast.acme.ref),
    ):
        assert reverse("stoppages:case", args=[ref, case.public_id]) in texts[person.email]


def test_a_delegation_that_is_over_and_an_account_that_is_closed_are_told_nothing(cast, case):
    firm = FirmFactory()
    FirmMemberFactory(firm=firm)
    DelegationFactory(
        adherent=cast.acme.adherent, firm=firm, rights=[right.value for right in ACT], ends_on=date(2026, 11, 17)
    )
    left = colleague(cast.acme.adherent, *ACT)
    left.user.is_active = False
    left.user.save()
    assert readers(remind("2026-11-20 08:42")) == [cast.alice.email]


def test_sms_go_to_certified_mobiles_of_those_who_chose_them(cast, case, settings):
    settings.SMS_ENABLED = True
    uncertified = UserFactory(mobile="+33698765432", mobile_certified_at=None)
    member = colleague(cast.acme.adherent, *ACT)
    member.user = uncertified
    member.save()
    for person in (cast.alice, uncertified):
        MessageChoice.objects.create(user=person, topic=Topic.DEADLINES, by_sms=True)
    messages = remind("2026-11-20 08:42")
    assert readers(messages, "sms") == [cast.alice.mobile]
    assert sorted([cast.alice.email, uncertified.email]) == readers(messages)
    text = next(message for message in messages if message.channel == "sms").body_text
    assert case.reference in text
    assert "Le Port" not in text


def test_past_the_cap_of_the_day_the_email_leaves_alone(cast, case, settings):
    settings.SMS_ENABLED = True
    settings.THROTTLES = {**settings.THROTTLES, "sms_site_day": (0, 86400)}
    MessageChoice.objects.create(user=cast.alice, topic=Topic.DEADLINES, by_sms=True)
    messages = remind("2026-11-20 08:42")
    assert (readers(messages), readers(messages, "sms")) == ([cast.alice.email], [])


def test_whoever_wants_no_email_of_deadlines_gets_none(cast, case):
    MessageChoice.objects.create(user=cast.alice, topic=Topic.DEADLINES, by_email=False)
    assert remind("2026-11-20 08:42") == []


def test_what_was_sent_is_recalled_no_more_and_its_next_deadline_is(cast, case):
    access = access_of(cast)
    remind("2026-11-20 08:42")
    with on("2026-11-20 09:00"):
        send_provisional(access=access, case=case, version=case.version)
    assert remind("2026-11-21 08:42") == []
    with on("2026-11-21 09:00"):
        case.refresh_from_db()
        say_resumed(access=access, case=case, version=case.version, resumes_at=at("2026-11-21 08:00"), replacement="")
    (message,) = remind("2026-12-20 08:42")
    assert "La déclaration définitive" in message.subject
    assert "lundi 21 décembre à minuit" in message.body_text


def test_a_case_that_is_over_is_not_recalled(cast, case):
    case.dropped_at = at("2026-11-18 09:00")
    settle(case)
    assert remind("2026-11-20 08:42") == []


def test_a_sick_leave_is_recalled_without_its_words_to_those_who_read_motives(cast):
    blind = colleague(cast.acme.adherent, *ACT)
    leave = sick_leave_case(worker(cast), starts_on=date(2026, 9, 1), expected_end_on=date(2026, 10, 20))
    leave.sick_leave.resumed_on, leave.sick_leave.resumption_reason = date(2026, 10, 21), "normal"
    leave.sick_leave.save()
    sent(leave, "sick_leave")
    (message,) = remind("2026-11-20 08:42")
    assert message.recipient == cast.alice.email != blind.user.email
    for private in (leave.sick_leave.employee.last_name, "travail", "maladie", "Maladie", "salarié"):
        assert private not in message.body_text
