"""What a company must still declare or pay, counted for many companies at once."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse, reverse_lazy

from adherents.declarations.queries import missing_declarations
from adherents.enums import PeriodState
from adherents.models import DeclarativePeriod
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


def test_the_few_missing_months_are_not_looked_for_among_those_that_are_not_paid():
    """By an index of their own: a cabinet asks for those of hundreds of clients, among all the unpaid months."""
    companies = [AdherentFactory().pk for _ in range(20)]
    months = [date(2020 + rank // 12, 1 + rank % 12, 1) for rank in range(60)]
    fields = {"leave_contribution": 10, "due_on": date(2026, 1, 1)}
    DeclarativePeriod.objects.bulk_create(
        DeclarativePeriod(adherent_id=company, month=month, **fields) for company in companies for month in months
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE adherents_declarativeperiod")
    plan = missing_declarations().filter(adherent_id__in=companies).order_by("due_on").explain()
    assert "period_missing_by_adherent" in plan


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
