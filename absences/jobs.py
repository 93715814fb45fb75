"""Jobs of the planning: absences of many people entered and undone, what is kept no longer than needed.

A job whose worker died is given back by `core.jobs.rescue_stalled_jobs`.
"""

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from absences.services import collective, retention

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
@app.task(queue="default", queueing_lock="absences.purge_planning")
def purge_planning(timestamp: int) -> None:
    retention.purge_drafts()
    retention.purge_calendars()
