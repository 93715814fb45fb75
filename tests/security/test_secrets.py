"""After the journey of the guide, no secret is left anywhere, and the journal tells it (SECURITY L1, L3, L4, A27)."""

import json
import logging
import re
import secrets

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from core.logs import JsonFormatter
from core.models import AuditEvent
from tests.factories import LETTER_CODE, PASSWORD, OpeningFactory
from tests.jobs import run_jobs
from tests.security import routes
from tests.test_consistency import ROOT

AGENT = "Mozilla/5.0\r\nX-Evil: 1\x1b[31m\u2028agent-secret"
JOURNEY = [
    "accounts.letters_refused",
    "accounts.letters_proved",
    "accounts.mobile_code_sent",
    "accounts.mobile_code_refused",
    "accounts.mobile_certified",
    "adherents.terms_published",  # the caisse had none yet: what the person accepts becomes version 1
    "accounts.registered",
    "accounts.activated",
    "accounts.sign_in_refused",
    "accounts.signed_in",
    "delegations.tiers_entered",
    "accounts.signed_out",
]


@pytest.fixture
def logged():
    """Every line that the portal's handlers would write, at their most talkative."""
    lines: list[str] = []
    handler = logging.Handler(logging.DEBUG)
    handler.setFormatter(JsonFormatter())
    handler.emit = lambda record: lines.append(handler.format(record))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(handler)
    root.setLevel(level)


def dump(*but: str) -> str:
    """The whole database, as text."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - set(but))
        texts = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            texts += [row for (row,) in cursor.fetchall()]
    return "\n".join(texts)


def sms_code(outbox) -> str:
    run_jobs()
    return re.search(r"\b\d{6}\b", json.loads(max(outbox.glob("*.json")).read_text())["text"]).group()


@pytest.fixture
def journey(db, client, settings, tmp_path, logged):
    """The guide, with a wrong code, a wrong SMS code and a wrong password on the way: the secrets it used."""
    settings.OUTBOX_DIR = tmp_path
    client.defaults |= {"HTTP_USER_AGENT": AGENT, "REMOTE_ADDR": "198.51.100.7"}
    # Codes of six digits could appear by chance among numbers: this one is unmistakable beside letters.
    opening, wrong = OpeningFactory(), "Faux-" + secrets.token_urlsafe(9)
    letters = {"cibtp_id": opening.adherent.cibtp_id, "siret": opening.establishment.siret, "code": LETTER_CODE}
    client.post(reverse("accounts:identify"), {**letters, "code": "WRONG-CQDEX"})
    client.post(reverse("accounts:identify"), letters)
    client.post(reverse("accounts:send_mobile_code"), {"mobile": "06 12 34 56 78"})
    code = sms_code(tmp_path)
    client.post(reverse("accounts:check_mobile_code"), {"mobile_code": f"{(int(code) + 1) % 10**6:06d}"})
    client.post(reverse("accounts:check_mobile_code"), {"mobile_code": code})
    email, chosen = "claire@exemple.fr", dict.fromkeys(("password", "password_confirmation"), PASSWORD)
    typed = {"email": email, "email_confirmation": email, "mobile": "0612345678", "accept_terms": "on", **chosen}
    client.post(reverse("accounts:contact"), typed)
    run_jobs()
    token = re.search(r"/activation/(\S+)/", mail.outbox[-1].body).group(1)
    client.post(reverse("accounts:activate", args=[token]))
    client.post(reverse("accounts:sign_in"), {"username": email, "password": wrong})
    client.post(reverse("accounts:sign_in"), {"username": email, "password": PASSWORD})
    session = client.cookies["sessionid"].value
    client.get("/espace/", follow=True)
    client.post(reverse("accounts:sign_out"))
    plain = LETTER_CODE.replace("-", "")
    words = {"password": PASSWORD, "wrong": wrong, "letter": LETTER_CODE, "plain": plain, "token": token}
    return {**words, "session": session, "sms": code, "tried": "WRONGCQDEX", "tried_shown": "WRONG-CQDEX"}


def test_no_secret_is_left_in_the_database_nor_in_the_logs(journey, logged):
    # The session key is that of its row; signing out removed it.
    stored, written = dump(), "\n".join(logged)
    for name, secret in journey.items():
        shown = rf"(?<![0-9a-z]){secret}(?![0-9a-z])" if name == "sms" else re.escape(secret)
        assert not re.search(shown, stored), f"{name} in the database"
        assert not re.search(shown, written), f"{name} in the logs"
    assert "agent-secret" not in stored


def test_the_journal_tells_the_journey(journey):
    lines = list(AuditEvent.objects.order_by("id"))
    assert [line.action for line in lines] == JOURNEY
    assert {line.result for line in lines if "refused" in line.action} == {"refused"}
    assert {line.result for line in lines if "refused" not in line.action} == {"done"}
    for line in lines:
        assert line.ip == "198.51.100.7", line.action
        assert re.fullmatch("[0-9a-f]{16}", line.request_id), line.action
        assert re.fullmatch("[0-9a-f]{16}", line.agent_hash), line.action
        assert line.at.utcoffset().total_seconds() == 0, line.action
    assert len({line.request_id for line in lines}) == len(lines) - 1  # étape 2/2 writes two
    assert {line.actor_label for line in lines if line.action.endswith("signed_in")} == {"Claire Durand"}
    of_company = [line for line in lines if line.action in {"accounts.registered", "accounts.activated"}]
    assert all(line.adherent_id and line.caisse_id and line.tiers_label for line in of_company)


def test_each_event_of_the_log_is_one_line(journey, logged):
    assert logged
    for line in logged:
        assert len(line.splitlines()) == 1
        assert json.loads(line)["message"] is not None


@pytest.mark.django_db
def test_a_refused_form_does_not_write_its_token_anywhere(client_factory, logged):
    """A link clicked from another site: the address that Django logs, and the journal, hold no token."""
    token = "eyJwZW5kaW5nIjoiYWJjIn0:1vMnZx:" + "9Yc3Jk0x8w7q6z5ab" * 3
    browser = client_factory(enforce_csrf_checks=True)
    assert browser.post(reverse("accounts:activate", args=[token])).status_code == 403
    assert browser.get(reverse("accounts:activate", args=[token])).status_code == 410
    assert AuditEvent.objects.get().target == "/activation/…/"
    assert any("/activation/…/" in line for line in logged)
    assert token not in "\n".join(logged) + dump()


def test_the_front_server_logs_no_secret_of_an_address():
    """Whoever reads its log would open the links: of every public address with a secret, it keeps what it was for."""
    rules = re.search(r"map \$request_uri \$logged_uri \{(.*?)\n\}", (ROOT / "deploy/nginx.conf").read_text(), re.S)[1]
    patterns = [re.compile(rule.replace("(?<", "(?P<")) for rule in re.findall(r'"~(\^\S+)" "\$\{purpose\}', rules)]
    secret = "s3cret" * 6
    with_secrets = [name for name, route in routes.existing() if "token" in route.pattern.converters]
    assert len(with_secrets) > 8
    for name in with_secrets:
        named = dict.fromkeys(dict(routes.existing())[name].pattern.converters, secret)
        address = reverse(name, kwargs=named)
        purpose = next((match["purpose"] for rule in patterns if (match := rule.match(address))), address)
        assert secret not in purpose, name
