"""The help and the tutorial of five pages by keyboard; offered once; everything is read without a script too."""

from time import monotonic

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Membership, User
from tests.e2e.checks import assert_accessible
from tests.e2e.conftest import OpenPage
from tests.e2e.steps import expect_title
from tests.employees.factories import EmploymentFactory
from tests.factories import MembershipFactory

pytestmark = pytest.mark.e2e

# (address under the company, the title of its first step)
PAGES = (
    ("", "Vos services, en tuiles"),
    ("salaries/", "Trouver quelqu’un"),
    ("planning/", "Changer de période"),
    ("informations-legales/", "À jour ou non"),
    ("collegues/", "Qui agit pour l’entreprise"),
)


@pytest.fixture
def member(site) -> Membership:
    member = MembershipFactory(adherent__name="Durand Maçonnerie")
    EmploymentFactory(employee__adherent=member.adherent)
    return member


def bubble(page: Page) -> Locator:
    return page.locator(".driver-popover")


def go_on(page: Page, shown: str) -> None:
    """A step takes no key before it has come to rest, four tenths of a second after it is seen."""
    soon = monotonic() + 10
    while shown not in bubble(page).inner_text():
        assert monotonic() < soon, shown
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(500)


def test_help_and_tutorial_of_five_pages_by_keyboard(open_page: OpenPage, member, sign_in_as) -> None:
    page = open_page(1280, reduced_motion="reduce")
    sign_in_as(page, member.user)
    for path, first in PAGES:
        page.goto(f"/espace/{member.adherent.public_id}/{path}")
        bar = page.get_by_role("navigation", name="Barre fonctionnelle")
        opener = bar.get_by_role("link", name="Aide de la page")
        opener.press("Enter")
        help_of_page = page.get_by_role("complementary", name="Aide de la page")
        expect(help_of_page).to_be_focused()
        expect(help_of_page.locator(".page-help__text")).to_be_visible()
        page.keyboard.press("Escape")
        expect(opener).to_be_focused()
        tutorial = bar.get_by_role("link", name="Tutoriel")
        tutorial.press("Enter")
        expect(bubble(page)).to_contain_text(first)
        go_on(page, "2 sur")
        page.keyboard.press("Escape")
        expect(bubble(page)).to_have_count(0)
        expect(tutorial).to_be_focused()
    tutorial.press("Enter")
    expect(bubble(page)).to_contain_text("1 sur")
    assert_accessible(page)


def test_a_tutorial_is_offered_once_and_follows_what_the_screen_shows(open_page: OpenPage, member, sign_in_as) -> None:
    User.objects.filter(pk=member.user_id).update(offers_tutorials=True)
    page = open_page(375, reduced_motion="reduce")
    sign_in_as(page, member.user)
    address = f"/espace/{member.adherent.public_id}/salaries/"
    with page.expect_response(lambda answer: answer.url.endswith("/tutoriel-vu/")):
        page.goto(address)
    offer = page.get_by_role("region", name="Tutoriel proposé")
    offer.get_by_role("link", name="Suivre le tutoriel").click()
    expect(bubble(page)).to_contain_text("Trouver quelqu’un")
    expect(offer).to_have_count(0)
    while bubble(page).get_by_role("button", name="Suivant").is_visible():
        bubble(page).get_by_role("button", name="Suivant").click()
    bubble(page).get_by_role("button", name="Terminer").click()
    expect(bubble(page)).to_have_count(0)
    page.goto(address)
    expect_title(page, "Mes salariés")
    expect(offer).to_have_count(0)


def test_a_tutorial_of_one_thing_is_offered_once_there_are_others(open_page: OpenPage, member, sign_in_as) -> None:
    User.objects.filter(pk=member.user_id).update(offers_tutorials=True)
    page = open_page(1280)
    sign_in_as(page, member.user)
    address = f"/espace/{member.adherent.public_id}/salaries/"
    # A page that shows but one of the things that its tutorial tells.
    page.add_init_script(
        """new MutationObserver(() => {
          for (const part of [...document.querySelectorAll("[data-tour]")].slice(1)) part.hidden = true;
        }).observe(document, { childList: true, subtree: true });"""
    )
    page.goto(address)
    expect_title(page, "Mes salariés")
    expect(page.get_by_role("region", name="Tutoriel proposé")).to_have_count(0)
    assert User.objects.get(pk=member.user_id).tutorials_seen == []


def test_help_and_tutorial_are_a_page_without_a_script(open_page: OpenPage, member, sign_in_as) -> None:
    User.objects.filter(pk=member.user_id).update(offers_tutorials=True)
    page = open_page(1280, js=False)
    sign_in_as(page, member.user)
    address = f"/espace/{member.adherent.public_id}/salaries/"
    page.goto(address)
    page.get_by_role("region", name="Tutoriel proposé").get_by_role("button", name="Non merci").click()
    expect_title(page, "Mes salariés")
    expect(page.get_by_role("region", name="Tutoriel proposé")).to_have_count(0)
    bar = page.get_by_role("navigation", name="Barre fonctionnelle")
    bar.get_by_role("link", name="Tutoriel").click()
    expect(page.get_by_role("listitem").filter(has_text="Trouver quelqu’un")).to_be_in_viewport()
    expect(page.get_by_role("article", name="Aide")).to_contain_text("ETAM")
    page.get_by_role("navigation", name="Fil d’Ariane").get_by_role("link", name="Aide").click()
    page.get_by_label("Rechercher dans toute l’aide").fill("abolition")
    page.get_by_role("button", name="Rechercher").click()
    page.get_by_role("link", name="Établissement", exact=True).click()
    expect(page.get_by_role("article", name="Aide")).to_contain_text("abolition de l’esclavage")
