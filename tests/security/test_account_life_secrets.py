"""After the whole life of an account: no secret is left, no address held one, the journal tells it (L1, L3, L8)."""

import json
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User
from accounts.person.services.second_factor import secret_of
from core.models import AuditEvent
from tests.accounts.steps import link_to, sign_in
from tests.factories import PASSWORD, MembershipFactory
from tests.jobs import run_jobs
from tests.security import test_secrets

pytestmark = pytest.mark.django_db
logged = test_secrets.logged

FIRST, SECOND, WRONG = "Fil-a-plomb-2027", "Niveau-a-bulle-2028", "Faux-mot-de-passe-3"
NEW_EMAIL, MOBILE = "alice.nouvelle@exemple.fr", "06 12 34 56 78"
JOURNEY = {
    "accounts.sign_in_refused",
    "accounts.signed_in",
    "accounts.signed_out",
    "accounts.certification_link_sent",
    "accounts.email_certified",
    "accounts.email_change_asked",
    "accounts.email_changed",
    "accounts.mobile_code_sent",
    "accounts.mobile_code_refused",
    "accounts.mobile_certified",
    "accounts.second_factor_on",
    "accounts.second_factor_refused",
    "accounts.second_factor_passed",
    "accounts.recovery_code_used",
    "accounts.recovery_codes_made",
    "accounts.session_closed",
    "accounts.password_changed",
    "accounts.reset_sent",
    "accounts.password_reset",
}


class Recording(Client):
    """A browser that remembers every address it asked for or was sent to."""

    def __init__(self, **options):
        super().__init__(**options)
        self.addresses: list[str] = []

    def request(self, **request):
        response = super().request(**request)
        self.addresses += [f"{request['PATH_INFO']}?{request.get('QUERY_STRING', '')}"]
        self.addresses += [response["Location"]] if "Location" in response else []
        return response

    def act(self, name: str, **typed: str):
        response = self.post(reverse(f"accounts:{name}"), typed)
        assert response.status_code in {200, 302, 422}, (name, response.status_code)
        return response


def new(password: str) -> dict[str, str]:
    return {"password": password, "password_confirmation": password}


def token_of(path: str) -> str:
    return path.strip("/").rpartition("/")[2]


def shown_by(device: TOTPDevice, later: int) -> str:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = timezone.now().timestamp() + later * device.step
    return f"{totp.token():06d}"


def certify_and_change_address(browser: Recording, user: User, secrets: dict[str, str]) -> None:
    browser.act("send_certification_link")
    renewal = link_to(user.email)
    browser.post(renewal)
    browser.act("change_email", email=NEW_EMAIL, present_password=PASSWORD)
    change = link_to(NEW_EMAIL)
    browser.post(change)
    secrets |= {"renewal": token_of(renewal), "change": token_of(change)}


def certify_mobile(browser: Recording, outbox, secrets: dict[str, str]) -> None:
    browser.act("send_my_mobile_code", mobile=MOBILE)
    run_jobs()
    code = re.search(r"\b\d{6}\b", json.loads(max(outbox.glob("*.json")).read_text())["text"]).group()
    browser.act("check_my_mobile_code", mobile_code=f"{(int(code) + 1) % 10**6:06d}")
    browser.act("check_my_mobile_code", mobile_code=code)
    secrets["sms"] = code


def enrol(browser: Recording, secrets: dict[str, str]) -> tuple[TOTPDevice, list[str]]:
    browser.act("enrol")
    device = TOTPDevice.objects.get()
    code = shown_by(device, 0)
    page = browser.act("enrol", code=code).content.decode()
    recovery = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", page)
    assert len(recovery) == 10
    secrets |= {"totp": code, "totp_secret": secret_of(device).replace(" ", "")}
    return device, recovery


