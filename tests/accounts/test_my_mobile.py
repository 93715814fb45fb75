"""Mon compte: the mobile, its certification and its renewal, and the messages one wants."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import MessageChoice, PhoneCertification, User
from tests.accounts.steps import mails, signed_in
from tests.factories import PASSWORD, MembershipFactory, UserFactory
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db

MOBILE, E164 = "06 12 34 56 78", "+33612345678"
OTHER, OTHER_E164 = "07 56 78 90 12", "+33756789012"
NEW_PASSWORD = "Fil-a-plomb-2027"
NEW = {"present_password": PASSWORD, "password": NEW_PASSWORD, "password_confirmation": NEW_PASSWORD}
ACCOUNT, PHONES, MESSAGES, DATA, CLOSE = (
    reverse(f"accounts:{name}") for name in ("account", "phones", "messages", "data", "close")
)
EACH = {"rhythm_documents": "each"}
SEND, CHECK, REMOVE = (
    reverse(f"accounts:{name}") for name in ("send_my_mobile_code", "check_my_mobile_code", "remove_mobile")
)
CHANGE_PASSWORD, CONFIRM = reverse("accounts:change_password"), reverse("accounts:confirm_password")


@pytest.fixture
def user():
    return MembershipFactory(user__email="alice@exemple.fr", adherent__name="Durand Maçonnerie").user


@pytest.fixture
def alice(user):
    return signed_in(user)


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path) -> Path:
    settings.OUTBOX_DIR = tmp_path
    return tmp_path


def sms_code(outbox: Path) -> str:
    run_jobs()
    return re.search(r"\b\d{6}\b", json.loads(max(outbox.glob("*.json")).read_text())["text"]).group()


def page(client: Client, address: str = ACCOUNT) -> str:
    return client.get(address).content.decode()


def certify(client: Client, outbox: Path, typed: str = MOBILE) -> str:
    client.post(SEND, {"mobile": typed})
    return client.post(CHECK, {"mobile_code": sms_code(outbox)}).content.decode()


def test_mobile_is_certified_and_the_change_is_told_by_mail(alice, user, outbox):
    assert "Numéro certifié jusqu’au" in certify(alice, outbox)
    user.refresh_from_db()
    assert (user.mobile, user.has_certified_mobile) == (E164, True)
    assert mails() == ["Votre numéro de mobile a été modifié"]


def test_mobile_stays_until_the_new_one_is_certified(alice, user, outbox):
    certify(alice, outbox)
    alice.post(SEND, {"mobile": OTHER})
    user.refresh_from_db()
    assert user.mobile == E164
    alice.post(CHECK, {"mobile_code": sms_code(outbox)})
    user.refresh_from_db()
    assert user.mobile == OTHER_E164


def test_code_of_the_former_number_is_refused_after_a_change_of_number(alice, user, outbox):
    alice.post(SEND, {"mobile": MOBILE})
    former = sms_code(outbox)
    alice.post(SEND, {"mobile": OTHER})
    assert (
        former == sms_code(outbox) or "n’est pas le bon" in alice.post(CHECK, {"mobile_code": former}).content.decode()
    )
    user.refresh_from_db()
    assert user.mobile == ""


def test_code_of_one_person_is_refused_for_another(user, outbox):
    bruno = UserFactory()
    other = signed_in(bruno)
    other.post(SEND, {"mobile": OTHER})
    run_jobs()
    signed_in(user).post(SEND, {"mobile": MOBILE})
    other.post(CHECK, {"mobile_code": sms_code(outbox)})
    for person in (user, bruno):
        person.refresh_from_db()
        assert person.mobile == ""


def test_htmx_draws_the_mobile_block_alone(alice):
    body = alice.post(SEND, {"mobile": MOBILE}, headers={"HX-Request": "true"}).content.decode()
    assert body.strip().startswith('<div class="field" id="bloc-mobile">')
    assert "Code reçu par SMS" in body


def test_certified_number_is_not_sent_another_code(alice, outbox):
    certify(alice, outbox)
    alice.post(SEND, {"mobile": MOBILE})
    assert PhoneCertification.objects.count() == 1


def test_expired_certification_is_renewed_for_the_same_number(user, outbox):
    """The number certified a year ago, at étape 2/2: no code of this person is known any more."""
    User.objects.update(mobile=E164, mobile_certified_at=timezone.now() - timedelta(days=366))
    alice = signed_in(user)
    body = page(alice, PHONES)
    assert "À certifier de nouveau depuis" in body
    assert "Certifier de nouveau</button>" in body
    assert "La certification de votre mobile a pris fin" in page(alice, ACCOUNT)
    assert "Numéro certifié jusqu’au" in certify(alice, outbox)
    assert "a pris fin" not in page(alice, ACCOUNT)
    assert mails() == []


@pytest.mark.parametrize(("age", "is_certified"), [(365 * 86400 - 1, True), (365 * 86400, False)])
def test_certification_of_a_mobile_ends_at_the_very_second(user, age, is_certified):
    start = timezone.now()
    User.objects.update(mobile=E164, mobile_certified_at=start)
    user.refresh_from_db()
    with time_machine.travel(start + timedelta(seconds=age), tick=False):
        assert user.has_certified_mobile is is_certified


def test_renewal_counts_the_other_accounts_only(user, outbox):
    """Three accounts may share a number: the third renews it too."""
    past = timezone.now() - timedelta(days=366)
    User.objects.update(mobile=E164, mobile_certified_at=past)
    for _ in range(2):
        UserFactory(mobile=E164, mobile_certified_at=timezone.now())
    assert "Numéro certifié" in certify(signed_in(user), outbox)
    fourth = signed_in(UserFactory())
    assert "plusieurs comptes" in fourth.post(SEND, {"mobile": MOBILE}).content.decode()


def test_mobile_is_removed_with_what_relied_on_it(alice, user, outbox):
    certify(alice, outbox)
    alice.post(MESSAGES, {"sms_deadlines": "on", **EACH})
    mails()
    assert alice.post(REMOVE)["Location"] == PHONES
    user.refresh_from_db()
    assert (user.mobile, user.mobile_certified_at) == ("", None)
    assert not MessageChoice.objects.filter(by_sms=True).exists()
    assert mails() == ["Votre numéro de mobile a été modifié"]


def test_mobile_page_says_purpose_and_risk_and_offers_better(alice):
    body = page(alice, PHONES)
    assert "rappels d’échéances" in body
    assert "peut être lu ou détourné" in body
    assert "application d’authentification" in body


# --- Messages


def test_messages_are_chosen_topic_by_topic(user):
    User.objects.update(mobile=E164, mobile_certified_at=timezone.now())
    alice = signed_in(user)
    alice.post(MESSAGES, {"email_caisse": "on", "sms_deadlines": "on", "sms_security": "on", **EACH})
    chosen = {choice.topic: (choice.by_email, choice.by_sms) for choice in MessageChoice.objects.all()}
    assert chosen == {
        "security": (True, True),
        "deadlines": (False, True),
        "caisse": (True, False),
        "documents": (False, False),
        "information": (False, False),
        "alerts": (False, False),
    }
    boxes = re.findall(r"<input[^>]*>", page(alice, MESSAGES))
    ticked = {re.search(r'name="(\w+)"', box)[1] for box in boxes if " checked" in box}
    assert ticked == {"email_security", "email_caisse", "sms_deadlines", "sms_security"}


def test_new_documents_are_told_each_time_or_once_a_day(user, alice):
    for rhythm in ("daily", "each"):
        assert alice.post(MESSAGES, {"email_documents": "on", "rhythm_documents": rhythm})["Location"] == MESSAGES
        choice = MessageChoice.objects.get(user=user, topic="documents")
        assert (choice.rhythm, choice.told_until is not None) == (rhythm, rhythm == "daily")
        assert f'<option value="{rhythm}" selected>' in page(alice, MESSAGES)
    refused = alice.post(MESSAGES, {"email_documents": "on", "rhythm_documents": "hourly"})
    assert (refused.status_code, "à quel rythme" in refused.content.decode()) == (422, True)
    assert MessageChoice.objects.get(user=user, topic="documents").rhythm == "each"


def test_sms_need_a_certified_mobile_whatever_is_posted(alice):
    assert "certifiez d’abord un numéro" in page(alice, MESSAGES)
    alice.post(MESSAGES, {"sms_caisse": "on", "email_caisse": "on", **EACH})
    assert not MessageChoice.objects.filter(by_sms=True).exists()
