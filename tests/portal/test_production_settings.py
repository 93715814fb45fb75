"""The portal as production runs it: its own settings, in a process of its own, with static files collected."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings as test_settings
from django.core.exceptions import ImproperlyConfigured

from cibtp_portal import checks
from cibtp_portal.settings import base

ROOT = Path(__file__).resolve().parents[2]
REQUIRED = ("SECRET_KEY", "SEALING_KEYS", "CODE_PEPPER", "PUBLIC_BASE_URL", "ALLOWED_HOSTS", "DEFAULT_FROM_EMAIL")
TWILIO = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM")
HOST = "espace.cibtp.example"
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "cibtp_portal.settings.base",
    "SECRET_KEY": "production-like-" + "kq3v9z" * 9,
    "SEALING_KEYS": "dGVzdHMtb25seS1zZWFsaW5nLWtleS0wMDAwMDAwMDA=",
    "CODE_PEPPER": "pepper",
    "PUBLIC_BASE_URL": f"https://{HOST}",
    "ALLOWED_HOSTS": HOST,
    "DEFAULT_FROM_EMAIL": "ne-pas-repondre@cibtp.example",
    "TRUSTED_PROXY_COUNT": "1",
    **dict.fromkeys(TWILIO, "AC0"),
    "LOG_LEVEL": "INFO",
}
# Asks for each page in a real WSGI process and prints what came back.
VISIT = """
import json, sys
from cibtp_portal.wsgi import application
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse
from unittest import mock
import cibtp_portal.views

browser = Client(raise_request_exception=False, SERVER_NAME="espace.cibtp.example")
def seen(path, **options):
    response = browser.get(path, **{"secure": True, **options})
    body = b"".join(response.streaming_content) if response.streaming else response.content
    cookies = {name: morsel.OutputString() for name, morsel in response.cookies.items()}
    return {"status": response.status_code, "headers": dict(response.items()), "cookies": cookies,
            "body": body.decode(errors="replace")}

answers = {name: seen(path) for name, path in {
    "sign_in": "/connexion/", "unknown": "/inconnu/", "components": "/composants/",
    "outbox": "/messages-de-demonstration/", "static": settings.STATIC_URL + "favicon.svg"}.items()}
answers["plain"] = seen("/connexion/", secure=False)
answers["probe"] = seen("/sante/", secure=False)
answers["host"] = seen("/connexion/", headers={"host": "evil.example"})
answers["forwarded"] = seen("/connexion/", headers={"x-forwarded-host": "evil.example"})
with mock.patch("core.models.AuditEvent.objects.create"), mock.patch(
    "accounts.sign_in.views.sign_in.SignInForm", side_effect=ZeroDivisionError("secret-of-the-trace")):
    answers["broken"] = seen("/connexion/")
try:
    reverse("components")
    answers["development"] = True
except NoReverseMatch:
    answers["development"] = False
