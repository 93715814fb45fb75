"""A weather stoppage declared from the site: on a telephone in a minute, by the keyboard, without scripts."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Session
from stoppages.models import StoppageCase, StoppageDeclaration, Worksite
from tests.e2e.checks import assert_accessible, assert_no_sideways_scroll
from tests.e2e.conftest import Site
from tests.e2e.steps import expect_title, field, press, sign_in
from tests.e2e.test_keyboard import tab_to
from tests.factories import MembershipFactory
from tests.stoppages.factories import WorksiteFactory
from tests.stoppages.places.weather import at

pytestmark = pytest.mark.e2e
MOST_INTERACTIONS = 12


@pytest.fixture
def member(site: Site) -> Any:
    return MembershipFactory(adherent__name="Durand Maçonnerie", user__email="alice@exemple.fr")


@pytest.fixture
def worksite(member) -> Worksite:
    return WorksiteFactory(adherent=member.adherent, name="Le Port")


class Thumb:
    """What somebody does on the screen, counted: a tap, a choice, a field filled in."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def tap(self, role: Any, name: str) -> None:
        self.count += 1
        self.page.get_by_role("main").get_by_role(role, name=name, exact=True).click()

    def choose(self, label: str, option: str) -> None:
        """The list opened, the line chosen."""
        self.count += 2
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def fill(self, label: str, text: str) -> None:
        self.count += 1
        field(self.page, label).fill(text)


def test_a_provisional_declaration_leaves_a_telephone_in_few_gestures(open_page, js, sign_in_as, member, worksite):
    page = open_page(375, js)
    sign_in_as(page, member.user)
    page.goto(at(member, "index"))
    page.goto(at(member, "start"))
    thumb = Thumb(page)
    thumb.count += 1  # to this page
    thumb.tap("link", "Arrêt intempéries")
    thumb.choose("Chantier", "Le Port (13002 Marseille)")
    thumb.tap("radio", "Gel")
    thumb.fill("Salariés concernés, environ", "12")
    thumb.tap("button", "Continuer")
    expect(page.get_by_role("region", name="Ce qui sera envoyé")).to_contain_text("Le Port")
    thumb.tap("button", "Envoyer la déclaration provisoire")
    expect_title(page, "Déclaration provisoire envoyée")
    assert thumb.count < MOST_INTERACTIONS
    declaration = StoppageDeclaration.objects.get()
    expect(page.get_by_role("main")).to_contain_text(declaration.reference)
    with page.expect_download() as download:
        page.get_by_role("link", name="Récépissé (PDF)").click()
    assert download.value.suggested_filename == f"recepisse-{declaration.reference}.pdf"


def test_a_worksite_is_added_on_the_spot_in_few_gestures(open_page, js, sign_in_as, member):
    page = open_page(375, js)
    sign_in_as(page, member.user)
    page.goto(at(member, "start_weather"))
    thumb = Thumb(page)
    thumb.tap("radio", "Neige")
    thumb.fill("Salariés concernés, environ", "7")
    thumb.tap("button", "Ajouter un chantier")
    for label, text in {
        "Nom du chantier": "Les Tilleuls",
        "Adresse": "3 rue du Port",
        "Code postal": "13002",
        "Commune": "Marseille",
    }.items():
        thumb.fill(label, text)
    thumb.tap("button", "Ajouter le chantier")
    expect(page.get_by_label("Neige")).to_be_checked()
    expect(field(page, "Salariés concernés, environ")).to_have_value("7")
    thumb.tap("button", "Continuer")
    thumb.tap("button", "Envoyer la déclaration provisoire")
    expect_title(page, "Déclaration provisoire envoyée")
    assert thumb.count < MOST_INTERACTIONS
    assert StoppageDeclaration.objects.get().worksite.name == "Les Tilleuls"


def test_a_telephone_on_its_side_shows_all_of_it(open_page, sign_in_as, member, worksite):
    page = open_page(375)
    page.set_viewport_size({"width": 844, "height": 390})
    sign_in_as(page, member.user)
    page.goto(at(member, "start_weather", chantier=worksite.public_id))
    page.get_by_label("Pluie").check()
    assert_no_sideways_scroll(page)
    press(page, "Continuer")
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    press(page, "Envoyer la déclaration provisoire")
    expect_title(page, "Déclaration provisoire envoyée")


def test_everything_is_done_by_the_keyboard(open_page, sign_in_as, member, worksite):
    page = open_page(1280)
    sign_in_as(page, member.user)
    page.goto(at(member, "start_weather", chantier=worksite.public_id))
    tab_to(page, page.get_by_label("Gel"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Neige")).to_be_checked()
    tab_to(page, field(page, "Salariés concernés, environ"))
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect_title(page, "Déclaration provisoire")
    tab_to(page, page.get_by_role("button", name="Envoyer la déclaration provisoire"))
    page.keyboard.press("Enter")
    expect_title(page, "Déclaration provisoire envoyée")


def test_already_resumed_one_form_sends_and_leads_on(page, sign_in_as, member, worksite):
    sign_in_as(page, member.user)
    stopped, resumed = (timezone.localdate() - timedelta(days=days) for days in (4, 2))
    page.goto(at(member, "start_weather", chantier=worksite.public_id, jour=stopped.isoformat()))
    page.get_by_label("Gel").check()
    page.get_by_text("Déjà repris").click()
    field(page, "Jour de la reprise").fill(f"{resumed:%d/%m/%Y}")
    field(page, "Heure de la reprise").fill("8h")
    press(page, "Continuer")
    press(page, "Envoyer et saisir les heures")
    expect(page.get_by_role("main")).to_contain_text("Reste la définitive")
    assert StoppageDeclaration.objects.get().resumes_at is not None


def test_what_was_typed_when_the_session_ended_comes_back(page, member, worksite):
    page.goto("/connexion/")
    sign_in(page, "alice@exemple.fr")
    page.goto(at(member, "start_weather"))
    page.get_by_label("Verglas").check()
    field(page, "Salariés concernés, environ").fill("33")
    Session.objects.all().delete()
    press(page, "Continuer")
    expect_title(page, "Connexion")
    sign_in(page, "alice@exemple.fr")
    expect_title(page, "Arrêt intempéries")
    expect(page.get_by_label("Verglas")).to_be_checked()
    expect(field(page, "Salariés concernés, environ")).to_have_value("33")
    assert not StoppageCase.objects.exists()
