"""Jobs of the planning: absences of many people entered and undone, what nobody went on with forgotten.

A job whose worker died is given back by `core.jobs.rescue_stalled_jobs`.
"""

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from absences.services import collective
from absences.services.retention import purge_drafts

MAX_TRIES = 5


@app.task(queue="default", retry=RetryStrategy(max_attempts=MAX_TRIES, exponential_wait=4), pass_context=True)
def apply_collective(context: JobContext, collective_id: int, user_id: int) -> None:
    try:
        collective.apply_collective(collective_id, user_id)
    except Exception:
        if context.job.attempts >= MAX_TRIES:
            collective.give_up(collective_id)
        raise


@app.task(queue="default", retry=RetryStrategy(max_attempts=MAX_TRIES, exponential_wait=4), pass_context=True)
def undo_collective(context: JobContext, collective_id: int, user_id: int) -> None:
    try:
        collective.undo_collective(collective_id, user_id)
    except Exception:
        if context.job.attempts >= MAX_TRIES:
            collective.give_up_undoing(collective_id)
        raise


@app.periodic(cron="27 4 * * *")
@app.task(queue="default", queueing_lock="absences.purge_drafts")
def purge_collective_drafts(timestamp: int) -> None:
    purge_drafts()
