"""Which cases are due soon."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet

from stoppages.models import StoppageCase


def milestone_of(left: timedelta) -> int | None:
    """The most urgent number of hours reached; None: it is too early, or too late."""
    reached = [hours for hours in settings.STOPPAGE_REMINDERS_HOURS if timedelta() < left <= timedelta(hours=hours)]
    return min(reached, default=None)


def due_cases(now: datetime) -> QuerySet[StoppageCase]:
    """Those whose deadline is near; what was said of it already is looked at case by case, under its lock."""
    last = now + timedelta(hours=max(settings.STOPPAGE_REMINDERS_HOURS, default=0))
    rows = StoppageCase.objects.open().filter(due_at__gt=now, due_at__lte=last)
    said = Q(reminded_of=F("due_at"), reminded_hours__lte=min(settings.STOPPAGE_REMINDERS_HOURS, default=0))
    return rows.exclude(said).order_by("due_at", "pk")
