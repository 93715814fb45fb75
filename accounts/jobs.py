"""Jobs of accounts: letters, forgotten passwords, reminders of certifications that end, retention.

A job whose worker died is given back by `core.jobs.rescue_stalled_jobs`.
"""

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from accounts.letters import queries
from accounts.letters import services as letters
from accounts.person.services import renewals
from accounts.services import retention
from accounts.sign_in.services import reset

MAX_TRIES = 5


@app.task(queue="letters", retry=RetryStrategy(max_attempts=MAX_TRIES, exponential_wait=4), pass_context=True)
def prepare_letters(context: JobContext, batch_id: int) -> None:
    try:
        letters.run_letter_batch(batch_id)
    except Exception:
        if context.job.attempts >= MAX_TRIES:
            letters.mark_batch_failed(batch_id=batch_id)
        raise


@app.periodic(cron="57 3 * * *")
@app.task(queue="letters", queueing_lock="accounts.purge_letter_files")
def purge_letter_files(timestamp: int) -> None:
    for batch_id in queries.batches_to_purge(timezone.now()).values_list("pk", flat=True):
        letters.purge_letter_files(batch_id=batch_id)


@app.task(queue="default", retry=RetryStrategy(max_attempts=MAX_TRIES, exponential_wait=4))
def answer_reset(email: str) -> None:
    reset.answer_reset(email=email)


@app.periodic(cron="7 4 * * *")
@app.task(queue="default", queueing_lock="accounts.purge_accounts")
def purge_accounts(timestamp: int) -> None:
    retention.purge_pending_accounts()
    retention.purge_codes()
    retention.expire_invitations()
    retention.purge_invitations()
    retention.purge_stopped_numbers()


# Every hour of the day: once the day is done it costs one query, and a morning without a worker is caught up at noon.
@app.periodic(cron="12 5-20 * * *")
@app.task(
    queue="default",
    queueing_lock="accounts.remind_certifications",
    lock="accounts.remind_certifications",
    retry=RetryStrategy(max_attempts=MAX_TRIES, exponential_wait=4),
)
def remind_certifications(timestamp: int) -> None:
    renewals.remind(day=timezone.localdate())
