"""The periodic re-certification: who is reminded, once a milestone, by batches that a killed run takes up again (D5).

One run a day (`CertificationRun`). A batch is one transaction: it takes the next people, writes their reminders, of
which the database keeps one a milestone, stores the messages of those kept, and moves the run forward. Killed anywhere
and started again, a run repeats nothing and forgets nobody. A day without a run is caught up by the next one: a person
gets the most urgent reminder that is due, and no other.

Left out: suspended, closed and never activated accounts; addresses known to fail; certifications already over (their
sign-in says so); and the caisses' staff who hold no company, for whom the second factor stands at the door instead.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts import emails
from accounts.choices import wanting
from accounts.enums import Milestone, Topic
from accounts.models import CertificationRun, User
from accounts.person import queries
from accounts.person.services.certification import renewal_token

BATCH_SIZE = 1000
# Written together; a reminder that exists already is not returned: nothing is sent for it.
_CLAIM = """
    INSERT INTO accounts_certificationreminder (user_id, certified_at, milestone, sent_at)
    SELECT *, %(now)s FROM unnest(%(users)s::bigint[], %(certified)s::timestamptz[], %(milestones)s::int[])
    ON CONFLICT ON CONSTRAINT a_reminder_is_sent_once DO NOTHING
    RETURNING user_id
"""


def remind(*, day: date, batch_size: int = BATCH_SIZE) -> CertificationRun:
    """Remind everyone who is due that day; nothing more happens when the day was done."""
    CertificationRun.objects.get_or_create(day=day)
    while remind_next_batch(day=day, batch_size=batch_size):
        pass
    return CertificationRun.objects.get(day=day)


def remind_next_batch(*, day: date, batch_size: int = BATCH_SIZE) -> bool:
    """One batch, one transaction; False once the run is over. Two workers on the same day take turns."""
    with transaction.atomic():
        run = CertificationRun.objects.select_for_update().get(day=day)
        if run.finished_at is not None:
            return False
        people = queries.due_for_reminder(day, after=run.last_user_id)[:batch_size]
        due = [(person, days_left(person, day)) for person in people]
        claimed = _claim(due)
        _send([(person, left) for person, left in due if person.pk in claimed])
        run.seen_count += len(due)
        run.reminded_count += len(claimed)
        run.last_user_id = due[-1][0].pk if due else run.last_user_id
        run.finished_at = timezone.now() if len(due) < batch_size else None
        run.save()
    return run.finished_at is None


def days_left(person: User, day: date) -> int:
    """Whole days, in France, from that day to the one when the certification ends."""
    until = person.email_certified_until
    if until is None:
        raise ValueError("never certified")
    return (timezone.localtime(until).date() - day).days


def milestone_of(left: int) -> Milestone:
    """The most urgent milestone reached with that many days left: 29 → J-30, 7 → J-7, 1 → J-7, 0 → J."""
    return min((milestone for milestone in Milestone if milestone >= left), key=int)


def _claim(due: Sequence[tuple[User, int]]) -> set[int]:
    """Write the reminders; return those whom nothing had reminded of this milestone yet."""
    certified: list[datetime | None] = [person.email_certified_at for person, _ in due]
    values: dict[str, Any] = {
        "now": timezone.now(),
        "users": [person.pk for person, _ in due],
        "certified": certified,
        "milestones": [int(milestone_of(left)) for _, left in due],
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        return {user_id for (user_id,) in cursor.fetchall()}


def _send(reminded: Sequence[tuple[User, int]]) -> None:
    emails.certification_reminders((person, left, renewal_token(person)) for person, left in reminded)
    last_day = [person for person, left in reminded if left == 0]
    emails.certification_reminders_sms(wanting(last_day, Topic.SECURITY, by_sms=True))