answers["debug"] = settings.DEBUG
print(json.dumps(answers))
"""


def run(arguments: list[str], **changes: str) -> subprocess.CompletedProcess:
    known = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "VIRTUAL_ENV", "LANG"}}
    wanted = {**known, **ENVIRONMENT, **changes}
    environment = {name: value for name, value in wanted.items() if value}
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def production(django_db_setup, tmp_path_factory):
    """What each page answered, and the log."""
    place = tmp_path_factory.mktemp("production")
    known = test_settings.DATABASES["default"]
    place_of_server = urlencode({"host": known["HOST"], "port": known["PORT"] or "5432"})
    person = f"{known['USER']}:{known['PASSWORD']}".rstrip(":")
    url = f"postgresql://{person}@/{known['NAME']}?{place_of_server}"
    changes = {"STATIC_ROOT": str(place / "static"), "DATA_DIR": str(place), "DATABASE_URL": url}
    collected = run(["manage.py", "collectstatic", "--noinput", "-v", "0"], **changes)
    assert collected.returncode == 0, collected.stderr
    visited = run(["-c", VISIT], **changes)
    assert visited.returncode == 0, visited.stderr
    return json.loads(visited.stdout), visited.stderr


@pytest.mark.parametrize("page", ["sign_in", "unknown", "broken", "static", "plain"])
def test_strict_transport_is_on_every_answer(production, page):
    """I10: 404, 500, static files; the plain one is sent to https."""
    answer = production[0][page]
    if page == "plain":
        assert (answer["status"], answer["headers"]["Location"]) == (301, f"https://{HOST}/connexion/")
    else:
        assert answer["headers"]["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
        assert answer["headers"]["X-Content-Type-Options"] == "nosniff"


def test_the_probe_answers_without_https(production):
    """The front server asks for it in plain http; the database answers."""
    assert production[0]["probe"]["status"] == 200


def test_a_failure_shows_the_french_page_and_writes_one_line(production):
    """L6."""
    answers, log = production
    assert answers["broken"]["status"] == 500
    body = answers["broken"]["body"]
    assert "<h1>" in body
    assert "Erreur 500" in body
    for word in ("Traceback", "secret-of-the-trace", "ZeroDivisionError", "DEBUG", "settings"):
        assert word not in body
    lines = [json.loads(line) for line in log.splitlines()]
    errors = [line for line in lines if line["level"] == "ERROR" and line["logger"] == "django.request"]
    assert len(errors) == 1
    assert "secret-of-the-trace" in errors[0]["exception"]


def test_nothing_of_development_is_reachable(production):
    answers = production[0]
    assert (answers["components"]["status"], answers["outbox"]["status"]) == (404, 404)
    assert answers["development"] is False
    assert answers["debug"] is False
    assert "démonstration" not in answers["sign_in"]["body"]


def test_forged_hosts_are_refused_or_ignored(production):
    """I16."""
    answers = production[0]
    assert answers["host"]["status"] == 400
    assert answers["forwarded"]["status"] == 200
    assert "evil.example" not in answers["forwarded"]["body"] + answers["host"]["body"]


def test_static_files_are_named_after_their_content(production):
    assert "favicon." in production[0]["sign_in"]["body"]
    assert 'href="/static/favicon.svg"' not in production[0]["sign_in"]["body"]


def test_the_cookie_of_the_forms_is_bound_to_the_host(production):
    cookie = production[0]["sign_in"]["cookies"]["__Host-csrftoken"]
    assert "Secure" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


@pytest.fixture
def configured(settings):
    settings.DEMONSTRATION = False
    settings.SMS_GATEWAY = "core.sms.TwilioGateway"
    for name in (*REQUIRED, *TWILIO):
        setattr(settings, name, getattr(settings, name) or "set")
    return settings


def test_a_complete_configuration_starts(configured):
    assert checks.production_is_configured() == []
    checks.refuse_half_configured()


@pytest.mark.parametrize("name", [*REQUIRED, "TRUSTED_PROXY_COUNT", *TWILIO])
def test_production_refuses_to_start_half_configured(configured, name):
    """One error, which names the variable: for the commands, and for the web server."""
    setattr(configured, name, None if name == "TRUSTED_PROXY_COUNT" else type(getattr(base, name))())
    (error,) = checks.production_is_configured()
    assert name in error.msg
    with pytest.raises(ImproperlyConfigured, match=name):
        checks.refuse_half_configured()


@pytest.mark.parametrize("name", ["SECRET_KEY", "TRUSTED_PROXY_COUNT"])
def test_the_web_server_itself_refuses_to_start_half_configured(name):
    refused = run(["-c", "import cibtp_portal.wsgi"], **{name: ""})
    assert refused.returncode != 0
    assert name in refused.stderr


def test_the_tests_run_the_middleware_of_production():
    assert test_settings.MIDDLEWARE == base.MIDDLEWARE
    assert test_settings.AUTHENTICATION_BACKENDS == base.AUTHENTICATION_BACKENDS == ["accounts.backends.PortalBackend"]
    assert test_settings.CONTENT_SECURITY_POLICY == base.CONTENT_SECURITY_POLICY
