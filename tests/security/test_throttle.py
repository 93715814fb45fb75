"""Each limit, whatever page meets it: journalled when reached (SECURITY L1, L2), closed when it cannot count (L11)."""

import json
import re
from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import PendingAccount, PhoneCertification, User
from accounts.person.services import second_factor
from core import codes, throttling
from core.models import AuditEvent
from tests.accounts.steps import is_signed_in, sign_in, signed_in
from tests.factories import LETTER_CODE, PASSWORD, MembershipFactory, OpeningFactory
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db

GIVE, CHANGE = reverse("accounts:second_factor"), reverse("accounts:change_password")
NEW = {"password": "Fil-a-plomb-2027", "password_confirmation": "Fil-a-plomb-2027"}
Attempt = Callable[[], object]


@pytest.fixture
def user():
    return MembershipFactory(user__email="alice@exemple.fr").user


def enrolled(user: User) -> Client:
    """A browser that gave the password and must now give the code."""
    device = second_factor.start(user=user)
    TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
    return signed_in(user)


# --- What each rule stops: prepare, then the attempt that the rule sees


def try_sign_in(user: User, outbox) -> Attempt:
    return lambda: sign_in(Client(), user)


def try_present_password(user: User, outbox) -> Attempt:
    browser = signed_in(user)
    return lambda: browser.post(CHANGE, {"present_password": PASSWORD, **NEW})


def try_second_factor(user: User, outbox) -> Attempt:
    browser = enrolled(user)
    return lambda: browser.post(GIVE, {"code": totp_now(user)})


def totp_now(user: User) -> str:
    device = TOTPDevice.objects.get(user=user)
    return f"{TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift).token():06d}"


def try_sending_a_code(user: User, outbox) -> Attempt:
    browser = signed_in(user)
    return lambda: browser.post(reverse("accounts:send_my_mobile_code"), {"mobile": "06 12 34 56 78"})


def try_typing_a_code(user: User, outbox) -> Attempt:
    browser = signed_in(user)
    browser.post(reverse("accounts:send_my_mobile_code"), {"mobile": "06 12 34 56 78"})
    run_jobs()
    code = re.search(r"\b\d{6}\b", json.loads(max(outbox.glob("*.json")).read_text())["text"]).group()
    return lambda: browser.post(reverse("accounts:check_my_mobile_code"), {"mobile_code": code})


def try_resetting(user: User, outbox) -> Attempt:
    return lambda: Client().post(reverse("accounts:forgotten_password"), {"email": user.email})


def letters() -> dict[str, str]:
    opening = OpeningFactory()
    return {"cibtp_id": opening.adherent.cibtp_id, "siret": opening.establishment.siret, "code": LETTER_CODE}


def try_letters(user: User, outbox) -> Attempt:
    typed = letters()
    return lambda: Client().post(reverse("accounts:identify"), typed)


def try_registering(user: User, outbox) -> Attempt:
    browser, email = Client(), "claire@exemple.fr"
    browser.post(reverse("accounts:identify"), letters())
    contact = {"email": email, "email_confirmation": email, "accept_terms": "on", **NEW}
    return lambda: browser.post(reverse("accounts:contact"), contact)


RULES = {
    "sign_in_ip": try_sign_in,
    "sign_in_email_ip": try_sign_in,
    "change_password": try_present_password,
    "second_factor": try_second_factor,
    "second_factor_day": try_second_factor,
    "sms_resend": try_sending_a_code,
    "sms_number_hour": try_sending_a_code,
    "sms_number_day": try_sending_a_code,
    "sms_person_day": try_sending_a_code,
    "sms_ip": try_sending_a_code,
    "sms_site_day": try_sending_a_code,
    "sms_check": try_typing_a_code,
    "reset_email": try_resetting,
    "reset_ip": try_resetting,
    "opening_ip": try_letters,
    "activation_email": try_registering,
}


OF_NOBODY = {try_sign_in, try_resetting, try_letters, try_registering}


@pytest.fixture
def outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path
    return tmp_path


@pytest.mark.parametrize("rule", RULES)
def test_every_refusal_of_a_limit_is_journalled_once(user, outbox, settings, rule):
    attempt = RULES[rule](user, outbox)
    settings.THROTTLES = {**settings.THROTTLES, rule: (0, 900)}
    assert not AuditEvent.objects.filter(action="core.throttled").exists()
    attempt()
    line = AuditEvent.objects.get(action="core.throttled")
    assert (line.target, line.result, line.ip) == (rule, "refused", "127.0.0.1")
    assert re.fullmatch("[0-9a-f]{16}", line.request_id)
    assert line.actor_id == (None if RULES[rule] in OF_NOBODY else user.pk)


def test_what_is_within_its_limits_is_no_refusal(user):
    sign_in(Client(), user, "Faux-Faux-1")
    signed_in(user)
    assert not AuditEvent.objects.filter(action="core.throttled").exists()


# --- The store of the counters is down (L11)


@pytest.fixture
def without_store(monkeypatch):
    """What happens with the right secret while nothing can be counted; returns what was compared."""
    compared: list[object] = []
    matches = codes.matches

    def broken(*args: object) -> None:
        raise OperationalError("the connection is lost")

    def break_it() -> list[object]:
        monkeypatch.setattr(throttling, "_count", broken)
        monkeypatch.setattr(codes, "matches", lambda *a, **k: compared.append(a) or matches(*a, **k))
        monkeypatch.setattr(User, "check_password", lambda self, raw: compared.append(raw) or True)
        monkeypatch.setattr(TOTPDevice, "verify_token", lambda self, token: compared.append(token) or True)
        return compared

    return break_it


@pytest.mark.parametrize(
    "prepare",
    [try_sign_in, try_present_password, try_second_factor, try_sending_a_code, try_typing_a_code, try_letters],
    ids=lambda prepare: prepare.__name__,
)
def test_without_the_counters_nothing_is_compared_nor_opened(user, outbox, without_store, prepare):
    attempt = prepare(user, outbox)
    before = state(user)
    compared = without_store()
    with pytest.raises(OperationalError):
        attempt()
    assert compared == []
    assert state(user) == before


def state(user: User) -> tuple[object, ...]:
    user.refresh_from_db()
    return (
        user.password,
        user.mobile,
        PhoneCertification.objects.filter(used_at__isnull=False).count(),
        PendingAccount.objects.count(),
        AuditEvent.objects.filter(action__in=["accounts.signed_in", "accounts.letters_proved"]).count(),
        AuditEvent.objects.filter(action="accounts.second_factor_passed").count(),
    )


def test_without_the_counters_the_right_password_opens_no_session(user, without_store):
    browser = Client(raise_request_exception=False)
    without_store()
    assert sign_in(browser, user).status_code == 503
    assert not is_signed_in(browser)
