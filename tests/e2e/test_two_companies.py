"""An accountant works for two companies in two tabs; one of them stops the delegation while its form is filled."""

import pytest
from playwright.sync_api import Page, expect

from adherents.models import ChangeRequest
from core.rights import Right
from tests.e2e.checks import assert_accessible
from tests.e2e.conftest import OpenPage, Site
from tests.e2e.steps import expect_title, field, press
from tests.factories import PASSWORD, AdherentFactory, DelegationFactory, FirmMemberFactory, MembershipFactory

pytestmark = pytest.mark.e2e

RIGHTS = sorted([Right.LEGAL_CONSULT.value, Right.LEGAL_ACT.value])
FORM = "informations-legales/demandes/contact/paie/"


@pytest.fixture
def companies(site: Site):
    return [AdherentFactory(name=name) for name in ("Durand Maçonnerie", "Globex Charpente")]


@pytest.fixture
def delegations(companies):
    firm = FirmMemberFactory(firm__name="Équilibre Expertise").firm
    return [DelegationFactory(adherent=company, firm=firm, rights=RIGHTS) for company in companies]


def fill(page: Page, company, name: str) -> None:
    page.goto(f"/espace/{company.public_id}/{FORM}")
    field(page, "Prénom et nom").fill(name)
    field(page, "Adresse électronique").fill("paie@cabinet.example")


def asked() -> dict[str, str]:
    return {row.adherent.name: row.asked["name"] for row in ChangeRequest.objects.select_related("adherent")}


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_each_tab_files_for_its_own_company(open_page: OpenPage, companies, delegations, sign_in_as, js: bool) -> None:
    """Z3: what the other tab opened meanwhile changes nothing."""
    first = open_page(375, js)
    sign_in_as(first, delegations[0].firm.members.get().user)
    second = first.context.new_page()
    fill(first, companies[0], "Anne Durand")
    fill(second, companies[1], "Blaise Globex")
    expect(second.get_by_role("banner")).to_contain_text("Globex Charpente")
    press(first, "Envoyer la demande")
    expect(first.get_by_role("banner")).to_contain_text("Durand Maçonnerie")
    press(second, "Envoyer la demande")
    expect(second.get_by_role("banner")).to_contain_text("Globex Charpente")
    assert asked() == {"Durand Maçonnerie": "Anne Durand", "Globex Charpente": "Blaise Globex"}
    if js:
        assert_accessible(first)


def test_a_delegation_stopped_while_the_form_is_filled_stops_the_form(
    open_page: OpenPage, companies, delegations, sign_in_as
) -> None:
    accountant = open_page(1280)
    sign_in_as(accountant, delegations[0].firm.members.get().user)
    fill(accountant, companies[0], "Anne Durand")
    other = accountant.context.new_page()
    fill(other, companies[1], "Blaise Globex")
    holder = open_page(375)
    sign_in_as(holder, MembershipFactory(adherent=companies[0]).user)
    holder.goto(f"/espace/{companies[0].public_id}/delegations/{delegations[0].public_id}/")
    holder.get_by_role("main").get_by_role("link", name="Retirer").click()
    field(holder, "Mot de passe actuel").fill(PASSWORD)
    press(holder, "Continuer")
    field(holder, "Motif").fill("Changement de cabinet")
    press(holder, "Retirer la délégation")
    expect(holder.get_by_text("n’ouvre plus rien")).to_be_visible()
    press(accountant, "Envoyer la demande")
    expect_title(accountant, "Cette page n’existe pas")
    press(other, "Envoyer la demande")
    expect(other.get_by_role("banner")).to_contain_text("Globex Charpente")
    assert asked() == {"Globex Charpente": "Blaise Globex"}
