"""What a company must still declare or pay, counted for many companies at once."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse, reverse_lazy

from adherents.enums import PeriodState
from core import pending
from core.rights import Right
from tests.factories import AdherentFactory, PeriodFactory

pytestmark = pytest.mark.django_db
CHOICE = reverse_lazy("choose_tiers")


def waiting(*adherents) -> dict[int, list[str]]:
    return pending.pending_by_company({adherent.pk: frozenset({Right.LEGAL_CONSULT}) for adherent in adherents})


def test_months_are_counted_by_company():
    late, paid, other = AdherentFactory(), AdherentFactory(), AdherentFactory()
    PeriodFactory(adherent=late, month=date(2026, 1, 1), state=PeriodState.MISSING)
    PeriodFactory(adherent=late, month=date(2026, 2, 1))
    PeriodFactory(adherent=late, month=date(2026, 3, 1))
    PeriodFactory(adherent=other, month=date(2026, 1, 1))
    with time_machine.travel(date(2026, 4, 20)):
        # March is due on 15 May.
        assert waiting(late, paid) == {late.pk: ["1 déclaration manquante", "1 échéance à régler"], paid.pk: []}


def test_the_last_day_to_pay_is_not_late():
    month = PeriodFactory(month=date(2026, 1, 1))
    with time_machine.travel(month.due_on):
        assert waiting(month.adherent) == {month.adherent_id: []}
    with time_machine.travel(month.due_on + timedelta(days=1)):
        assert waiting(month.adherent) == {month.adherent_id: ["1 échéance à régler"]}


def test_they_are_on_the_home_page_and_beside_the_company(cast):
    PeriodFactory(adherent=cast.acme.adherent, month=date(2025, 2, 1), state=PeriodState.MISSING)
    alice = cast.browser("alice")
    home, choice = (alice.get(page).content.decode() for page in (reverse("portal_home", args=[cast.acme.ref]), CHOICE))
    assert "Février 2025, déclaration manquante" in home
    assert f"{reverse('adherents:declaration', args=[cast.acme.ref, '2025-02'])}#que-faire" in home
    assert "1 déclaration manquante" in choice
    chloe = cast.browser("chloe").get(CHOICE).content.decode()
    assert "déclaration manquante" not in chloe, "she may not read the declarations"
