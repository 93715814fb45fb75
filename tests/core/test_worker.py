"""Real workers on the test database: killed while sending, two at once, jobs that ask for messages."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from core import delivery, queue
from core.models import OutgoingMessage
from tests.core.servers import Mailbox, free_port, smtp_server

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment():
    """Production settings, on this test's database."""
    known = connection.settings_dict
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cibtp_portal.settings.base",
        "DATABASE_URL": f"postgres:///{known['NAME']}",
        "PGHOST": known["HOST"],
        "PGPORT": known["PORT"] or "5432",
        "PGUSER": known["USER"],
        "PGPASSWORD": known["PASSWORD"],
        "SECRET_KEY": django_settings.SECRET_KEY,
        "SEALING_KEYS": ",".join(django_settings.SEALING_KEYS),
        "CODE_PEPPER": django_settings.CODE_PEPPER,
        "PUBLIC_BASE_URL": "https://portail.exemple.fr",
        "ALLOWED_HOSTS": "portail.exemple.fr",
        "DEFAULT_FROM_EMAIL": django_settings.DEFAULT_FROM_EMAIL,
        "TRUSTED_PROXY_COUNT": "1",
        "SMS_ENABLED": "0",
        "EMAIL_HOST": "127.0.0.1",
        "STALLED_JOB_SECONDS": "1.5",
        "PYTHONWARNINGS": "default",
        "RESCUE_CRON": "* * * * * *",
    }


@contextmanager
def worker(environment):
    command = [sys.executable, "manage.py", "procrastinate", "worker"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.kill()
        output = process.communicate()[0].decode()
        print(output)  # noqa: T201  shown by pytest when the test fails


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "nothing happened in time"
        time.sleep(0.1)


def test_a_message_whose_worker_is_killed_is_sent_by_the_next(environment, send_link):
    with smtp_server(Mailbox(data=["hang"])) as mailbox:
        environment["EMAIL_PORT"] = str(mailbox.port)
        message = send_link()
        with worker(environment) as first:
            assert mailbox.stalled.wait(60)
            first.kill()
            first.wait()
        with worker(environment):
            wait_for(lambda: OutgoingMessage.objects.filter(pk=message.pk, status="sent").exists())
    assert len(mailbox.received) == 1
    message.refresh_from_db()
    assert message.sealed is None


def test_a_rolled_back_message_never_reaches_a_worker(environment, send_link):
    with smtp_server(Mailbox()) as mailbox:
        environment["EMAIL_PORT"] = str(mailbox.port)
        with worker(environment):
            with transaction.atomic():
                send_link(to="annulee@exemple.fr")
                transaction.set_rollback(True)
            kept = send_link(to="gardee@exemple.fr")
            wait_for(lambda: OutgoingMessage.objects.filter(pk=kept.pk, status="sent").exists())
    assert [mail["To"] for mail in mailbox.received] == ["gardee@exemple.fr"]


def test_two_workers_send_each_message_once(environment, send_link):
    with smtp_server(Mailbox()) as mailbox:
        environment["EMAIL_PORT"] = str(mailbox.port)
        messages = [send_link(to=f"personne{number}@exemple.fr") for number in range(20)]
        for message in messages:  # a second job for each, as after a rescue that came too early
            queue.defer("core.jobs.deliver_message", message_id=message.pk)
        with worker(environment), worker(environment):
            wait_for(lambda: not OutgoingMessage.objects.exclude(status="sent").exists())
    assert sorted(mail["To"] for mail in mailbox.received) == sorted(message.recipient for message in messages)


def test_a_message_held_by_another_worker_is_not_forgotten(send_link):
    """Its holder may be dying: the job that finds the row locked comes back later."""
    message = send_link()
    known = connection.settings_dict
    with psycopg.connect(
        host=known["HOST"],
        port=known["PORT"] or None,
        user=known["USER"],
        password=known["PASSWORD"],
        dbname=known["NAME"],
    ) as other:
        other.execute("SELECT 1 FROM core_outgoingmessage WHERE id = %s FOR UPDATE", [message.pk])
        connection.cursor().execute("SET lock_timeout = '2s'")
        with pytest.raises(delivery.TryAgain, match="another worker"):
            delivery.deliver(message.pk)
    connection.close()
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("queued", 0)


def test_a_failed_try_stays_recorded_although_the_job_fails(send_link, settings):
    """Without a transaction of the test around it: what is read is what was committed."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    message = send_link()
    with pytest.raises(delivery.TryAgain):
        delivery.deliver(message.pk)
    connection.close()
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("queued", 1)


def test_inside_a_worker_too_a_job_follows_the_transaction(send_link):
    """A worker has a connection of its own for jobs: asking through it would survive the rollback."""
    with app.replace_connector(app.connector.get_worker_connector()):
        with transaction.atomic():
            send_link()
            transaction.set_rollback(True)
        assert not ProcrastinateJob.objects.exists()
        message = send_link()
    assert ProcrastinateJob.objects.get().args == {"message_id": message.pk}
