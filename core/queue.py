"""Background work asked for from services: the job is written by Django's own connection, in its transaction.

Inside a worker, procrastinate's `task.defer()` goes through the worker's connection instead: the job could run before
the rows it speaks of are committed, and would survive their rollback. `defer` never does that.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task


def manager() -> JobManager:
    """The jobs' table, through Django's connection."""
    return JobManager(DjangoConnector())


def defer(task_name: str, /, *, schedule_at: datetime | None = None, **arguments: Any) -> int:
    """Ask for `task_name` (dotted path of a task of a `jobs.py`) to be run; return the job's number.

    The job exists if and only if the current transaction is committed. Raises KeyError for an unknown task.
    """
    return _deferrer(task_name, schedule_at=schedule_at).defer(**arguments)


def defer_many(task_name: str, arguments: Iterable[Mapping[str, Any]], *, priority: int | None = None) -> list[int]:
    """As `defer`, one job for each of `arguments`, written together; `priority` replaces the task's own."""
    jobs = [dict(values) for values in arguments]
    return _deferrer(task_name, priority=priority).batch_defer(*jobs) if jobs else []


def _deferrer(task_name: str, *, schedule_at: datetime | None = None, priority: int | None = None) -> JobDeferrer:
    task = app.tasks[task_name]
    return configure_task(
        name=task.name,
        job_manager=manager(),
        queue=task.queue,
        priority=task.priority if priority is None else priority,
        lock=task.lock,
        queueing_lock=task.queueing_lock,
        schedule_at=schedule_at,
    )
