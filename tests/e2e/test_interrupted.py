"""A session that ends in the middle of a hire, in a browser: nothing is lost, nor done."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Session
from employees.models import HireDraft
from tests.e2e.checks import assert_accessible, assert_no_sideways_scroll
from tests.e2e.steps import expect_title, field, press, sign_in
from tests.employees.hire_kit import NIR, Office
from tests.factories import MembershipFactory

pytestmark = pytest.mark.e2e


@pytest.fixture
def bureau(site) -> Office:
    return Office(MembershipFactory(user__email="alice@exemple.fr"))


def test_a_hire_typed_when_the_session_ended_goes_on(scripted: Page, bureau) -> None:
    page = scripted
    page.goto("/connexion/")
    sign_in(page, "alice@exemple.fr")
    page.goto(bureau.url("start_hire"))
    page.get_by_label("Monsieur").check()
    field(page, "Nom").fill("d’Almeida-Nuñez")
    field(page, "Prénom").fill("Karim")
    field(page, "Date de naissance").fill("17 mai 1985")
    field(page, "Numéro de sécurité sociale (NIR)").fill(NIR)
    Session.objects.all().delete()
    press(page, "Enregistrer et continuer")
    expect_title(page, "Connexion")
    expect(page.get_by_role("main")).to_contain_text("Ce que vous avez saisi est gardé")
    sign_in(page, "alice@exemple.fr")
    expect_title(page, "Embaucher")
    expect(page.get_by_role("main")).to_contain_text("est revenu dans le formulaire")
    expect(field(page, "Nom")).to_have_value("d’Almeida-Nuñez")
    expect(page.get_by_label("Monsieur")).to_be_checked()
    assert not HireDraft.objects.exists()
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    press(page, "Enregistrer et continuer")
    expect(page.get_by_role("main")).to_contain_text("Étape 2 sur 5")
    assert HireDraft.objects.get().masked_nir.startswith(NIR[0])


def test_a_second_tab_left_open_goes_on_too(page: Page, bureau) -> None:
    page.goto("/connexion/")
    sign_in(page, "alice@exemple.fr")
    page.goto(bureau.url("create_crew"))
    field(page, "Nom de l’équipe").fill("Gros œuvre")
    Session.objects.all().delete()
    other = page.context.new_page()
    other.goto("/connexion/")
    sign_in(other, "alice@exemple.fr")
    expect_title(other, "Bonjour Alice")
    press(page, "Créer l’équipe")
    expect(page.get_by_role("main")).to_contain_text("est revenu dans le formulaire")
    expect(field(page, "Nom de l’équipe")).to_have_value("Gros œuvre")
    press(page, "Créer l’équipe")
    expect(page.get_by_role("main")).to_contain_text("Gros œuvre")
