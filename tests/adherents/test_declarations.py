"""Declarations and contributions as a company reads them, and the rule of the attestation de mise à jour."""

import re
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from adherents.declarations import queries
from adherents.enums import PeriodState
from adherents.models import DeclarativePeriod
from adherents.tiles import CONTRIBUTIONS
from core.rights import Right
from delegations import authority
from tests.cast import CANARY
from tests.factories import EstablishmentFactory, MembershipFactory, PeriodFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
OWED = Decimal("2000.50")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-23T12:00:00+01:00", tick=False):
        yield


@pytest.fixture
def member():
    return MembershipFactory()


@pytest.fixture
def adherent(member):
    return member.adherent


def access_of(member):
    site = member.establishment
    return authority.resolve(member.user, site.public_id if site else member.adherent.public_id)


def page(client, member, name="declarations", *args, **query):
    client.force_login(member.user)
    return client.get(reverse(f"adherents:{name}", args=[access_of(member).tiers.ref, *args]), query)


def paid(adherent, month, **values):
    return PeriodFactory(adherent=adherent, month=month, paid=OWED, **values)


def test_nothing_known_is_neither_up_to_date_nor_late(client, member):
    standing = queries.standing_of(access_of(member))
    assert (standing.has_periods, standing.is_up_to_date, standing.late_since) == (False, False, None)
    assert "aucune déclaration" in page(client, member, "index").content.decode()


def test_everything_due_paid_is_up_to_date(client, member, adherent):
    paid(adherent, date(2026, 8, 1))
    PeriodFactory(adherent=adherent, month=date(2026, 10, 1))  # due on 15 December
    standing = queries.standing_of(access_of(member))
    assert standing.is_up_to_date
    assert (standing.to_pay, standing.next_due_on) == (OWED, date(2026, 12, 15))
    assert "à jour" in page(client, member, "index").content.decode()


@pytest.mark.parametrize(
    ("values", "late"),
    [
        ({"paid": OWED}, False),
        ({"paid": OWED - Decimal("0.01")}, True),
        ({"paid": OWED + 5}, False),
        ({"state": PeriodState.MISSING}, True),
        ({"state": PeriodState.ANOMALY, "paid": OWED}, False),
        ({"state": PeriodState.ANOMALY}, True),
    ],
)
def test_the_rule_of_the_attestation(member, adherent, values, late):
    PeriodFactory(adherent=adherent, month=date(2026, 8, 1), **values)
    standing = queries.standing_of(access_of(member))
    assert standing.is_up_to_date is not late
    assert standing.late_since == (date(2026, 10, 15) if late else None)


def test_the_day_it_is_due_is_not_yet_late(member, adherent):
    PeriodFactory(adherent=adherent, month=date(2026, 9, 1), due_on=TODAY)
    PeriodFactory(adherent=adherent, month=date(2026, 8, 1), state=PeriodState.MISSING, due_on=TODAY)
    assert queries.standing_of(access_of(member)).is_up_to_date


def test_an_overpaid_month_does_not_pay_another(member, adherent):
    PeriodFactory(adherent=adherent, month=date(2026, 7, 1), paid=OWED * 3)
    PeriodFactory(adherent=adherent, month=date(2026, 8, 1))
    standing = queries.standing_of(access_of(member))
    assert (standing.unpaid, standing.unpaid_count, standing.is_up_to_date) == (OWED, 1, False)


def test_the_page_shows_twelve_months_their_states_and_totals(client, member, adherent):
    for rank in range(1, 11):
        paid(adherent, date(2026, rank, 1))
    PeriodFactory(adherent=adherent, month=date(2025, 12, 1), state=PeriodState.MISSING)
    PeriodFactory(adherent=adherent, month=date(2025, 11, 1), state=PeriodState.ANOMALY)
    paid(adherent, date(2025, 10, 1))
    response = page(client, member)
    body = response.content.decode()
    assert [month.key for month in response.context["months"]][::11] == ["2026-10", "2025-11"]
    assert response.context["totals"]["owed"] == OWED * 11
    assert "Effectif incohérent avec la DSN" in body
    assert "Déclarations manquantes&nbsp;: décembre 2025" in body
    assert body.count('<rect class="chart__') == 12 * 3 + 1
    assert "22005,50€decotisations" in re.sub(r"\s", "", body)


