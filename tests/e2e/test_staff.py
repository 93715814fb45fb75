"""A member of staff at work: in by two factors, somebody found, their sessions closed, their account suspended."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Session, User
from tests.accounts.walks.staff_entry import member_of_staff
from tests.e2e.checks import assert_accessible, assert_no_sideways_scroll
from tests.e2e.conftest import OpenPage, Site
from tests.e2e.steps import expect_title, sign_in
from tests.factories import PASSWORD, AdherentFactory, MembershipFactory
from tests.staff import code_of, device_of

pytestmark = pytest.mark.e2e
REASON = "Départ signalé par l’entreprise"


@pytest.fixture
def staff(site: Site) -> User:
    return member_of_staff()


@pytest.fixture
def person(staff: User) -> User:
    company = AdherentFactory(caisse=staff.staff_caisse, name="Durand Maçonnerie")
    return MembershipFactory(user__email="alice@exemple.fr", user__first_name="Alice", adherent=company).user


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).click()


def enter(page: Page, user: User) -> None:
    device_of(user)
    page.goto("/admin/")
    page.get_by_label("Adresse électronique").fill(user.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    press(page, "Connexion")
    expect_title(page, "Double authentification")
    page.get_by_label("Code de l’application, ou code de secours").fill(code_of(user))
    press(page, "Valider")
    expect_title(page, "Gestion")


def test_somebody_is_found_closed_everywhere_and_suspended(
    open_page: OpenPage, scripted: Page, staff: User, person: User
) -> None:
    page, elsewhere = scripted, open_page()
    elsewhere.goto("/connexion/")
    sign_in(elsewhere, person.email)
    expect_title(elsewhere, "Bonjour Alice")
    enter(page, staff)
    page.get_by_text("Toutes les listes").click()
    page.get_by_role("main").get_by_role("link", name="Utilisateurs").click()
    page.get_by_label("Rechercher", exact=True).fill("durand maçonnerie")
    press(page, "Rechercher")
    page.get_by_role("link", name=person.email).click()
    expect(page.get_by_role("heading", name="Intervenir")).to_be_visible()
    press(page, "Fermer toutes ses sessions")
    expect(page.get_by_text("Toutes les sessions sont fermées.")).to_be_visible()
    elsewhere.goto("/compte/")
    expect_title(elsewhere, "Connexion")
    page.get_by_text("Suspendre le compte…").click()
    press(page, "Suspendre le compte")
    expect(page.get_by_role("alert")).to_have_text("Indiquez pourquoi ce compte est suspendu.")
    assert_accessible(page)
    page.get_by_label("Motif").select_option(REASON)
    press(page, "Suspendre le compte")
    expect(page.get_by_text(re.compile("Le compte est suspendu"))).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(REASON)
    expect(page.get_by_role("main")).to_contain_text("Rétablir le compte")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    assert not Session.objects.filter(user=person).exists()
    sign_in(elsewhere, person.email)
    expect(elsewhere.get_by_role("alert")).to_be_visible()
