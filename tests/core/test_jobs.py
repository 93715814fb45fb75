"""When messages are tried again, when they are given up, what is done with dead workers and old rows."""

import logging
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from core import audit, delivery, jobs, queue
from core.failures import SendingFailed
from core.models import AuditEvent, OutgoingMessage, ThrottleBucket
from core.outgoing import TASK
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db


def execute(query, *values):
    with connection.cursor() as cursor:
        cursor.execute(query, values)


@pytest.fixture
def provider(monkeypatch):
    """What the mail transport does, to change at will: a list of the messages taken, and an error to raise."""

    class Provider:
        taken: list[int] = []
        error: Exception | None = SendingFailed("le prestataire répond 503")

        def transmit(self, message, content):
            if self.error is not None:
                raise self.error
            self.taken.append(message.pk)
            return "reference"

    provider = Provider()
    provider.taken = []
    monkeypatch.setitem(delivery._TRANSMIT, OutgoingMessage.Channel.EMAIL, provider.transmit)
    return provider


def test_delays_grow_then_stay_for_a_day(send_link, provider):
    message = send_link()
    started = at = timezone.now()
    delays = []
    for _ in range(delivery.MAX_ATTEMPTS - 1):
        assert run_jobs(at=at) == 1
        due = ProcrastinateJob.objects.get(status="todo").scheduled_at
        delays.append(round((due - at).total_seconds()))
        at = due
    assert delays[:8] == [10, 30, 60, 120, 300, 600, 900, 900]
    assert timedelta(hours=23, minutes=30) < at - started <= timedelta(hours=24)
    assert run_jobs(at=at) == 1
    message.refresh_from_db()
    assert (message.status, message.sealed, message.attempts) == ("failed", None, delivery.MAX_ATTEMPTS)
    assert not ProcrastinateJob.objects.filter(status="todo").exists()


@pytest.mark.parametrize("error", [KeyError("unforeseen"), ConnectionResetError(), SendingFailed("503")])
def test_any_failure_keeps_the_message(send_link, provider, error):
    provider.error = error
    message = send_link()
    run_jobs()
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("queued", 1)
    provider.error = None
    run_jobs(at=timezone.now() + timedelta(seconds=11))
    assert provider.taken == [message.pk]


def test_the_error_does_not_carry_the_message_along(send_link, provider):
    provider.error = ValueError("quoting https://portail.test/activation/Zx9-jeton-tres-secret")
    message = send_link()
    with pytest.raises(delivery.TryAgain) as raised:
        delivery.deliver(message.pk)
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None
    assert "jeton" not in str(raised.value)


def test_lost_keys_are_mended_by_an_operator_and_nothing_is_lost(send_link, provider, settings):
    provider.error = None
    message = send_link()
    keys, settings.SEALING_KEYS = settings.SEALING_KEYS, ["YW5vdGhlci1rZXktYW5vdGhlci1rZXktMDAwMDAwMDA="]
    run_jobs()
    message.refresh_from_db()
    assert (message.status, message.last_error) == ("queued", "aucune des clés SEALING_KEYS n’ouvre ce message")
    settings.SEALING_KEYS = keys
    run_jobs(at=timezone.now() + timedelta(seconds=11))
    assert provider.taken == [message.pk]


def test_a_message_past_its_object_is_not_sent(send_link, provider):
    provider.error = None
    message = send_link(expires_at=timezone.now() + timedelta(minutes=10))
    run_jobs(at=timezone.now() + timedelta(minutes=10, seconds=1))
    message.refresh_from_db()
    assert (message.status, message.sealed, message.sent_at) == ("expired", None, None)
    assert provider.taken == []


def test_a_message_is_sent_until_its_object_passes(send_link, provider):
    provider.error = None
    message = send_link(expires_at=timezone.now() + timedelta(minutes=10))
    run_jobs(at=timezone.now() + timedelta(minutes=9, seconds=59))
    assert provider.taken == [message.pk]


def test_a_job_around_a_vanished_message_ends_quietly(send_link, provider):
    send_link().delete()
    assert run_jobs() == 1
    assert not ProcrastinateJob.objects.exclude(status="succeeded").exists()


# --- Dead workers ---------------------------------------------------------------------------------------------------


def make_worker(*, silent_for):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s) RETURNING id", [silent_for]
        )
        return cursor.fetchone()[0]


def rescue():
    """Run the periodic task as its own job."""
    jobs.app.configure_task("core.jobs.rescue_stalled_jobs").defer(timestamp=0)
    return run_jobs()


@pytest.mark.parametrize(("silent_for", "taken"), [(timedelta(seconds=31), 1), (timedelta(seconds=25), 0)])
def test_jobs_of_a_silent_worker_are_given_back(send_link, provider, silent_for, taken):
    provider.error = None
    send_link()
    worker = make_worker(silent_for=silent_for)
    execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", worker)
    rescue()
    run_jobs(at=timezone.now() + timedelta(seconds=1))
    assert len(provider.taken) == taken


def test_jobs_of_a_pruned_worker_are_given_back(send_link, provider):
    provider.error = None
    send_link()
    execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL")
    rescue()
    run_jobs(at=timezone.now() + timedelta(seconds=1))
    assert len(provider.taken) == 1


def test_a_waiting_message_whose_job_is_gone_gets_another(send_link, provider):
    provider.error = None
    message = send_link()
    execute("DELETE FROM procrastinate_jobs")
    rescue()
    assert provider.taken == [message.pk]


