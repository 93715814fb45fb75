"""What firms leave behind, purged by the nightly job itself."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from delegations import jobs
from delegations.models import DelegationRequest, FirmInvitation, RequestBatch
from tests.factories import AdherentFactory, FirmFactory, UserFactory

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def purge_at(instant) -> None:
    with time_machine.travel(instant, tick=False):
        jobs.purge_firms.func(timestamp=0)


@pytest.mark.parametrize("over", ["accepted_at", "withdrawn_at", "expires_at"])
@pytest.mark.parametrize(("late", "kept"), [(timedelta(0), 1), (SECOND, 0)])
def test_an_invitation_goes_once_it_has_been_over_for_long(over, late, kept) -> None:
    now = timezone.now()
    dates = {"created_at": now - timedelta(days=4000), "expires_at": now - timedelta(days=3993), over: now}
    FirmInvitation.objects.create(firm=FirmFactory(), email="eve@exemple.fr", token_digest="a", **dates)
    purge_at(now + settings.INVITATION_RETENTION + late)
    assert FirmInvitation.objects.count() == kept


def test_an_invitation_that_waits_stays_however_old() -> None:
    now = timezone.now()
    dates = {"created_at": now - timedelta(days=4000), "expires_at": now + timedelta(days=1)}
    FirmInvitation.objects.create(firm=FirmFactory(), email="eve@exemple.fr", token_digest="a", **dates)
    purge_at(now)
    assert FirmInvitation.objects.count() == 1


@pytest.mark.parametrize(("late", "kept"), [(timedelta(0), 1), (SECOND, 0)])
def test_a_file_of_demandes_goes_and_each_demande_stays_the_company_s(late, kept) -> None:
    firm, user = FirmFactory(), UserFactory()
    batch = RequestBatch.objects.create(firm=firm, asked_by=user, line_count=1)
    request = DelegationRequest.objects.create(
        adherent=AdherentFactory(), firm=firm, batch=batch, asked_by=user, email=user.email, rights=["absences.act"]
    )
    purge_at(batch.created_at + settings.DELEGATION_REQUEST_RETENTION + late)
    assert RequestBatch.objects.count() == kept
    assert DelegationRequest.objects.filter(pk=request.pk).exists()
