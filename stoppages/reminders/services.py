"""Each deadline is recalled once at each of the hours of the settings; a run that was killed repeats nothing."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.choices import wanting
from accounts.enums import Topic
from stoppages.models import StoppageCase
from stoppages.recipients import people_of
from stoppages.reminders import emails
from stoppages.reminders.queries import due_cases, milestone_of


def remind_of_deadlines() -> int:
    """How many cases were recalled. One transaction a case; a run that was missed is caught up by the most urgent."""
    now = timezone.now()
    due = list(due_cases(now).values_list("pk", flat=True))
    return sum(_remind(pk, now) for pk in due)


def _remind(pk: int, now: datetime) -> int:
    """Held as whoever acts on it holds it: what was sent meanwhile is not recalled any more."""
    with transaction.atomic():
        rows = StoppageCase.objects.select_for_update(of=("self",)).select_related("adherent__caisse", "establishment")
        case = rows.get(pk=pk)
        hours = milestone_of(case.due_at - now) if case.due_at is not None and not case.is_over else None
        if hours is None or _is_said(case, hours):
            return 0
        case.reminded_of, case.reminded_hours = case.due_at, hours
        case.save(update_fields=["reminded_of", "reminded_hours"])
        people = people_of(case, now)
        by_email = {person: people[person] for person in wanting(people, Topic.DEADLINES)}
        emails.deadline_near(case, by_email, now)
        emails.deadline_near_sms(case, wanting(people, Topic.DEADLINES, by_sms=True), now)
    return 1


def _is_said(case: StoppageCase, hours: int) -> bool:
    """Of this deadline, at this hour or a more urgent one; a deadline that moved is another one."""
    return case.reminded_of == case.due_at and case.reminded_hours is not None and case.reminded_hours <= hours
