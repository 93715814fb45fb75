"""The page *Messages*: six topics, two channels, where SMS go or why none does, and a STOP taken back."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.choices import wanting
from accounts.enums import MembershipRole, StopSource, Topic
from accounts.models import MessageChoice, StoppedNumber, User
from accounts.person.topics import ABOUT
from accounts.services import stops
from core import outbox
from core.models import AuditEvent
from core.outbox import FileSmsGateway
from tests.accounts.steps import mails, signed_in
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
MOBILE, MASKED = "+33612345678", "06\xa0••\xa0••\xa0••\xa078"
MESSAGES, RESUME, PHONES = (reverse(f"accounts:{name}") for name in ("messages", "resume_sms", "phones"))
EACH = {"rhythm_documents": "each"}


@pytest.fixture
def user():
    return MembershipFactory(user__email="alice@exemple.fr").user


@pytest.fixture
def alice(user):
    return signed_in(user)


def certify(user, ago=timedelta(0), **fields):
    User.objects.filter(pk=user.pk).update(mobile=MOBILE, mobile_certified_at=timezone.now() - ago, **fields)


def page(client):
    """Without the help, its spaces ordinary ones."""
    text = client.get(MESSAGES).content.decode().partition("page-help")[0]
    return text.replace("&nbsp;", " ").replace("\xa0", " ")


def sms_boxes(text):
    boxes = [box for box in re.findall(r"<input[^>]*>", text) if 'name="sms_' in box]
    assert len(boxes) == len(Topic)
    return boxes


def test_each_topic_says_what_comes_under_it_and_how_often(alice):
    text = page(alice)
    assert set(ABOUT) == set(Topic)
    for topic in Topic:
        assert f'aria-labelledby="sujet-{topic}"' in text
        assert topic.label in text
        assert ABOUT[topic].what in text
        assert ABOUT[topic].how_often in text


@pytest.mark.parametrize("role", MembershipRole)
def test_everybody_chooses_for_themselves_alone(role, user):
    """Holder and colleague alike; nobody's choice is another's."""
    certify(user)
    chooser = MembershipFactory(user=UserFactory(mobile="+33698765432", mobile_certified_at=timezone.now()), role=role)
    post = {"sms_alerts": "on", "sms_information": "on", **EACH}
    assert signed_in(chooser.user).post(MESSAGES, post)["Location"] == MESSAGES
    people = [user, chooser.user]
    assert wanting(people, Topic.ALERTS, by_sms=True) == [chooser.user]
    assert wanting(people, Topic.INFORMATION, by_sms=True) == [chooser.user]
    assert wanting(people, Topic.CAISSE, by_sms=True) == []
    assert wanting(people, Topic.ALERTS) == [user]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "certifiez d’abord un numéro de mobile"),
        ({"mobile": MOBILE}, "certifiez d’abord votre numéro de mobile"),
        (
            {"mobile": MOBILE, "mobile_certified_at": "long ago"},
            "la certification de votre mobile a pris fin",
        ),
        (
            {"mobile": MOBILE, "mobile_certified_at": "now", "mobile_failing_since": "now"},
            "ils n’arrivent plus à votre mobile",
        ),
    ],
)
def test_without_a_mobile_that_receives_the_reason_is_said_and_nothing_is_chosen_by_sms(user, alice, fields, reason):
    instants = {"now": timezone.now(), "long ago": timezone.now() - timedelta(days=800)}
    User.objects.filter(pk=user.pk).update(**{name: instants.get(value, value) for name, value in fields.items()})
    text = page(alice)
    assert reason in text
    assert f'href="{PHONES}"' in text
    assert all("disabled" in box for box in sms_boxes(text))
    alice.post(MESSAGES, {"sms_alerts": "on", **EACH})
    assert not MessageChoice.objects.filter(by_sms=True).exists()


def test_a_certified_mobile_is_shown_masked_and_its_boxes_are_free(user, alice):
    certify(user)
    text = page(alice)
    assert f'Les SMS vont au <span class="nowrap">{MASKED}</span>'.replace("\xa0", " ") in text
    assert not any("disabled" in box for box in sms_boxes(text))


def test_choices_are_kept_while_stopped_and_serve_again(user, alice):
    certify(user)
    alice.post(MESSAGES, {"sms_alerts": "on", "email_alerts": "on", **EACH})
    stops.stop(number=MOBILE, source=StopSource.REPLY)
    mails()
    text = page(alice)
    assert "Vous avez répondu STOP le" in text
    assert "plus aucun SMS de la caisse ne vous est envoyé" in text
    assert "Recevoir de nouveau des SMS" in text
    assert all("disabled" in box for box in sms_boxes(text))
    # Saved again meanwhile, with other e-mails: what was chosen by SMS stays.
    alice.post(MESSAGES, {"email_caisse": "on", **EACH})
    assert MessageChoice.objects.get(topic=Topic.ALERTS).by_sms
    user.refresh_from_db()
    assert wanting([user], Topic.ALERTS, by_sms=True) == []
    told = alice.post(RESUME, follow=True).content.decode().replace("\xa0", " ").replace("&nbsp;", " ")
    assert "Les SMS reprennent, selon vos choix." in told
    assert "envoyez START" in told
    assert wanting([user], Topic.ALERTS, by_sms=True) == [user]
    line = AuditEvent.objects.get(action="accounts.sms_resumed")
    assert (line.actor_id, line.changes) == (user.pk, {"number": MASKED, "how": "à l’écran"})


def test_taking_back_needs_ones_own_certified_number(user, alice):
    """Neither a number only typed, nor one whose certification ended, nor another's: the STOP of its owner holds."""
    certify(UserFactory())
    stops.stop(number=MOBILE, source=StopSource.REPLY)
    alice.post(RESUME)
    User.objects.filter(pk=user.pk).update(mobile=MOBILE)
    assert "STOP le" not in page(alice)
    alice.post(RESUME)
    certify(user, ago=timedelta(days=800))
    text = page(alice)
    assert "Vous avez répondu STOP le" in text
    assert "Recevoir de nouveau des SMS" not in text
    assert "aucun STOP n’est à lever" in alice.post(RESUME, follow=True).content.decode()
    assert StoppedNumber.objects.filter(number=MOBILE).exists()
    assert not AuditEvent.objects.filter(action="accounts.sms_resumed").exists()


