"""Runs background jobs inside a test, in its thread and its transaction, as a worker would."""

from contextlib import nullcontext
from datetime import datetime

import time_machine
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


def run_jobs(at: datetime | None = None) -> int:
    """Run every job that is due, each at most once, with those they ask for; return how many ran.

    With `at`, as if the worker came at that instant. A job whose retry strategy gives up raises its error here.
    """
    seen: set[int] = set()
    with time_machine.travel(at, tick=False) if at else nullcontext():
        while job := _due().exclude(pk__in=seen).order_by("-priority", "pk").first():
            seen.add(job.pk)
            _run(job)
    return len(seen)


def _due() -> QuerySet[ProcrastinateJob]:
    return ProcrastinateJob.objects.filter(status="todo").filter(
        Q(scheduled_at=None) | Q(scheduled_at__lte=timezone.now())
    )


def _run(row: ProcrastinateJob) -> None:
    task = app.tasks[row.task_name]
    _execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", row.pk)
    context = JobContext(app=app, job=row.procrastinate_job, start_timestamp=0.0, abort_reason=lambda: None)
    try:
        task.func(*[context] * task.pass_context, **row.args)
    except Exception as error:
        retry = task.get_retry_exception(exception=error, job=row.procrastinate_job)
        if retry is None:
            _execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", row.pk)
            raise
        retry_at = retry.retry_decision.retry_at
        _execute("SELECT procrastinate_retry_job_v2(%s, %s, NULL, NULL, NULL)", row.pk, retry_at)
    else:
        _execute("SELECT procrastinate_finish_job_v1(%s, 'succeeded', false)", row.pk)


def _execute(query: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