@pytest.fixture
def lived(client_factory, settings, tmp_path, logged):
    """A life of an account: the browser that led it, and the secrets that it used."""
    settings.OUTBOX_DIR = tmp_path
    user = MembershipFactory(user__email="alice@exemple.fr").user
    browser = Recording(HTTP_USER_AGENT="Firefox secret-agent", REMOTE_ADDR="198.51.100.7")
    secrets = {"password": PASSWORD, "first": FIRST, "second": SECOND, "wrong": WRONG}
    sign_in(browser, user, WRONG)
    sign_in(browser, user)
    certify_and_change_address(browser, user, secrets)
    user.refresh_from_db()
    certify_mobile(browser, tmp_path, secrets)
    device, recovery = enrol(browser, secrets)
    again = browser.act("renew_recovery_codes").content.decode()
    fresh = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", again)
    browser.act("change_password", present_password=PASSWORD, **new(FIRST))
    other = Recording(HTTP_USER_AGENT="Firefox secret-agent", REMOTE_ADDR="198.51.100.7")
    sign_in(other, user, FIRST)
    other.act("second_factor", code="000000")
    given = shown_by(device, 1)
    other.act("second_factor", code=given)
    browser.act("close_other_sessions")
    browser.act("sign_out")
    browser.act("forgotten_password", email=NEW_EMAIL)
    reset = link_to(NEW_EMAIL)
    browser.get(reset)
    browser.act("choose_password", **new(SECOND))
    sign_in(browser, user, SECOND)
    browser.post(f"{reverse('accounts:second_factor')}?secours=1", {"code": fresh[0]})
    session = browser.cookies["sessionid"].value
    assert browser.get(reverse("accounts:account")).status_code == 200
    browser.act("sign_out")
    run_jobs()
    secrets |= {f"recovery {n}": code for n, code in enumerate((*recovery, *fresh))}
    secrets |= {f"recovery {n} bare": code.replace("-", "") for n, code in enumerate((*recovery, *fresh))}
    secrets |= {"reset": token_of(reset), "session": session, "given": given}
    return browser.addresses + other.addresses, secrets, user


def holds(secret: str, text: str) -> bool:
    """Six digits may be part of a longer number: only alone are they the code."""
    return bool(re.search(rf"(?<![0-9A-Za-z]){re.escape(secret)}(?![0-9A-Za-z])", text))


def test_no_secret_is_left_in_the_database_nor_in_the_logs(lived, logged):
    """L3, A27."""
    _, secrets, _ = lived
    # The authenticator's own row must hold its key: it is what computes the codes.
    stored, written = test_secrets.dump("otp_totp_totpdevice"), "\n".join(logged)
    assert NEW_EMAIL in stored
    for name, secret in secrets.items():
        assert not holds(secret, stored), f"{name} in the database"
        assert not holds(secret, written), f"{name} in the logs"


def test_no_address_holds_what_it_should_not(lived):
    """L8: secrets and coordinates are posted; the only address with a token is that of the mail's link."""
    addresses, secrets, user = lived
    assert len(addresses) > 30
    links = {secrets[name] for name in ("renewal", "change", "reset")}
    for address in addresses:
        path, _, query = address.partition("?")
        for word in (*secrets.values(), user.email, "alice", "0612345678", "612345678"):
            assert word not in query, address
            assert word not in path or word in links, address
    with_reset = [address for address in addresses if secrets["reset"] in address]
    assert with_reset == [f"{reverse('accounts:open_reset', args=[user.public_id, secrets['reset']])}?"]


def test_the_journal_tells_all_of_it(lived):
    """L1."""
    _, _, user = lived
    lines = list(AuditEvent.objects.filter(action__startswith="accounts."))
    assert JOURNEY - {line.action for line in lines} == set()
    for line in lines:
        of_worker = line.action == "accounts.reset_sent"
        assert line.actor_id == user.pk, line.action
        assert line.result == ("refused" if "refused" in line.action else "done"), line.action
        assert line.at.utcoffset().total_seconds() == 0, line.action
        assert line.ip == (None if of_worker else "198.51.100.7"), line.action
        for trace in (line.request_id, line.agent_hash):
            assert re.fullmatch("" if of_worker else "[0-9a-f]{16}", trace), line.action
    assert mail.outbox
