"""Jobs of the stoppages: reminders of what is to be sent, estimates when figures are published, what is kept no longer.

A job whose worker died is given back by `core.jobs.rescue_stalled_jobs`.
"""

from datetime import date

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from stoppages.reminders.services import remind_of_deadlines
from stoppages.services import refreshing, retention

MAX_TRIES = 5


# Every hour, at night too: 120 hours end at the hour when work stopped. Nothing due costs one query.
@app.periodic(cron="42 * * * *")
@app.task(
    queue="default",
    queueing_lock="stoppages.remind_deadlines",
    lock="stoppages.remind_deadlines",
    retry=RetryStrategy(max_attempts=MAX_TRIES, exponential_wait=4),
)
def remind_deadlines(timestamp: int) -> None:
    remind_of_deadlines()


@app.task(queue="default", retry=RetryStrategy(max_attempts=MAX_TRIES, exponential_wait=4))
def refresh_estimates(
    since: str, until: str | None, caisse_id: int | None, after: int, adherent_id: int | None = None
) -> None:
    refreshing.refresh_estimates(
        since=date.fromisoformat(since),
        until=date.fromisoformat(until) if until is not None else None,
        caisse_id=caisse_id,
        adherent_id=adherent_id,
        after=after,
    )


@app.task(queue="default", retry=RetryStrategy(max_attempts=MAX_TRIES, exponential_wait=4))
def settle_sick_leaves(caisse_id: int, reason: str, after: int) -> None:
    refreshing.settle_sick_leaves(caisse_id=caisse_id, reason=reason, after=after)


@app.periodic(cron="41 4 * * *")
@app.task(queue="default", queueing_lock="stoppages.purge_files")
def purge_files(timestamp: int) -> None:
    retention.purge_files()


@app.periodic(cron="51 4 * * *")
@app.task(queue="default", queueing_lock="stoppages.purge_cases")
def purge_cases(timestamp: int) -> None:
    retention.purge_cases()
