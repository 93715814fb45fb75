"""The second factor that a person chooses: TOTP by a QR code, recovery codes shown once."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import product
from unittest import mock

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import RecoveryCode, User
from accounts.person.services import second_factor as services
from accounts.sign_in.services import reset
from core.models import AuditEvent
from core.throttling import Throttled
from tests.accounts.steps import closing_connection, is_signed_in, link_to, mails, sign_in, signed_in
from tests.factories import PASSWORD, MembershipFactory, StaffFactory, UserFactory
from tests.jobs import run_jobs
from tests.security import routes

pytestmark = pytest.mark.django_db

ENROL, SECURITY, GIVE, RENEW, OFF = (
    reverse(f"accounts:{name}")
    for name in ("enrol", "security", "second_factor", "renew_recovery_codes", "switch_off_second_factor")
)
RECOVERY = f"{GIVE}?secours=1"


@pytest.fixture
def user():
    return MembershipFactory(user__email="alice@exemple.fr").user


@pytest.fixture
def alice(user):
    return signed_in(user)


def code_of(user: User, *, confirmed: bool = True, later: int = 0) -> str:
    """What the application of that person shows now, or `later` half-minutes from now."""
    device = TOTPDevice.objects.get(user=user, confirmed=confirmed)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = timezone.now().timestamp() + later * device.step
    return f"{totp.token():06d}"


def wrong(code: str) -> str:
    return f"{(int(code) + 500_000) % 1_000_000:06d}"


def switched_on(user: User) -> list[str]:
    """Second factor on, a minute ago; the recovery codes."""
    with time_machine.travel(timezone.now() - timedelta(minutes=2), tick=False):
        services.start(user=user)
        codes = services.confirm(user=user, code=code_of(user, confirmed=False))
    assert codes
    return codes


# --- Enrolling


def test_second_factor_is_switched_on_by_its_first_code(alice, user):
    elsewhere = signed_in(user)
    mails()
    key = alice.cookies["sessionid"].value
    alice.get(ENROL)
    assert not TOTPDevice.objects.exists()
    assert alice.post(ENROL)["Location"] == ENROL
    body = alice.get(ENROL).content.decode()
    device = TOTPDevice.objects.get()
    assert services.secret_of(device) in body
    assert alice.get(ENROL).content.decode().count("<path") == body.count("<path")
    refused = alice.post(ENROL, {"code": wrong(code_of(user, confirmed=False))})
    assert refused.status_code == 422
    assert not services.is_on(user)
    body = alice.post(ENROL, {"code": code_of(user, confirmed=False)}).content.decode()
    shown = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", body)
    assert len(set(shown)) == 10
    assert "Je les ai notés" in body
    assert mails() == ["La double authentification de votre compte a été modifiée"]
    assert is_signed_in(alice)
    assert alice.cookies["sessionid"].value != key
    assert not is_signed_in(elsewhere)
    again = alice.get(SECURITY).content.decode() + alice.get(ENROL).content.decode()
    assert not any(code in again for code in shown)
    assert "Activée" in again


def test_qr_code_is_an_inline_drawing_without_style(alice):
    alice.post(ENROL)
    svg = re.search(r"<svg[^>]*class=\"qr\".*?</svg>", alice.get(ENROL).content.decode(), re.DOTALL).group()
    assert "style" not in svg
    assert "<script" not in svg


def test_second_factor_is_offered_as_the_stronger_option(alice):
    body = alice.get(SECURITY).content.decode()
    assert "plus sûr qu’un SMS" in body
    assert "Activer la double authentification" in body


# --- Signing in


def test_code_is_asked_after_the_password_before_anything_else(cast):
    switched_on(cast.alice)
    alice = Client()
    assert sign_in(alice, cast.alice).status_code == 302
    own = [(name, route.args(cast)) for name, route in routes.PERSON.items()]
    own += [(name, [cast.acme.ref, *route.args(cast)]) for name, route in routes.TIERS.items()]
    for (name, args), method in product(own, ("GET", "HEAD", "POST")):
        if name not in {"accounts:second_factor", "accounts:sign_out"}:
            response = alice.generic(method, reverse(name, args=args))
            assert (response.status_code, response["Location"]) == (302, GIVE), (name, method)


def test_right_code_opens_the_page_asked_for_under_a_new_key(user):
    switched_on(user)
    alice = Client()
    phones = reverse("accounts:phones")
    alice.post("/connexion/", {"username": user.email, "password": PASSWORD, "next": phones})
    key = alice.cookies["sessionid"].value
    assert alice.get(GIVE).status_code == 200
    assert alice.post(GIVE, {"code": code_of(user)})["Location"] == phones
    assert alice.cookies["sessionid"].value != key
    assert alice.get(phones).status_code == 200
    other = Client()
    other.cookies["sessionid"] = key
    assert not is_signed_in(other)
    assert AuditEvent.objects.filter(action="accounts.second_factor_passed", actor_id=user.pk).count() == 1


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "1234567", "０００００", "-1", "1e5"])
def test_nonsense_is_refused_in_words(user, typed):
    switched_on(user)
    alice = signed_in(user)
    response = alice.post(GIVE, {"code": typed})
    assert response.status_code == 422
    assert alice.get(SECURITY)["Location"] == GIVE


def test_code_of_the_application_serves_once(user):
    switched_on(user)
    with time_machine.travel(timezone.now(), tick=False):
        first, second = signed_in(user), signed_in(user)
        code = code_of(user)
        assert first.post(GIVE, {"code": code}).status_code == 302
        assert second.post(GIVE, {"code": code}).status_code == 422
        assert second.get(SECURITY)["Location"] == GIVE


@pytest.mark.parametrize("form", [str, str.lower, lambda code: code.replace("-", " "), lambda code: f" {code} "])
def test_recovery_code_serves_once_however_it_is_typed(user, form):
    code = switched_on(user)[0]
    alice = signed_in(user)
    assert alice.post(RECOVERY, {"code": form(code)}).status_code == 302
    assert "<strong>9</strong>" in alice.get(SECURITY).content.decode()
    again = signed_in(user)
    assert again.post(RECOVERY, {"code": code}).status_code == 422


def test_recovery_code_of_another_is_refused(user):
    switched_on(user)
    bruno = UserFactory()
    code = switched_on(bruno)[0]
    assert signed_in(user).post(RECOVERY, {"code": code}).status_code == 422
    assert signed_in(bruno).post(RECOVERY, {"code": code}).status_code == 302


def test_sixth_guess_waits_even_if_right(user):
    switched_on(user)
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        alice = signed_in(user)
        for _ in range(5):
            assert alice.post(GIVE, {"code": wrong(code_of(user))}).status_code == 422
        refused = alice.post(GIVE, {"code": code_of(user)})
        assert (refused.status_code, refused["Retry-After"]) == (429, "900")
    with time_machine.travel(start + timedelta(seconds=901), tick=False):
        assert alice.post(GIVE, {"code": code_of(user)}).status_code == 302


def test_guessing_all_day_is_stopped_and_told(user):
    switched_on(user)
    mails()
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(5):
            alice = signed_in(user)
            for _ in range(5):
                alice.post(GIVE, {"code": wrong(code_of(user))})
            clock.shift(timedelta(minutes=16))
        alice = signed_in(user)
        assert alice.post(GIVE, {"code": code_of(user)}).status_code == 429
        assert mails().count("De nombreux codes erronés pour votre compte") == 1
    with time_machine.travel(start + timedelta(hours=25), tick=False):
        assert signed_in(user).post(GIVE, {"code": code_of(user)}).status_code == 302


def test_second_factor_comes_before_the_certification(user):
    switched_on(user)
    User.objects.update(email_certified_at=timezone.now() - timedelta(days=200))
    alice = signed_in(user)
    assert alice.get(reverse("accounts:certification"))["Location"] == GIVE
    alice.post(GIVE, {"code": code_of(user)})
    assert alice.get(SECURITY)["Location"] == reverse("accounts:certification")


def test_new_password_by_a_link_does_not_pass_over_it(user, client):
    switched_on(user)
    reset.answer_reset(email=user.email)
    client.get(link_to(user.email))
    new = "Fil-a-plomb-2027"
    client.post(reverse("accounts:choose_password"), {"password": new, "password_confirmation": new})
    sign_in(client, user, new)
    assert client.get(SECURITY)["Location"] == GIVE


# --- Parallel guesses, on the real database


def answers(work, values) -> list:
    def answer(value):
        try:
            return work(value)
        except Throttled:
            return "slowed"

    with ThreadPoolExecutor(10) as pool:
        return list(pool.map(closing_connection(answer), values))


@pytest.mark.django_db(transaction=True)
def test_of_twenty_posts_of_the_right_code_one_succeeds(settings):
    settings.THROTTLES = {**settings.THROTTLES, "second_factor": (1000, 900), "second_factor_day": (1000, 86400)}
    user = UserFactory()
    switched_on(user)
    verify = TOTP.verify

    def slowly(self, *args):
        time.sleep(0.05)
        return verify(self, *args)

    with time_machine.travel(timezone.now(), tick=False), mock.patch.object(TOTP, "verify", slowly):
        code = code_of(user)
        found = answers(lambda _: services.verify(user=user, code=code) is not None, range(20))
    assert found.count(True) == 1


@pytest.mark.django_db(transaction=True)
def test_of_twenty_posts_of_a_recovery_code_one_succeeds(settings):
    settings.THROTTLES = {**settings.THROTTLES, "second_factor": (1000, 900), "second_factor_day": (1000, 86400)}
    user = UserFactory()
    code = switched_on(user)[0]
    found = answers(lambda _: services.verify(user=user, code=code) is not None, range(20))
    assert found.count(True) == 1
    assert services.remaining_recovery_codes(user) == 9


@pytest.mark.django_db(transaction=True)
def test_of_forty_parallel_guesses_of_a_code_five_are_compared():
    user = UserFactory()
    switched_on(user)
    TOTPDevice.objects.update(throttling_failure_count=0)
    services.throttling.forget("second_factor", str(user.pk))
    compared = []
    with mock.patch.object(TOTPDevice, "verify_token", lambda self, token: bool(compared.append(token))):
        found = answers(lambda number: services.verify(user=user, code=f"{number:06d}"), range(40))
    assert (len(compared), found.count("slowed")) == (5, 35)


@pytest.mark.django_db(transaction=True)
def test_of_forty_parallel_guesses_of_a_recovery_code_five_are_compared():
    user = UserFactory()
    switched_on(user)
    services.throttling.forget("second_factor", str(user.pk))
    compared = []
    with mock.patch.object(services, "_use_recovery_code", lambda user, typed: bool(compared.append(typed))):
        found = answers(lambda number: services.verify(user=user, code=f"AAAAA-AA{number:03d}"), range(40))
    assert (len(compared), found.count("slowed")) == (5, 35)


# --- Afterwards


def passed(user: User) -> Client:
    alice = signed_in(user)
    alice.post(GIVE, {"code": code_of(user)})
    mails()
    return alice


def test_switching_off_is_told_and_ends_the_other_sessions(user):
    switched_on(user)
    alice = passed(user)
    elsewhere = Client()
    elsewhere.force_login(user)
    assert alice.post(OFF)["Location"] == SECURITY
    assert mails() == ["La double authentification de votre compte a été modifiée"]
    assert is_signed_in(alice)
    assert not is_signed_in(elsewhere)
    assert not TOTPDevice.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert is_signed_in(signed_in(user))


def test_new_recovery_codes_kill_the_former_ones(user):
    former = switched_on(user)
    alice = passed(user)
    body = alice.post(RENEW).content.decode()
    fresh = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", body)
    assert len(fresh) == 10
    assert not set(fresh) & set(former)
    assert mails() == ["Vos codes de secours ont été renouvelés"]
    assert signed_in(user).post(RECOVERY, {"code": former[0]}).status_code == 422
    assert signed_in(user).post(RECOVERY, {"code": fresh[0]}).status_code == 302


def test_another_application_replaces_the_former_one(user):
    switched_on(user)
    alice = passed(user)
    alice.post(ENROL)
    former = TOTPDevice.objects.get(confirmed=True)
    alice.post(ENROL, {"code": code_of(user, confirmed=False)})
    assert TOTPDevice.objects.get().pk != former.pk


def test_codes_cannot_be_renewed_without_second_factor(alice):
    assert alice.post(RENEW).status_code == 404


def test_staff_cannot_switch_it_off(db):
    sami = StaffFactory()
    switched_on(sami)
    browser = passed(sami)
    assert "Désactiver" not in browser.get(SECURITY).content.decode()
    assert browser.post(OFF).status_code == 403
    assert services.is_on(sami)


def test_recovery_codes_are_nowhere_in_clear(alice, user, caplog):
    alice.post(ENROL)
    body = alice.post(ENROL, {"code": code_of(user, confirmed=False)}).content.decode()
    run_jobs()
    shown = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", body)
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        dump = ""
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            dump += "\n".join(row for (row,) in cursor.fetchall())
    assert "alice@exemple.fr" in dump
    sent = "".join(message.body for message in mail.outbox)
    for code in shown:
        for form in (code, code.replace("-", "")):
            assert form not in dump + caplog.text + sent
