"""What is kept of requests of change no longer than needed, purged by the nightly job itself."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from adherents import jobs
from adherents.enums import ChangeState
from adherents.models import ChangeProof, ChangeRequest
from core import files
from tests.factories import ChangeFactory, ProofFactory

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def purge_at(instant) -> None:
    with time_machine.travel(instant, tick=False):
        jobs.purge_change_proofs.func(timestamp=0)


@pytest.mark.parametrize("state", [ChangeState.ACCEPTED, ChangeState.REFUSED, ChangeState.WITHDRAWN])
@pytest.mark.parametrize(("late", "is_kept"), [(timedelta(0), True), (SECOND, False)])
def test_proofs_go_with_their_files_once_the_request_was_closed_long_ago(state, late, is_kept) -> None:
    now = timezone.now()
    reason = "Illisible." if state == ChangeState.REFUSED else ""
    proof = ProofFactory(change=ChangeFactory(state=state, treated_at=now, reason=reason))
    purge_at(now + settings.CHANGE_PROOF_RETENTION + late)
    assert ChangeProof.objects.filter(pk=proof.pk).exists() is is_kept
    assert (proof.stored_name in files.names_in("justificatifs")) is is_kept
    assert ChangeRequest.objects.filter(pk=proof.change_id).exists()


def test_the_proofs_of_a_request_that_waits_stay() -> None:
    proof = ProofFactory()
    purge_at(timezone.now() + settings.CHANGE_PROOF_RETENTION * 3)
    assert files.read(proof.stored_name)
    assert ChangeProof.objects.filter(pk=proof.pk).exists()
