"""The signed-in space: its furniture, its sections, the account and the companies attached to it."""

import re
from time import monotonic

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Membership
from core.models import TileUse
from tests.e2e.conftest import OpenPage
from tests.e2e.steps import expect_title, menu_of, type_letters
from tests.employees.factories import EmploymentFactory
from tests.factories import MembershipFactory, OpeningFactory

pytestmark = pytest.mark.e2e

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


def test_menu_leads_to_every_section_and_says_where_one_is(any_page: Page, alice, sign_in_as) -> None:
    home = go_home(any_page, alice, sign_in_as)
    for section in SECTIONS:
        link = menu_of(home).get_by_role("link", name=section)
        link.click()
        expect_title(home, section)
        expect(menu_of(home).get_by_role("link", name=section)).to_have_attribute("aria-current", "page")


def test_top_bar_names_the_company_and_the_person(home: Page) -> None:
    expect(home.get_by_role("banner")).to_contain_text("Durand Maçonnerie")
    expect(home.get_by_role("link", name="Changer de tiers")).to_have_count(0)
    menu_of(home)
    expect(home.get_by_text("Alice Martin").filter(visible=True)).to_have_count(1)


@pytest.mark.parametrize(
    ("label", "title"),
    [("Contacter la caisse", "Écrire à la caisse"), ("Questions-réponses", "Questions-réponses")],
)
def test_functional_bar_leads_to_the_caisse(home: Page, label: str, title: str) -> None:
    open_functional_bar(home).get_by_role("link", name=label, exact=True).click()
    expect_title(home, title)


def open_functional_bar(page: Page) -> Locator:
    """At the right of a laptop; in the menu of a narrow screen."""
    bar = page.get_by_role("navigation", name="Barre fonctionnelle")
    return bar if bar.is_visible() else menu_of(page)


def test_help_opens_beside_the_page_and_closes(scripted: Page, alice, sign_in_as) -> None:
    home = go_home(scripted, alice, sign_in_as)
    help_of_page = home.get_by_role("complementary", name="Aide de la page")
    expect(help_of_page).to_be_hidden()
    open_functional_bar(home).get_by_role("link", name="Aide de la page").click()
    expect(help_of_page).to_be_in_viewport()
    expect(home.get_by_role("main").get_by_role("heading", level=1)).to_be_attached()
    home.get_by_role("link", name="Fermer l’aide").click()
    expect(help_of_page).to_be_hidden()
    expect(home.get_by_role("heading", level=1)).to_be_in_viewport()


def test_help_keeps_the_place_and_gives_the_focus_back(open_page: OpenPage, alice, sign_in_as) -> None:
    page = go_home(open_page(1280), alice, sign_in_as)
    link = page.get_by_role("navigation", name="Barre fonctionnelle").get_by_role("link", name="Aide de la page")
    title = page.get_by_role("heading", level=1)
    place = title.bounding_box()
    assert place is not None
    link.click()
    help_of_page = page.get_by_role("complementary", name="Aide de la page")
    expect(help_of_page).to_be_focused()
    moved = title.bounding_box()
    assert moved is not None
    assert (moved["x"], moved["y"]) == (place["x"], place["y"])
    page.keyboard.press("Escape")
    expect(help_of_page).to_be_hidden()
    expect(link).to_be_focused()


def test_the_functional_bar_has_what_the_guide_names(home: Page) -> None:
    bar = open_functional_bar(home)
    for label in ("Contacter la caisse", "Questions-réponses", "Aide de la page", "Nouveautés", "Tutoriel"):
        expect(bar.get_by_role("link", name=re.compile(f"^{label}"))).to_have_count(1)


def test_the_bar_of_a_telephone_leads_to_what_one_does_most(open_page: OpenPage, alice, sign_in_as) -> None:
    page = go_home(open_page(375), alice, sign_in_as)
    bar = page.get_by_role("navigation", name="Accès rapides")
    expect(bar.locator("a")).to_have_text(["Accueil", "Salariés", "Aide", "Menu"])
    bar.get_by_role("link", name="Salariés").click()
    expect_title(page, "Mes salariés")
    expect(bar.get_by_role("link", name="Salariés")).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="Embaucher").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Embaucher")
    expect(bar).to_be_hidden()
    expect(page.get_by_role("banner").get_by_role("button", name="Menu")).to_be_visible()


def test_the_breadcrumb_leads_back_to_the_list_as_it_was_left(open_page: OpenPage, alice, sign_in_as) -> None:
    page = go_home(open_page(1280), alice, sign_in_as)
    employment = EmploymentFactory(employee__adherent=alice.adherent, employee__last_name="Benali")
    space = f"/espace/{alice.adherent.public_id}/salaries/"
    page.goto(f"{space}?q=Bena")
    page.get_by_role("link", name=employment.employee.last_name.upper()).click()
    trail = page.get_by_role("navigation", name="Fil d’Ariane")
    expect(trail.locator("a")).to_have_text(["Accueil", "Mes salariés"])
    trail.get_by_role("link", name="Mes salariés").click()
    expect(page.get_by_role("searchbox")).to_have_value("Bena")


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
    menu_of(home).get_by_role("link", name="Mon compte").click()
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
    toggle = page.get_by_role("navigation", name="Accès rapides").get_by_role("button", name="Menu", exact=True)
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
