"""The signed-in space: its furniture, its sections, the account and the companies attached to it."""

from time import monotonic

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Membership
from core.models import TileUse
from tests.e2e.conftest import OpenPage
from tests.e2e.steps import expect_title, type_letters
from tests.factories import MembershipFactory, OpeningFactory

pytestmark = pytest.mark.e2e

OPEN_SECTIONS = ("Informations légales et déclaratives", "Mes salariés", "Mon compte")
SECTIONS = (
    "Informations légales et déclaratives",
    "Mes salariés",
    "Arrêts et remboursements",
    "Documents",
    "Contact et questions-réponses",
    "Mon compte",
)


@pytest.fixture
def alice(site, sign_in_as) -> Membership:
    return MembershipFactory(user__email="alice@exemple.fr", adherent__name="Durand Maçonnerie")


@pytest.fixture
def home(page: Page, alice: Membership, sign_in_as) -> Page:
    return go_home(page, alice, sign_in_as)


def go_home(page: Page, alice: Membership, sign_in_as) -> Page:
    sign_in_as(page, alice.user)
    page.goto("/espace/")
    expect_title(page, "Bonjour Alice")
    return page


def open_menu(page: Page) -> Locator:
    """The menu de navigation, opened first where the screen is narrow."""
    menu = page.get_by_role("navigation", name="Menu de navigation")
    if not menu.is_visible():
        page.get_by_role("banner").locator("[data-menu-toggle]").click()
    return menu


def test_menu_leads_to_every_section_and_says_where_one_is(any_page: Page, alice, sign_in_as) -> None:
    home = go_home(any_page, alice, sign_in_as)
    for section in SECTIONS:
        link = open_menu(home).get_by_role("link", name=section)
        link.click()
        expect_title(home, section)
        expect(open_menu(home).get_by_role("link", name=section)).to_have_attribute("aria-current", "page")
        if section not in OPEN_SECTIONS:
            main = home.get_by_role("main")
            expect(main.get_by_role("heading", name="Bientôt dans cette rubrique")).to_be_attached()
            expect(main).to_contain_text("01 99 00 12 34")


def test_top_bar_names_the_company_and_the_person(home: Page) -> None:
    expect(home.get_by_role("banner")).to_contain_text("Durand Maçonnerie")
    expect(home.get_by_text("Changer de tiers")).to_have_count(0)
    open_menu(home)
    expect(home.get_by_text("Alice Martin").filter(visible=True)).to_have_count(1)


@pytest.mark.parametrize("label", ["Contacter la caisse", "Questions-réponses", "Nouveautés"])
def test_functional_bar_leads_to_the_caisse(home: Page, label: str) -> None:
    home.get_by_role("navigation", name="Barre fonctionnelle").get_by_role("link", name=label).click()
    expect_title(home, "Contact et questions-réponses")


@pytest.mark.parametrize("label", ["Aide de la page", "Tutoriel"])
def test_help_of_the_page_is_one_click_away_and_closes(home: Page, label: str) -> None:
    help_of_page = home.get_by_role("region", name="Aide de la page")
    home.get_by_role("navigation", name="Barre fonctionnelle").get_by_role("link", name=label).click()
    expect(help_of_page).to_be_in_viewport()
    home.get_by_role("link", name="Fermer l’aide").click()
    expect(home.get_by_role("heading", level=1)).to_be_in_viewport()


def test_footer_leads_to_the_legal_pages(home: Page) -> None:
    for label in ("Mentions légales", "Protection des données personnelles", "Conditions générales d’utilisation"):
        home.get_by_role("contentinfo").get_by_role("link", name=label).click()
        expect_title(home, label)


def test_tiles_say_something_and_lead_somewhere(home: Page) -> None:
    main = home.get_by_role("main")
    expect(main.get_by_role("heading", name="Mes documents récents")).to_be_visible()
    expect(main.get_by_role("region", name="Aide", exact=True)).to_be_visible()
    main.get_by_role("link", name="Tous les documents").click()
    expect_title(home, "Documents")


def test_company_is_attached_from_the_account(home: Page) -> None:
    opening = OpeningFactory(adherent__name="Toitures du Marais")
    open_menu(home).get_by_role("link", name="Mon compte").click()
    home.get_by_role("link", name="Rattacher un adhérent ou un site").click()
    type_letters(home, opening, **{"Code confidentiel provisoire": "ZZZZZ-ZZZZZ"})
    expect(home.get_by_role("alert")).to_contain_text("Vérifiez les trois champs")
    type_letters(home, opening)
    expect_title(home, "Mon compte")
    expect(home.get_by_role("main")).to_contain_text("Toitures du Marais est rattachée à votre compte.")
    home.get_by_role("banner").get_by_role("link", name="Changer de tiers").click()
    expect_title(home, "Changer de tiers")
    home.get_by_role("main").get_by_role("link", name="Toitures du Marais").click()
    expect(home.get_by_role("banner")).to_contain_text("Toitures du Marais")


def test_menu_of_a_telephone_holds_the_focus_and_closes_with_escape(open_page: OpenPage, alice, sign_in_as) -> None:
    page = open_page(375)
    sign_in_as(page, alice.user)
    page.goto("/espace/")
    menu = page.get_by_role("navigation", name="Menu de navigation")
    toggle = page.get_by_role("button", name="Menu", exact=True)
    expect(menu).to_be_hidden()
    expect(toggle).to_have_attribute("aria-expanded", "false")
    toggle.click()
    expect(menu).to_be_visible()
    close = menu.get_by_role("button", name="Fermer")
    expect(close).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('#menu')")
    expect(menu.get_by_role("button", name="Déconnexion")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(toggle).to_be_focused()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    close.click()
    expect(menu).to_be_hidden()


def test_use_of_a_tile_is_counted_without_being_waited_for(open_page: OpenPage, alice, sign_in_as) -> None:
    page = open_page()
    sign_in_as(page, alice.user)
    page.goto("/espace/")
    page.get_by_role("link", name="Tous les documents").click()
    expect_title(page, "Documents")
    soon = monotonic() + 20
    while not TileUse.objects.filter(user=alice.user, key="recent_documents").exists():
        assert monotonic() < soon
        page.wait_for_timeout(100)