def test_a_year_is_chosen_by_the_address_and_nonsense_falls_back(client, member, adherent):
    paid(adherent, date(2025, 3, 1))
    paid(adherent, date(2026, 3, 1))
    assert [month.key for month in page(client, member, annee="2025").context["months"]] == ["2025-03"]
    for nonsense in ("1", "20x5", "9999999", "-1"):
        assert [month.key for month in page(client, member, annee=nonsense).context["months"]] == ["2026-03"]
    empty = page(client, member, annee="2003").content.decode()
    assert "Aucune déclaration pour cette période" in empty


def test_sites_that_declare_by_themselves_are_added_together_and_detailed(client, member, adherent):
    first, second = (EstablishmentFactory(adherent=adherent, name=name) for name in ("Atelier", "Dépôt"))
    paid(adherent, date(2026, 8, 1), establishment=first)
    PeriodFactory(adherent=adherent, month=date(2026, 8, 1), establishment=second, state=PeriodState.ANOMALY)
    (month,) = page(client, member).context["months"]
    assert (month.owed, month.balance, month.state) == (OWED * 2, OWED, PeriodState.ANOMALY)
    detail = page(client, member, "declaration", "2026-08").content.decode()
    assert "Atelier" in detail
    assert "Dépôt" in detail
    assert "Message de la caisse" in detail


@pytest.mark.parametrize("key", ["2026-13", "2026-00", "1999-01", "2026-1", "abc", "2024-01"])
def test_a_month_that_does_not_exist_is_not_found(client, member, key):
    assert page(client, member, "declaration", key).status_code == 404


def test_a_person_of_one_site_sees_that_site_only(client, adherent):
    site, other = (EstablishmentFactory(adherent=adherent, name=name) for name in ("Atelier", "Dépôt secret"))
    person = MembershipFactory(adherent=adherent, establishment=site, user=UserFactory())
    paid(adherent, date(2026, 8, 1), establishment=site)
    PeriodFactory(adherent=adherent, month=date(2026, 8, 1), establishment=other)
    PeriodFactory(adherent=adherent, month=date(2026, 7, 1), state=PeriodState.MISSING)
    assert queries.standing_of(access_of(person)).is_up_to_date
    (month,) = page(client, person).context["months"]
    assert month.owed == OWED
    assert "Dépôt secret" not in page(client, person, "declaration", "2026-08").content.decode()
    assert page(client, person, "declaration", "2026-07").status_code == 404
    home = page(client, person, "index").content.decode()
    assert "Dépôt secret" not in home
    assert "Compte bancaire" not in home


def test_the_tile_says_what_is_to_pay_and_when(member, adherent):
    PeriodFactory(adherent=adherent, month=date(2026, 10, 1))
    access = access_of(member)
    with CaptureQueriesContext(connection) as captured:
        standing = CONTRIBUTIONS.context(access)["standing"]
    assert len(captured) == 1
    assert (standing.to_pay, standing.next_due_on) == (OWED, date(2026, 12, 15))


@pytest.mark.parametrize(
    "values",
    [
        {"month": date(2026, 1, 2)},
        {"due_on": date(2026, 1, 1)},
        {"state": PeriodState.MISSING, "leave_contribution": Decimal("1")},
        {"state": PeriodState.ANOMALY, "message": ""},
        {"leave_base": Decimal("-1")},
    ],
)
def test_the_database_refuses_a_period_that_makes_no_sense(adherent, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        PeriodFactory(adherent=adherent, **values)


def test_a_month_is_known_once_for_the_company_and_once_a_site(adherent):
    paid(adherent, date(2026, 8, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        paid(adherent, date(2026, 8, 1))
    paid(adherent, date(2026, 8, 1), establishment=adherent.head_office)
    assert DeclarativePeriod.objects.count() == 2


def test_an_accountant_reads_declarations_but_no_bank_account(cast):
    type(cast.delegation).objects.filter(pk=cast.delegation.pk).update(rights=[Right.LEGAL_CONSULT])
    chloe = cast.browser("chloe")
    home = chloe.get(reverse("adherents:index", args=[cast.acme.ref])).content.decode()
    assert "Titulaire ACME" not in home
    assert "FR76" not in home
    assert not re.search(r"<h2[^>]*>Compte bancaire", home)
    assert CANARY not in home
    assert chloe.get(reverse("adherents:declarations", args=[cast.acme.ref])).status_code == 200


def test_people_of_the_company_see_the_two_ends_of_its_iban_and_no_more(cast):
    for person in ("alice", "bruno"):
        home = cast.browser(person).get(reverse("adherents:index", args=[cast.acme.ref])).content.decode()
        assert "FR76 •••• … 189" in home
        assert "30006" not in home
