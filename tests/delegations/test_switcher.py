"""Changer de tiers: companies and their sites, searched; what is pending; the journal of entries."""

import re
from datetime import date

import pytest
from django.urls import reverse

from accounts.enums import MembershipRole
from adherents.models import DeclarativePeriod
from core import pending
from core.models import AuditEvent
from core.pending import PendingSource
from core.rights import Right
from delegations import authority, switcher
from tests.factories import (
    AdherentFactory,
    DelegationFactory,
    EstablishmentFactory,
    FirmMemberFactory,
    MembershipFactory,
    PeriodFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
PAGE = "/espace/changer-de-tiers/"


@pytest.fixture
def accountant():
    return FirmMemberFactory(firm__name="Comptes et Bilans")


def client_of(accountant, name, **changes):
    adherent = AdherentFactory(name=name)
    DelegationFactory(adherent=adherent, firm=accountant.firm, rights=[Right.LEGAL_CONSULT.value], **changes)
    return adherent


def names(user, typed="", page="1"):
    return [company.name for company in switcher.choices(user, typed=typed, page=page, current_ref="").companies]


def may_change(user, ref=None):
    """As every page asks it, and as the pages that know no tiers do: both say the same."""
    access = authority.resolve(user, ref) if ref else None
    answer = authority.may_change_tiers(user)
    assert authority.may_change_tiers(user, access) == answer
    return answer


def test_it_is_offered_only_to_whoever_has_more_than_one_tiers():
    single = MembershipFactory()
    company = single.adherent
    assert not may_change(single.user, company.public_id)
    EstablishmentFactory(adherent=company, closed_on="2025-01-31")
    assert not may_change(single.user, company.public_id), "a closed site is no choice"
    EstablishmentFactory(adherent=company)
    assert may_change(single.user, company.public_id), "the company or one of its sites"
    assert may_change(single.user, company.head_office.public_id)
    of_a_site = MembershipFactory(adherent=company, establishment=company.head_office)
    assert not may_change(of_a_site.user, company.head_office.public_id)
    MembershipFactory(user=of_a_site.user)
    assert may_change(of_a_site.user, company.head_office.public_id)
    assert not may_change(UserFactory())


def test_the_clients_of_ones_firm_are_other_tiers(accountant):
    client = client_of(accountant, "Nord Maçonnerie")
    assert not may_change(accountant.user, client.public_id)
    client_of(accountant, "Sud Étanchéité")
    assert may_change(accountant.user, client.public_id)
    member = MembershipFactory(adherent=client, user=accountant.user)
    assert may_change(member.user, client.public_id)


@pytest.mark.parametrize(
    "typed",
    ["etancheite", "ÉTANCHÉITÉ", "sud étanch", "dépôt d'evry", "depot d’Évry", "{siren}", "{siret}", "{spaced}"],
)
def test_a_company_is_found_by_name_site_siren_or_siret_whatever_the_accents(accountant, typed):
    wanted = client_of(accountant, "Sud Étanchéité")
    site = EstablishmentFactory(adherent=wanted, name="Dépôt d’Évry")
    client_of(accountant, "Nord Maçonnerie")
    siren = wanted.siren
    numbers = {"siren": siren, "siret": site.siret, "spaced": f"{siren[:3]} {siren[3:6]} {siren[6:]}"}
    assert names(accountant.user, typed.format(**numbers)) == ["Sud Étanchéité"]


def test_nothing_is_found_beyond_ones_own_companies(cast):
    assert names(cast.chloe, "canari") == []
    assert cast.rival.adherent.name in names(cast.mallory, "canari")
    page = cast.browser("chloe").get(PAGE, {"q": cast.rival.adherent.siren}).content.decode()
    assert "Aucune entreprise trouvée" in page or "CANARI" not in page


def test_a_person_of_one_site_is_shown_that_site_and_not_the_company():
    site = EstablishmentFactory(name="Dépôt sud")
    user = MembershipFactory(adherent=site.adherent, establishment=site).user
    [company] = switcher.choices(user, typed="", page="1", current_ref=site.public_id).companies
    assert company.tiers is None
    assert [(choice.tiers.ref, choice.is_current) for choice in company.sites] == [(site.public_id, True)]


def test_the_sites_of_a_company_are_offered_beside_it_the_head_office_first():
    member = MembershipFactory()
    closed = EstablishmentFactory(adherent=member.adherent, name="Atelier fermé", closed_on="2025-01-31")
    open_site = EstablishmentFactory(adherent=member.adherent, name="Atelier")
    [company] = switcher.choices(member.user, typed="", page="1", current_ref="").companies
    refs = [choice.tiers.ref for choice in company.sites]
    assert refs == [member.adherent.head_office.public_id, open_site.public_id]
    assert closed.public_id not in refs
    assert company.tiers.ref == member.adherent.public_id


def test_companies_used_of_late_come_first_then_the_alphabet(accountant, client):
    for name in ("Alpha", "Bêta", "Gamma", "Oméga"):
        client_of(accountant, name)
    client.force_login(accountant.user)
    omega = next(tiers for tiers in authority.tiers_for(accountant.user) if tiers.name == "Oméga")
    assert client.post(reverse("tile_use", args=[omega.ref, switcher.ENTERED])).status_code == 204
    found = switcher.choices(accountant.user, typed="", page="1", current_ref="").companies
    assert [(company.name, company.is_recent) for company in found] == [
        ("Oméga", True),
        ("Alpha", False),
        ("Bêta", False),
        ("Gamma", False),
    ]
    assert {company.on_behalf for company in found} == {"Comptes et Bilans"}


def test_what_is_pending_is_told_to_whoever_may_know_it(accountant, monkeypatch):
    known, hidden = client_of(accountant, "Alpha"), client_of(accountant, "Bêta")
    colleague = MembershipFactory(adherent=hidden, role=MembershipRole.COLLEAGUE, rights=[])
    for adherent, number in ((known, 2), (hidden, 1)):
        for month in range(number):
            PeriodFactory(adherent=adherent, month=date(2026, 1 + month, 1))
    waiting = DeclarativePeriod.objects.all
    source = PendingSource("x", "document non lu", Right.LEGAL_CONSULT, waiting, "documents non lus", "documents:index")
    monkeypatch.setattr(pending, "sources", lambda: [source])
    found = switcher.choices(accountant.user, typed="", page="1", current_ref="").companies
    assert [company.pending for company in found] == [["2 documents non lus"], ["1 document non lu"]]
    [company] = switcher.choices(colleague.user, typed="", page="1", current_ref="").companies
    assert company.pending == []


def test_a_long_list_is_read_page_by_page_and_costs_the_same(accountant, client, django_assert_max_num_queries):
    for rank in range(500):
        EstablishmentFactory(adherent=client_of(accountant, f"Client {rank:03}"))
    assert names(accountant.user, page="25") == [f"Client {rank:03}" for rank in range(480, 500)]
    assert names(accountant.user, page="99") == names(accountant.user, page="25")
    client.force_login(accountant.user)
    client.get(PAGE)
    with django_assert_max_num_queries(10):
        page = client.get(PAGE, {"q": "client", "page": "2"}).content.decode()
    assert "21 à 40 sur 500 entreprises" in re.sub(r"\s+", " ", page.replace("\xa0", " "))
    assert "?q=client&amp;page=3" in page


@pytest.mark.parametrize("typed", ["'", "%", "\\", "<script>alert(1)</script>", "x" * 5000, "\u202e"])
def test_odd_searches_find_nothing_and_break_nothing(accountant, client, typed):
    client_of(accountant, "Alpha")
    client.force_login(accountant.user)
    response = client.get(PAGE, {"q": typed})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_entering_a_company_is_journalled_once_a_session(cast):
    chloe = cast.browser("chloe")
    home, other = (reverse("portal_home", args=[ref]) for ref in (cast.acme.ref, cast.globex.public_id))
    for address in (home, other, home, other, home):
        chloe.get(address)
    lines = AuditEvent.objects.filter(action="delegations.tiers_entered").order_by("pk")
    assert [(line.actor_id, line.adherent_id, line.via) for line in lines] == [
        (cast.chloe.pk, cast.acme.adherent.pk, cast.firm.name),
        (cast.chloe.pk, cast.globex.pk, cast.firm.name),
    ]