def test_one_of_three_accounts_takes_back_for_the_number(user, alice):
    certify(user)
    other = UserFactory(mobile=MOBILE, mobile_certified_at=timezone.now())
    MessageChoice.objects.create(user=other, topic=Topic.ALERTS, by_sms=True)
    stops.stop(number=MOBILE, source=StopSource.REPLY)
    alice.post(RESUME)
    assert wanting([other], Topic.ALERTS, by_sms=True) == [other]
    assert AuditEvent.objects.filter(action="accounts.sms_resumed").count() == 2


def test_a_mobile_just_certified_leads_to_the_choice(user, alice):
    certify(user)
    text = alice.get(PHONES).content.decode().partition("page-help")[0]
    assert "recevoir des messages de votre caisse, transmis par SMS" in text
    assert f'<a href="{MESSAGES}">choisir lesquels</a>' in text


def test_the_demonstration_answers_for_the_telephone(user, alice, settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path
    certify(user)
    FileSmsGateway().send(to=MOBILE, text="Alerte : canicule demain.")
    name = outbox.entries()[0].name
    address = reverse("demonstration_reply", args=[name])
    for body, is_stopped in (("STOP", True), ("START", False), ("STOP", True)):
        answer = alice.post(address, {"body": body})
        assert answer["Location"] == reverse("demonstration_message", args=[name])
        assert StoppedNumber.objects.exists() is is_stopped
    settings.DEMONSTRATION = False
    assert alice.post(address, {"body": "START"}).status_code == 404
    assert StoppedNumber.objects.exists()
