"""What is kept of the planning no longer than needed; absences go with their person, as everything about them."""

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from absences.enums import CollectiveState
from absences.models import CalendarSubscription, CollectiveAbsence, CollectiveLine
from absences.services.collective import HAPPENED


def purge_drafts() -> int:
    """Delete the absences of many people that nobody went on with; return how many."""
    unfinished = CollectiveAbsence.objects.filter(state__in=(CollectiveState.DRAFT, CollectiveState.FAILED))
    entered = CollectiveLine.objects.filter(collective=OuterRef("pk"), outcome__in=HAPPENED)
    unfinished = unfinished.exclude(Exists(entered))
    old = unfinished.filter(created_at__lt=timezone.now() - settings.COLLECTIVE_DRAFT_RETENTION)
    return old.delete()[1].get(CollectiveAbsence._meta.label, 0)


def purge_calendars() -> int:
    """Delete the calendars taken back long ago; return how many."""
    limit = timezone.now() - settings.CALENDAR_RETENTION
    return CalendarSubscription.objects.filter(revoked_at__lt=limit).delete()[0]
