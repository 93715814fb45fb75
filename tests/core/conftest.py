"""Messages of test, and the way to look for a secret wherever it could have leaked."""

import logging

import pytest
from django.db import connection

from core.mail import send_email
from core.sms import send_sms

LINK = "https://portail.test/activation/Zx9-jeton-tres-secret"
CODE = "493817"
TEMPLATES = {
    "emails/tests/link.subject.txt": "Activez votre compte, {{ company }}\n",
    "emails/tests/link.body.txt": '{% extends "emails/base.txt" %}{% block content %}Bonjour {{ company }},\n\n'
    "{{ link }}\n{% endblock %}",
    "emails/tests/link.body.html": '{% extends "emails/base.html" %}{% block content %}<p>Bonjour {{ company }}</p>'
    '{% include "emails/button.html" with url=link label="Activer" %}{% endblock %}',
    "emails/tests/plain.subject.txt": "Votre demande",
    "emails/tests/plain.body.txt": "Reçue.\n{{ base_url }}/espace/",
    "emails/tests/leak.subject.txt": "Votre lien {{ link }}",
    "emails/tests/leak.body.txt": "Bonjour.",
    "sms/tests/code.txt": "Votre code\xa0: {{ code }}\n",
}


@pytest.fixture
def templates(settings, tmp_path):
    """Templates of messages of test, found before the portal's."""
    for name, text in TEMPLATES.items():
        path = tmp_path / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    engine, *others = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path / "templates", *engine["DIRS"]]}, *others]


@pytest.fixture
def outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    return settings.OUTBOX_DIR


@pytest.fixture
def send_link(templates):
    def send(**overrides):
        values = {"kind": "tests/link", "to": "alice@exemple.fr", "context": {"company": "O’Neil & <Fils>"}}
        return send_email(**{**values, "secrets": {"link": LINK}, **overrides})

    return send


@pytest.fixture
def send_code(templates):
    def send(**overrides):
        values = {"kind": "tests/code", "to": "+33612345678", "context": {}, "secrets": {"code": CODE}}
        return send_sms(**{**values, **overrides})

    return send


@pytest.fixture
def no_secret_leaks(caplog):
    """After the test: neither the database nor the logs, at their most talkative, hold the link or the code."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, logger="mail.log")  # the SMTP server of the test
    yield
    logged = "\n".join(caplog.handler.format(record) for record in caplog.get_records("call"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT coalesce(json_agg(m)::text, '') FROM core_outgoingmessage m)"
            " || (SELECT coalesce(json_agg(j)::text, '') FROM procrastinate_jobs j)"
            " || (SELECT coalesce(json_agg(a)::text, '') FROM core_auditevent a)"
        )
        dump = cursor.fetchone()[0]
    for secret in (LINK, "Zx9-jeton", CODE):
        assert secret not in dump
        assert secret not in logged
