"""The people of a company in a real browser: invited, arrived with the rights given; two tabs; the keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import MembershipRole
from accounts.models import Membership
from core.rights import Right, as_rights
from tests.e2e.checks import assert_no_sideways_scroll
from tests.e2e.conftest import OpenPage, Site
from tests.e2e.steps import expect_title, field, open_invited_account, press, sign_in
from tests.factories import PASSWORD, MembershipFactory

pytestmark = pytest.mark.e2e
EMAIL = "nour.benali@durand.fr"


@pytest.fixture
def holder(site: Site) -> Membership:
    return MembershipFactory(user__email="claire@durand.fr", adherent__name="Durand Maçonnerie")


@pytest.fixture
def colleague(holder: Membership) -> Membership:
    return MembershipFactory(
        adherent=holder.adherent,
        user__first_name="Bruno",
        user__last_name="Lefèvre",
        role=MembershipRole.COLLEAGUE,
        rights=[Right.LEGAL_CONSULT],
    )


def enter(page: Page, holder: Membership) -> str:
    """Signed in, the password just given; the address of the company's space."""
    page.goto("/connexion/")
    sign_in(page, holder.user.email)
    expect_title(page, "Bonjour Alice")
    return f"/espace/{holder.adherent.public_id}/"


def box(page: Page, name: str):
    """In the table of rights, which is folded until a profile is not enough."""
    table = page.get_by_role("main").locator("details")
    if table.count() and not table.evaluate("table => table.open"):
        table.locator("summary").click()
    return page.get_by_role("main").get_by_role("checkbox", name=re.compile(name))


def link_in(site: Site) -> str:
    found = re.search(r"https?://\S+/invitation/\S+/", site.last_message().text)
    assert found
    return found.group()


def test_an_invited_newcomer_sees_what_was_given(
    any_page: Page, open_page: OpenPage, site: Site, holder: Membership, width: int, js: bool
) -> None:
    any_page.goto(enter(any_page, holder) + "collegues/")
    any_page.get_by_role("main").get_by_role("link", name="Inviter un collègue").first.click()
    expect_title(any_page, "Inviter un collègue")
    for label, value in {"Prénom": "Nour", "Nom": "Benali", "Adresse électronique": EMAIL}.items():
        field(any_page, label).fill(value)
    box(any_page, "Mes salariés.*déclarer").check()
    press(any_page, "Envoyer l’invitation")
    expect(any_page.get_by_role("status").first).to_contain_text("L’invitation est envoyée à Nour Benali")
    expect(any_page.get_by_role("main")).to_contain_text(EMAIL)

    newcomer = open_page(width, js)
    newcomer.goto(link_in(site))
    expect_title(newcomer, "Invitation de Durand Maçonnerie")
    newcomer.get_by_role("link", name="Ouvrir mon compte et accepter").click()
    expect(newcomer.get_by_role("textbox", name="Adresse électronique")).to_have_value(EMAIL)
    open_invited_account(newcomer)
    expect_title(newcomer, "Votre compte est ouvert")
    newcomer.get_by_role("main").get_by_role("link", name="Connexion").click()
    sign_in(newcomer, EMAIL)
    expect_title(newcomer, "Bonjour Nour")
    # Folded away on a telephone, the menu is there all the same.
    menu = newcomer.locator("#menu a")
    expect(menu.filter(has_text="Mes salariés")).to_have_count(1)
    expect(menu.filter(has_text="Documents")).to_have_count(0)
    newcomer.goto(f"/espace/{holder.adherent.public_id}/documents/")
    expect(newcomer.get_by_text("Erreur 403")).to_be_visible()


