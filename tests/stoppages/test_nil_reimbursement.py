"""A reimbursement of nothing, below the abattement: declared, decided, and nobody waits for a transfer."""

import pytest
from django.urls import reverse

from stoppages.enums import CaseState
from stoppages.models import StoppageCase
from stoppages.queries.proposing import proposal_of
from stoppages.services.deciding import accept_as_proposed
from tests.stoppages.staff_kit import sent_case, staff_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("wages", "waits"), [("300000", True), ("90000", False)])
def test_a_transfer_is_awaited_only_when_something_is_owed(cast, wages, waits):
    case = sent_case(cast, wages=wages)
    accept_as_proposed(case=case, by=staff_of(cast), version=case.version, shown=proposal_of(case).total)
    case = StoppageCase.objects.get(pk=case.pk)
    assert case.state == CaseState.ACCEPTED
    shown = cast.browser("alice").get(reverse("stoppages:case", args=[cast.acme.ref, case.public_id]))
    assert (
        "le remboursement est à venir" in shown.content.decode().replace("&nbsp;", " ").replace("\xa0", " ")
    ) is waits
