"""Jobs of the section. One whose worker died is given back by `core.jobs.rescue_stalled_jobs`."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from support.appointments import reminding
from support.appointments import retention as of_appointments
from support.broadcasts.services import keeping, sending
from support.questions.services import forget_old_readings
from support.services import presence
from support.treating import retention

MAX_TRIES = 5


@app.periodic(cron="26 4 * * *")
@app.task(queue="default", queueing_lock="support.purge_conversations")
def purge_conversations(timestamp: int) -> None:
    retention.purge_conversations()
    retention.purge_message_files()
    retention.purge_lost_files()
    presence.forget_who_wrote()


# Four times an hour: slots begin at any quarter. Nothing due costs one query.
@app.periodic(cron="9,24,39,54 * * * *")
@app.task(
    queue="default",
    queueing_lock="support.remind_of_appointments",
    lock="support.remind_of_appointments",
    retry=RetryStrategy(max_attempts=MAX_TRIES, exponential_wait=4),
)
def remind_of_appointments(timestamp: int) -> None:
    reminding.remind()


@app.periodic(cron="11 4 * * *")
@app.task(queue="default", queueing_lock="support.purge_appointments")
def purge_appointments(timestamp: int) -> None:
    of_appointments.purge_appointments()


@app.periodic(cron="17 4 * * *")
@app.task(queue="default", queueing_lock="support.forget_old_readings")
def forget_readings(timestamp: int) -> None:
    forget_old_readings()


@app.task(queue="default", retry=RetryStrategy(max_attempts=MAX_TRIES, exponential_wait=4))
def send_broadcast(broadcast_id: int) -> None:
    sending.send_broadcast(broadcast_id)


# Nothing being sent costs one query.
@app.periodic(cron="* * * * *")
@app.task(queue="default", queueing_lock="support.go_on_with_broadcasts")
def go_on_with_broadcasts(timestamp: int) -> None:
    sending.go_on()


# Before the messages are purged (core.jobs.purge_messages): their outcome goes with them.
@app.periodic(cron="21 3 * * *")
@app.task(queue="default", queueing_lock="support.forget_broadcast_recipients")
def forget_broadcast_recipients(timestamp: int) -> None:
    keeping.forget_recipients()
