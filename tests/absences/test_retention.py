"""What is kept of the planning no longer than needed, purged by the nightly job itself."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from absences import jobs
from absences.models import CalendarSubscription, CollectiveAbsence
from tests.absences.factories import CalendarSubscriptionFactory, CollectiveAbsenceFactory
from tests.factories import AdherentFactory

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def purge_at(instant) -> None:
    with time_machine.travel(instant, tick=False):
        jobs.purge_planning.func(timestamp=0)


@pytest.mark.parametrize(("late", "kept"), [(timedelta(0), 1), (SECOND, 0)])
def test_a_calendar_goes_once_it_was_taken_back_long_ago(late, kept) -> None:
    adherent, now = AdherentFactory(), timezone.now()
    used = CalendarSubscriptionFactory(adherent=adherent, created_at=now - timedelta(days=4000))
    revoked = CalendarSubscriptionFactory(adherent=adherent, revoked_at=now)
    purge_at(now + settings.CALENDAR_RETENTION + late)
    rows = CalendarSubscription.objects
    assert rows.filter(pk=revoked.pk).count() == kept
    assert rows.filter(pk=used.pk).exists()


@pytest.mark.parametrize(("late", "kept"), [(timedelta(0), 1), (SECOND, 0)])
def test_a_draft_goes_when_nobody_went_on_with_it(late, kept) -> None:
    draft = CollectiveAbsenceFactory()
    purge_at(draft.created_at + settings.COLLECTIVE_DRAFT_RETENTION + late)
    assert CollectiveAbsence.objects.count() == kept
