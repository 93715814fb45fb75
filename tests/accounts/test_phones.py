"""Certifying a mobile at étape 2/2: codes by SMS, tries, ceilings."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import PendingAccount, PhoneCertification
from accounts.person.services import phones
from accounts.person.services.phones import Owner
from core.identity import normalise_mobile
from core.throttling import Throttled
from tests.factories import OpeningFactory, UserFactory
from tests.jobs import run_jobs

MOBILE = "06 12 34 56 78"
E164 = "+33612345678"
SEND, CHECK = reverse("accounts:send_mobile_code"), reverse("accounts:check_mobile_code")


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path
    return tmp_path


def code_sent(outbox: Path) -> str:
    run_jobs()
    newest = max(outbox.glob("*.json"))
    return re.search(r"\b\d{6}\b", json.loads(newest.read_text())["text"]).group()


@pytest.fixture
def proved(client, opening, letters):
    client.post(reverse("accounts:identify"), letters)
    return client


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_number_is_certified_in_place(proved, opening, contact, outbox):
    page = proved.post(SEND, {**contact, "mobile": MOBILE}).content.decode()
    assert "Code reçu par SMS" in page
    assert 'value="Claire.Durand@Exemple.fr"' in page
    assert contact["password"] not in page
    code = code_sent(outbox)
    page = proved.post(CHECK, {**contact, "mobile": MOBILE, "mobile_code": f"{code[:3]} {code[3:]}"}).content.decode()
    assert "Numéro certifié" in page
    proved.post(reverse("accounts:contact"), {**contact, "mobile": MOBILE})
    pending = PendingAccount.objects.get()
    assert pending.mobile == E164
    assert pending.mobile_certified_at


def test_htmx_draws_the_block_alone(proved, outbox):
    response = proved.post(SEND, {"mobile": MOBILE}, headers={"HX-Request": "true"})
    body = response.content.decode()
    assert body.strip().startswith('<div class="field" id="bloc-mobile">')
    assert "<html" not in body


def test_another_number_than_the_certified_one_stays_uncertified(proved, contact, outbox):
    proved.post(SEND, {"mobile": MOBILE})
    proved.post(CHECK, {"mobile_code": code_sent(outbox)})
    proved.post(reverse("accounts:contact"), {**contact, "mobile": "07 56 78 90 12"})
    assert PendingAccount.objects.get().mobile_certified_at is None


def test_an_anonymous_visitor_gets_no_sms(client, db, outbox):
    response = client.post(SEND, {"mobile": MOBILE})
    assert response["Location"] == reverse("accounts:identify")
    run_jobs()
    assert not list(outbox.glob("*.json"))


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("06 12 34 56 78", True),
        ("+33 7 56 78 90 12", True),
        ("0692 12 34 56", False),
        ("+262 692 12 34 56", True),
        ("+590 690 00 12 34", True),
        ("+32 470 12 34 56", False),
        ("+881 612 345 678", False),
        ("+371 20 000 000", False),
        ("01 23 45 67 89", False),
        ("0800 123 456", False),
        ("112", False),
        ("06 12 34 56 7", False),
        ("abc", False),
    ],
)
def test_only_french_mobiles_are_accepted(typed, accepted):
    if accepted:
        assert normalise_mobile(typed).startswith("+")
    else:
        with pytest.raises(Exception, match="mobile français"):
            normalise_mobile(typed)


def test_the_sixth_guess_is_refused_even_if_right(proved, outbox):
    proved.post(SEND, {"mobile": MOBILE})
    code = code_sent(outbox)
    pages = [proved.post(CHECK, {"mobile_code": wrong(code)}).content.decode() for _ in range(5)]
    assert "Il vous reste" not in pages[0]
    assert "Il vous reste 3 essais" in pages[1]
    assert "Il vous reste 1 essai." in pages[3]
    assert "n’est plus valable" in pages[4]
    assert "n’est plus valable" in proved.post(CHECK, {"mobile_code": code}).content.decode()
    assert not PhoneCertification.objects.filter(used_at__isnull=False).exists()


def test_a_new_code_does_not_give_the_hour_of_guesses_back(proved, opening, outbox):
    owner = Owner(opening=opening)
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(2):
            proved.post(SEND, {"mobile": MOBILE})
            code = code_sent(outbox)
            for _ in range(5):
                phones.check_code(owner=owner, code=wrong(code))
            clock.shift(timedelta(seconds=61))
        proved.post(SEND, {"mobile": MOBILE})
        with pytest.raises(Throttled):
            phones.check_code(owner=owner, code=code_sent(outbox))


@pytest.mark.parametrize(
    ("age", "accepted"), [(timedelta(minutes=9, seconds=59), True), (timedelta(minutes=10, seconds=1), False)]
)
def test_a_code_lives_ten_minutes(opening, outbox, age, accepted):
    owner, start = Owner(opening=opening), timezone.now()
    with time_machine.travel(start, tick=False):
        phones.send_code(owner=owner, number=E164, ip="192.0.2.1")
        code = code_sent(outbox)
    with time_machine.travel(start + age, tick=False):
        assert phones.check_code(owner=owner, code=code).is_right is accepted


def test_a_code_serves_its_owner_and_its_number_only(opening, outbox):
    owner, other = Owner(opening=opening), Owner(opening=OpeningFactory(code="ABCDE-FGHJK"))
    phones.send_code(owner=owner, number=E164, ip="192.0.2.1")
    code = code_sent(outbox)
    assert not phones.check_code(owner=other, code=code).is_right
    phones.send_code(owner=owner, number="+33756789012", ip="192.0.2.1")
    second = code_sent(outbox)
    assert second == code or not phones.check_code(owner=owner, code=code).is_right
    assert phones.check_code(owner=owner, code=second).is_right
    assert phones.certified_number(owner)[0] == "+33756789012"


@pytest.mark.django_db(transaction=True)
def test_twenty_posts_of_the_right_code_certify_once(outbox):
    opening = OpeningFactory()
    owner = Owner(opening=opening)
    phones.send_code(owner=owner, number=E164, ip="192.0.2.1")
    code = code_sent(outbox)

    def check(_: int) -> bool:
        try:
            return phones.check_code(owner=owner, code=code).is_right
        except Throttled:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(check, range(20))) == 1


@pytest.mark.django_db(transaction=True)
def test_of_forty_parallel_guesses_five_are_compared(outbox, settings, monkeypatch):
    settings.THROTTLES = {**settings.THROTTLES, "sms_check": (1000, 3600)}
    opening = OpeningFactory()
    owner = Owner(opening=opening)
    phones.send_code(owner=owner, number=E164, ip="192.0.2.1")
    compared = []
    monkeypatch.setattr("core.codes.matches", lambda *args, **kwargs: compared.append(args))

    def guess(number: int) -> None:
        try:
            phones.check_code(owner=owner, code=f"{number:06d}")
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(guess, range(40)))
    assert len(compared) == 5


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("sms_resend", {}),
        ("sms_number_hour", {"opening": True}),
        ("sms_person_day", {"number": True}),
        ("sms_ip", {"opening": True, "number": True}),
        ("sms_site_day", {"opening": True, "number": True, "ip": True}),
    ],
)
def test_every_ceiling_of_sending(opening, settings, rule, change):
    generous = {name: (1000, window) for name, (_, window) in settings.THROTTLES.items()}
    settings.THROTTLES = {**generous, rule: (2, 3600)}
    for number in range(3):
        owner = (
            Owner(opening=OpeningFactory(code=f"AAAAA-AAAA{number}")) if "opening" in change else Owner(opening=opening)
        )
        mobile = f"+3361234567{number}" if "number" in change else E164
        ip = f"192.0.2.{number}" if "ip" in change else "192.0.2.1"
        if number < 2:
            phones.send_code(owner=owner, number=mobile, ip=ip)
        else:
            with pytest.raises(Throttled) as refused:
                phones.send_code(owner=owner, number=mobile, ip=ip)
            assert refused.value.verdict.rule == rule


def test_asking_again_within_a_minute_says_how_long_to_wait(proved, outbox):
    proved.post(SEND, {"mobile": MOBILE})
    page = proved.post(SEND, {"mobile": MOBILE}).content.decode()
    assert re.search(r"Patientez encore \d+ secondes", page)
    assert "Code reçu par SMS" in page


def test_a_number_serves_three_accounts_at_most(proved, outbox):
    for _ in range(3):
        UserFactory(mobile=E164, mobile_certified_at=timezone.now())
    assert "plusieurs comptes" in proved.post(SEND, {"mobile": MOBILE}).content.decode()


def test_sms_can_be_switched_off(proved, settings, outbox):
    settings.SMS_ENABLED = False
    assert "interrompu" in proved.post(SEND, {"mobile": MOBILE}).content.decode()
    run_jobs()
    assert not list(outbox.glob("*.json"))


def test_the_code_is_nowhere_in_clear(proved, outbox, caplog):
    proved.post(SEND, {"mobile": MOBILE})
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        dump = ""
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            dump += "\n".join(row for (row,) in cursor.fetchall())
    code = code_sent(outbox)
    assert E164 in dump
    assert not re.search(rf"\b{code}\b", dump)
    assert code not in caplog.text
