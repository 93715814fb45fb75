"""Jobs of delegations: their ends and reminders; the demandes of a file; what is kept no longer than needed."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from delegations import retention
from delegations.giving.services import ending
from delegations.requests import services as asking

MAX_TRIES = 5


# Every hour of the day: once the day is done it costs two queries, and a night without a worker is caught up.
@app.periodic(cron="22 5-20 * * *")
@app.task(queue="default", queueing_lock="delegations.end", lock="delegations.end")
def end_delegations(timestamp: int) -> None:
    ending.expire_delegations()
    ending.remind_of_ends()


@app.task(queue="default", retry=RetryStrategy(max_attempts=MAX_TRIES, exponential_wait=4))
def deliver_requests(batch_id: int, lines: list[list[str]], rights: list[str]) -> None:
    asking.deliver_requests(batch_id=batch_id, lines=lines, rights=rights)


@app.periodic(cron="7 4 * * *")
@app.task(queue="default", queueing_lock="delegations.purge_firms")
def purge_firms(timestamp: int) -> None:
    retention.purge_invitations()
    retention.purge_batches()
