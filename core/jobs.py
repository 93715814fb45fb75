"""Jobs of the machinery: sending messages, giving back the jobs of dead workers, purges.

`app.periodic` passes the instant the job was due (`timestamp`), which none of these needs.
"""

from datetime import timedelta
from importlib import import_module

import pgtrigger
from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from core import delivery, queue
from core.models import AuditEvent, OutgoingMessage, ThrottleBucket
from core.outgoing import TASK

MESSAGE_PRIORITY = 10
JOB_RETENTION_HOURS = 24
FAILED_JOB_RETENTION_HOURS = 30 * 24
PURGE_BATCH = 5000
# One anti-join, in the database: however many messages wait, only those that nothing will send come back. EXCEPT
# rather than NOT EXISTS: it stays linear when the statistics are stale, as they are after a night of reminders.
_MESSAGES_WITHOUT_JOB = """
    SELECT id FROM core_outgoingmessage WHERE status = 'queued'
    EXCEPT
    SELECT (args ->> 'message_id')::bigint FROM procrastinate_jobs
    WHERE task_name = %(task)s AND status IN ('todo', 'doing')
"""


class DeliveryRetry(BaseRetryStrategy):
    """When the message says; for an accident around it (the database went away), as late as a first failure."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, delivery.TryAgain):
            return RetryDecision(retry_in={"seconds": exception.delay})
        if job.attempts >= delivery.MAX_ATTEMPTS:
            return None
        return RetryDecision(retry_in={"seconds": delivery.delay_after(job.attempts + 1)})


@app.task(queue="messages", priority=MESSAGE_PRIORITY, retry=DeliveryRetry())
def deliver_message(message_id: int) -> None:
    delivery.deliver(message_id)


@app.periodic(cron=settings.RESCUE_CRON)
@app.task(queueing_lock="core.rescue", priority=MESSAGE_PRIORITY, pass_context=True)
def rescue_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give back the jobs of workers that died, and a job to waiting messages that have none any more."""
    now = timezone.now()
    silent_since = now - timedelta(seconds=settings.STALLED_JOB_SECONDS)
    stalled = ProcrastinateJob.objects.filter(status="doing").filter(
        Q(worker=None) | Q(worker__last_heartbeat__lt=silent_since)
    )
    for job_id in stalled.exclude(pk=context.job.id or 0).values_list("pk", flat=True):
        queue.manager().retry_job_by_id(job_id, retry_at=now)
    queue.defer_many(TASK, ({"message_id": message_id} for message_id in _messages_without_job()))


def _messages_without_job() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_MESSAGES_WITHOUT_JOB, {"task": TASK})
        return [message_id for (message_id,) in cursor.fetchall()]


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="core.purge_throttle_buckets")
def purge_throttle_buckets(timestamp: int) -> None:
    ThrottleBucket.objects.filter(expires_at__lte=timezone.now()).delete()


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="core.purge_sessions")
def purge_sessions(timestamp: int) -> None:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@app.periodic(cron="27 3 * * *")
@app.task(queueing_lock="core.purge_jobs")
def purge_jobs(timestamp: int) -> None:
    """Forget finished jobs; failed ones stay longer, for whoever looks for the cause."""
    delete = async_to_sync(queue.manager().delete_old_jobs)
    delete(nb_hours=JOB_RETENTION_HOURS)
    delete(nb_hours=FAILED_JOB_RETENTION_HOURS, include_failed=True, include_cancelled=True, include_aborted=True)


@app.periodic(cron="37 3 * * *")
@app.task(queueing_lock="core.purge_journal")
def purge_journal(timestamp: int) -> None:
    """Delete lines older than `AUDIT_RETENTION`: the only place where the append-only trigger is set aside."""
    old = AuditEvent.objects.filter(at__lt=timezone.now() - settings.AUDIT_RETENTION)
    with pgtrigger.ignore("core.AuditEvent:append_only"):
        while batch := list(old.values_list("pk", flat=True)[:PURGE_BATCH]):
            AuditEvent.objects.filter(pk__in=batch).delete()


@app.periodic(cron="47 3 * * *")
@app.task(queueing_lock="core.purge_messages")
def purge_messages(timestamp: int) -> None:
    old = OutgoingMessage.objects.filter(created_at__lt=timezone.now() - settings.MESSAGE_RETENTION)
    old.exclude(status=OutgoingMessage.Status.QUEUED).delete()