def test_two_tabs_overwrite_nothing(page: Page, holder: Membership, colleague: Membership) -> None:
    address = f"{enter(page, holder)}collegues/{colleague.public_id}/droits/"
    page.goto(address)
    second = page.context.new_page()
    second.goto(address)
    box(page, "Documents.*consulter").check()
    press(page, "Enregistrer")
    expect(page.get_by_role("status").first).to_contain_text("Les droits de Bruno Lefèvre sont enregistrés")
    box(second, "Mes salariés.*consulter").check()
    press(second, "Enregistrer")
    alert = second.get_by_role("alert")
    expect(alert).to_contain_text("Ces droits ont changé entre-temps")
    expect(alert).to_contain_text("Documents")
    expect(box(second, "Documents.*consulter")).to_be_checked()
    box(second, "Mes salariés.*consulter").check()
    press(second, "Enregistrer")
    expect(second.get_by_role("status").first).to_contain_text("enregistrés")
    colleague.refresh_from_db()
    wanted = {Right.LEGAL_CONSULT, Right.DOCUMENTS_CONSULT, Right.EMPLOYEES_CONSULT}
    assert as_rights(colleague.rights) == wanted


def test_rights_are_changed_with_the_keyboard_alone(
    open_page: OpenPage, holder: Membership, colleague: Membership
) -> None:
    page = open_page(1280)
    page.goto(f"{enter(page, holder)}collegues/{colleague.public_id}/droits/")
    box(page, "Informations légales.*consulter").focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == Right.DOCUMENTS_CONSULT.value:
            break
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("enregistrés")
    colleague.refresh_from_db()
    assert as_rights(colleague.rights) == {Right.LEGAL_CONSULT, Right.DOCUMENTS_CONSULT}


def test_a_colleague_is_removed_and_is_out_at_the_next_click(
    page: Page, open_page: OpenPage, sign_in_as, holder: Membership, colleague: Membership
) -> None:
    space = f"/espace/{holder.adherent.public_id}/"
    theirs = open_page(1280)
    sign_in_as(theirs, colleague.user)
    theirs.goto(space)
    expect_title(theirs, "Bonjour Bruno")
    sign_in_as(page, holder.user)
    page.goto(f"{space}collegues/")
    page.get_by_role("link", name="Retirer Bruno Lefèvre").click()
    field(page, "Mot de passe actuel").fill(PASSWORD)
    press(page, "Continuer")
    press(page, "Retirer de l’entreprise")
    expect(page.get_by_role("status").first).to_contain_text("ne fait plus partie de l’entreprise")
    assert_no_sideways_scroll(page)
    theirs.goto(space)
    expect(theirs.get_by_text("Erreur 404")).to_be_visible()


def test_a_profile_ticks_its_rights_and_a_box_ticked_by_hand_says_that_it_is_made_to_measure(
    open_page: OpenPage, holder: Membership, colleague: Membership
) -> None:
    page = open_page(1280)
    page.goto(f"{enter(page, holder)}collegues/{colleague.public_id}/droits/")
    expect(page.get_by_role("radio", name="Sur mesure")).to_be_checked()
    page.get_by_role("radio", name="Consultation").check()
    expect(box(page, "Documents.*consulter")).to_be_checked()
    box(page, "Documents.*envoyer").check()
    expect(page.get_by_role("radio", name="Sur mesure")).to_be_checked()
    box(page, "Documents.*envoyer").uncheck()
    expect(page.get_by_role("radio", name="Consultation")).to_be_checked()
    page.get_by_role("radio", name="Paie courante").check()
    press(page, "Enregistrer")
    expect(page.get_by_role("main")).to_contain_text("Paie courante")
    colleague.refresh_from_db()
    assert Right.DOCUMENTS_ACT in as_rights(colleague.rights)


def test_without_script_a_profile_alone_gives_its_rights(
    open_page: OpenPage, holder: Membership, colleague: Membership
) -> None:
    page = open_page(375, js=False)
    page.goto(f"{enter(page, holder)}collegues/{colleague.public_id}/droits/")
    page.get_by_role("radio", name="Consultation").check()
    press(page, "Enregistrer")
    expect(page.get_by_role("main")).to_contain_text("Consultation")
    colleague.refresh_from_db()
    assert {Right.DOCUMENTS_CONSULT, Right.EMPLOYEES_CONSULT} <= as_rights(colleague.rights)
