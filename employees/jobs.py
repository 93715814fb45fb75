"""Jobs of the people of companies: lists sent as files, read then applied; what is kept no longer than needed.

A job whose worker died is given back by `core.jobs.rescue_stalled_jobs`.
"""

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from employees.imports.services import applying
from employees.imports.services import reading as importing
from employees.services import retention

MAX_TRIES = 5


@app.task(queue="default", retry=RetryStrategy(max_attempts=MAX_TRIES, exponential_wait=4), pass_context=True)
def read_import(context: JobContext, import_id: int) -> None:
    try:
        importing.read_import(import_id)
    except Exception:
        if context.job.attempts >= MAX_TRIES:
            importing.give_up_reading(import_id)
        raise


@app.task(queue="default", retry=RetryStrategy(max_attempts=MAX_TRIES, exponential_wait=4), pass_context=True)
def apply_import(context: JobContext, import_id: int, user_id: int) -> None:
    try:
        applying.apply_import(import_id, user_id)
    except Exception:
        if context.job.attempts >= MAX_TRIES:
            applying.give_up_applying(import_id)
        raise


@app.periodic(cron="17 4 * * *")
@app.task(queue="default", queueing_lock="employees.purge_people")
def purge_people(timestamp: int) -> None:
    retention.purge_drafts()
    retention.purge_imports()
    retention.purge_people()
