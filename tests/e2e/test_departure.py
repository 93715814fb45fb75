"""A sortie from the page of somebody: declared in the future, corrected, cancelled, in a real browser."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from employees.models import Employment, Movement
from tests.e2e.checks import assert_accessible, assert_no_sideways_scroll
from tests.e2e.conftest import OpenPage, Site
from tests.e2e.steps import expect_title, field, press
from tests.e2e.test_keyboard import press as press_by_key
from tests.e2e.test_keyboard import tab_to, type_in
from tests.employees.factories import EmployeeFactory, EmploymentFactory
from tests.factories import MembershipFactory

pytestmark = pytest.mark.e2e
NAME = "BENALI Karim"


@pytest.fixture
def member(site: Site):
    return MembershipFactory(adherent__name="Durand Maçonnerie")


@pytest.fixture
def employment(member) -> Employment:
    person = EmployeeFactory(adherent=member.adherent, last_name="Benali", first_name="Karim")
    return EmploymentFactory(employee=person)


def sheet_of(employment: Employment) -> str:
    return f"/espace/{employment.adherent.public_id}/salaries/{employment.employee.public_id}/"


def follow(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def look(page: Page, js: bool) -> None:
    """axe runs in the page: only where scripts do."""
    if js:
        assert_accessible(page)
        assert_no_sideways_scroll(page)


def test_a_departure_is_declared_corrected_and_cancelled(any_page, js, sign_in_as, member, employment) -> None:
    page = any_page
    last_day = timezone.localdate() + timedelta(days=30)
    sign_in_as(page, member.user)
    page.goto(sheet_of(employment))
    expect_title(page, NAME)
    follow(page, "Déclarer la sortie")
    field(page, "Dernier jour").fill("31/02/2027")
    page.get_by_label("Motif de sortie").select_option(label="Rupture conventionnelle")
    press(page, "Continuer")
    expect(page.get_by_role("alert")).to_contain_text("n’existe pas")
    look(page, js)
    field(page, "Dernier jour").fill(f"{last_day:%d/%m/%Y}")
    expect(page.get_by_role("checkbox", name="certificat de congé")).to_be_checked()
    press(page, "Continuer")
    expect_title(page, "Vérifier avant l’envoi")
    expect(page.get_by_role("main")).to_contain_text("Rupture conventionnelle")
    look(page, js)
    press(page, "Revenir à la saisie")
    expect(field(page, "Dernier jour")).to_have_value(f"{last_day:%d/%m/%Y}")
    press(page, "Continuer")
    press(page, "Envoyer la sortie à la caisse")
    expect_title(page, NAME)
    expect(page.get_by_role("status")).to_contain_text("La sortie est envoyée à votre caisse")
    expect(page.get_by_role("link", name="Récépissé").first).to_be_visible()
    look(page, js)
    correct_then_cancel(page, js, employment)


def correct_then_cancel(page: Page, js: bool, employment: Employment) -> None:
    sooner = timezone.localdate() + timedelta(days=10)
    follow(page, "Corriger la sortie")
    field(page, "Dernier jour").fill(f"{sooner:%d/%m/%Y}")
    look(page, js)
    press(page, "Envoyer la correction")
    expect(page.get_by_role("status")).to_contain_text("La sortie corrigée est envoyée")
    expect(page.get_by_role("main")).to_contain_text(f"au {sooner:%d/%m/%Y}")
    follow(page, "Annuler la sortie")
    expect_title(page, "Annuler la sortie")
    look(page, js)
    press(page, "Annuler la sortie")
    expect(page.get_by_role("status")).to_contain_text("le contrat continue")
    expect(page.get_by_role("main").get_by_role("link", name="Déclarer la sortie")).to_be_visible()
    look(page, js)
    employment.refresh_from_db()
    assert (employment.ends_on, Movement.objects.get().state) == (None, "cancelled")


def test_a_departure_is_declared_by_keyboard(open_page: OpenPage, sign_in_as, member, employment) -> None:
    page = open_page(1280)
    sign_in_as(page, member.user)
    page.goto(sheet_of(employment))
    press_by_key(page, page.get_by_role("main").get_by_role("link", name="Déclarer la sortie"))
    type_in(page, {"Dernier jour": f"{timezone.localdate():%d/%m/%Y}"})
    tab_to(page, page.get_by_label("Motif de sortie"))
    page.keyboard.press("ArrowDown")
    press_by_key(page, page.get_by_role("main").get_by_role("button", name="Continuer"))
    expect_title(page, "Vérifier avant l’envoi")
    press_by_key(page, page.get_by_role("main").get_by_role("button", name="Envoyer la sortie à la caisse"))
    expect(page.get_by_role("status")).to_contain_text("La sortie est envoyée à votre caisse")
    assert Movement.objects.get().departure_reason == "resignation"
