"""Public pages, errors, and the pages of the demonstration."""

import pytest
from playwright.sync_api import Page, expect

from adherents.enums import Theme
from tests.e2e.conftest import OpenPage, Site
from tests.e2e.steps import expect_title, reach_sent
from tests.factories import CaisseFactory, OpeningFactory, StaffFactory
from tests.staff import code_of

pytestmark = pytest.mark.e2e

LEGAL = (
    "Mentions légales",
    "Protection des données personnelles",
    "Conditions générales d’utilisation",
    "Accessibilité",
    "Plan du site",
)


def test_each_caisse_has_its_name_and_its_colours(page: Page, site: Site) -> None:
    CaisseFactory(name="CIBTP Île-de-France", theme=Theme.BLEU)
    CaisseFactory(name="CIBTP Grand Ouest", theme=Theme.ARDOISE)
    colours = set()
    for name in ("CIBTP Île-de-France", "CIBTP Grand Ouest"):
        page.goto("/")
        page.get_by_role("link", name=f"Aller à {name}").click()
        expect(page.get_by_role("banner")).to_contain_text(name)
        expect(page.get_by_role("region", name="Espace sécurisé entreprise")).to_be_visible()
        colours.add(page.get_by_role("banner").evaluate("one => getComputedStyle(one).backgroundColor"))
    assert len(colours) == 2


def test_legal_pages_are_one_click_away_and_bear_the_caisse(page: Page, site: Site) -> None:
    caisse = CaisseFactory(name="CIBTP Grand Ouest", theme=Theme.ARDOISE)
    page.goto(f"/caisses/{caisse.slug}/")
    for label in LEGAL:
        page.get_by_role("contentinfo").get_by_role("link", name=label).click()
        expect_title(page, label)
        expect(page.get_by_role("banner")).to_contain_text("CIBTP Grand Ouest")


def test_menu_of_services_opens_and_closes(scripted: Page, site: Site) -> None:
    scripted.goto(f"/caisses/{CaisseFactory().slug}/")
    link = scripted.get_by_role("banner").get_by_role("link", name="Espace sécurisé entreprise")
    expect(link).to_be_hidden()
    scripted.get_by_text("Services en ligne").click()
    expect(link).to_be_visible()
    scripted.keyboard.press("Escape")
    expect(link).to_be_hidden()
    scripted.get_by_text("Services en ligne").click()
    scripted.get_by_role("heading", level=1).click()
    expect(link).to_be_hidden()


def test_page_that_does_not_exist_leads_home(page: Page, site: Site) -> None:
    answer = page.goto("/nulle-part/")
    assert answer.status == 404
    expect_title(page, "Cette page n’existe pas")
    expect(page.get_by_role("main").get_by_role("link", name="Retourner à l’accueil")).to_be_visible()


def test_messages_are_read_in_the_demonstration_page(page: Page, site: Site) -> None:
    reach_sent(page, OpeningFactory())
    site.last_message()
    page.get_by_role("complementary", name="Démonstration").get_by_role("link").click()
    expect_title(page, "Messages de démonstration")
    page.get_by_role("main").get_by_role("link", name="Activez").click()
    page.get_by_role("main").get_by_role("link", name="/activation/").click()
    expect_title(page, "Activez votre Espace sécurisé")


def test_components_page_shows_them_all(scripted: Page, site: Site) -> None:
    scripted.goto("/composants/")
    expect_title(scripted, "Composants")


def test_staff_sign_in_and_read_the_lists_of_the_admin(open_page: OpenPage, site: Site) -> None:
    opening = OpeningFactory(adherent__name="Durand Maçonnerie")
    staff = StaffFactory(email="sami@caisse.example", staff_caisse=opening.adherent.caisse)
    page = open_page()
    page.goto("/admin/")
    page.get_by_label("Adresse électronique").fill(staff.email)
    page.get_by_label("Mot de passe").fill("Truelle-et-Niveau-7")
    code = code_of(staff)
    page.get_by_role("button", name="Connexion").click()
    page.get_by_label("Code de l’application").fill(code)
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("heading", name="Gestion")).to_be_visible()
    for path in ("accounts/accountopening", "adherents/adherent", "adherents/establishment"):
        page.goto(f"/admin/{path}/")
        expect(page.get_by_role("main")).to_contain_text("Durand Maçonnerie")


def test_links_of_the_network_pages_reach_their_section_when_there_is_one_caisse(open_page, site) -> None:
    """The network's home then leads to the caisse's: the browser keeps the section on the way."""
    slug = CaisseFactory().slug
    page = open_page()
    for name, section in {"La caisse": "la-caisse", "Questions-réponses": "questions", "Contact": "contact"}.items():
        page.goto("/reseau/mentions-legales/")
        page.get_by_role("banner").get_by_role("link", name=name, exact=True).click()
        page.wait_for_url(f"**/caisses/{slug}/#{section}")
        expect(page.locator(f"#{section}")).to_be_in_viewport()