def test_the_rescue_leaves_alone_what_a_job_still_carries(send_link, provider):
    """Waiting, being sent or tried again later: one job each is enough."""
    names = ("waiting", "doing", "later", "lost", "given_up")
    messages = {name: send_link(to=f"{name}@exemple.fr") for name in names}
    of = {name: ProcrastinateJob.objects.get(args__message_id=message.pk).pk for name, message in messages.items()}
    worker = make_worker(silent_for=timedelta(0))
    execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", worker, of["doing"])
    execute("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '10 minutes' WHERE id = %s", of["later"])
    execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", of["given_up"])
    execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", of["given_up"])
    execute("DELETE FROM procrastinate_jobs WHERE id = %s", of["lost"])
    # The job of something else, with the same number, carries no message.
    execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('x', 'x', %s)",
        f'{{"message_id": {messages["lost"].pk}}}',
    )
    assert sorted(jobs._messages_without_job()) == sorted(messages[name].pk for name in ("lost", "given_up"))
    jobs.rescue_stalled_jobs.func(SimpleNamespace(job=SimpleNamespace(id=None)), timestamp=0)
    asked = ProcrastinateJob.objects.filter(task_name="core.jobs.deliver_message", status__in=["todo", "doing"])
    assert sorted(asked.values_list("args__message_id", flat=True)) == sorted(m.pk for m in messages.values())
    assert {job.priority for job in asked} == {jobs.MESSAGE_PRIORITY}


def test_the_rescue_costs_the_same_however_many_messages_wait():
    """Nothing of ten thousand healthy messages is read into the worker."""
    costs = []
    for count in (10, 10_000):
        waiting = OutgoingMessage.objects.bulk_create(
            OutgoingMessage(channel="email", kind="tests/plain", recipient="a@exemple.fr") for _ in range(count)
        )
        queue.defer_many(TASK, ({"message_id": message.pk} for message in waiting))
        rows: list[int] = []

        def counted(run, sql, params, many, context, rows=rows):
            result = run(sql, params, many, context)
            rows.append(max(0, context["cursor"].rowcount))
            return result

        with connection.execute_wrapper(counted):
            jobs.rescue_stalled_jobs.func(SimpleNamespace(job=SimpleNamespace(id=None)), timestamp=0)
        costs.append((len(rows), sum(rows)))
    assert costs == [(2, 0), (2, 0)]


def test_the_rescue_asks_nothing_twice(send_link, provider):
    send_link()
    run_jobs()
    rescue()
    rescue()
    assert ProcrastinateJob.objects.filter(task_name="core.jobs.deliver_message").count() == 1


# --- Purges ---------------------------------------------------------------------------------------------------------


def test_old_counters_go(settings):
    now = timezone.now()
    ThrottleBucket.objects.create(key=b"old", count=1, expires_at=now - timedelta(seconds=1))
    ThrottleBucket.objects.create(key=b"new", count=1, expires_at=now + timedelta(seconds=60))
    jobs.purge_throttle_buckets.func(0)
    assert [bytes(bucket.key) for bucket in ThrottleBucket.objects.all()] == [b"new"]


def test_old_journal_goes_and_the_rest_stays_append_only(settings):
    with time_machine.travel(timezone.now() - settings.AUDIT_RETENTION - timedelta(days=1)):
        audit.record("core.throttled", target="old")
    audit.record("core.throttled", target="new")
    jobs.purge_journal.func(0)
    assert [event.target for event in AuditEvent.objects.all()] == ["new"]
    with pytest.raises(DatabaseError, match="Cannot update or delete"):
        AuditEvent.objects.all().delete()


def test_old_messages_go_but_never_one_that_waits(send_link, settings, provider):
    provider.error = None
    with time_machine.travel(timezone.now() - settings.MESSAGE_RETENTION - timedelta(days=1)):
        old, waiting = send_link(), send_link(to="b@exemple.fr")
        delivery.deliver(old.pk)
    recent = send_link(to="c@exemple.fr")
    jobs.purge_messages.func(0)
    assert set(OutgoingMessage.objects.all()) == {waiting, recent}


def test_finished_jobs_go_after_a_day_and_failed_ones_after_a_month(send_link):
    for status in ("succeeded", "failed", "todo"):
        send_link(to=f"{status}@exemple.fr")
    rows = dict(zip(("succeeded", "failed", "todo"), ProcrastinateJob.objects.order_by("pk"), strict=True))
    for status in ("succeeded", "failed"):
        execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", rows[status].pk)
        execute(
            "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s", status, rows[status].pk
        )
    execute("UPDATE procrastinate_events SET at = now() - interval '25 hours'")
    jobs.purge_jobs.func(0)
    assert set(ProcrastinateJob.objects.values_list("status", flat=True)) == {"failed", "todo"}
    execute("UPDATE procrastinate_events SET at = now() - interval '31 days'")
    jobs.purge_jobs.func(0)
    assert set(ProcrastinateJob.objects.values_list("status", flat=True)) == {"todo"}


def test_every_periodic_job_is_registered():
    registered = {task.name for task, _ in ((t.task, t) for t in jobs.app.periodic_registry.periodic_tasks.values())}
    names = {"rescue_stalled_jobs", "purge_throttle_buckets", "purge_sessions", "purge_jobs", "purge_journal"}
    assert {f"core.jobs.{name}" for name in names | {"purge_messages"}} <= registered


def test_failures_are_logged_without_the_recipient(send_link, provider, caplog):
    with caplog.at_level(logging.WARNING, logger="core.delivery"):
        message = send_link()
        run_jobs()
    assert f"message {message.pk} not sent (try 1): le prestataire répond 503" in caplog.text
    assert "alice@exemple.fr" not in caplog.text
