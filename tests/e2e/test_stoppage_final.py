"""The final declaration of a weather stoppage, from the hours of a foreman to what is sent, in a browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import Session
from stoppages.models import StoppageCase
from tests.e2e.steps import expect_title, field, press, sign_in
from tests.factories import MembershipFactory
from tests.stoppages.factories import WorksiteFactory, weather_case
from tests.stoppages.places.final import hired

pytestmark = pytest.mark.e2e
PASTE = """(cell, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def member(site):
    return MembershipFactory(adherent__name="Durand Maçonnerie", user__email="alice@exemple.fr")


@pytest.fixture
def case(member) -> StoppageCase:
    """Three days of rain; three people, of whom nobody has said that they were there."""
    for name in ("Benali", "Diallo", "Nowak"):
        hired(member.adherent, name)
    return weather_case(WorksiteFactory(adherent=member.adherent, name="Les Tilleuls"), starts="2026-06-08 08:00")


def foreman_of(member):
    return MembershipFactory(
        user__email="karim@exemple.fr",
        adherent=member.adherent,
        role="colleague",
        rights=["stoppages.consult", "stoppages.act"],
    )


def to(page: Page, case: StoppageCase, name: str) -> None:
    page.goto(reverse(f"stoppages:{name}", args=[case.adherent.public_id, case.public_id]))


def say_resumed(page: Page) -> None:
    field(page, "Jour de la reprise").fill("11/06/2026")
    field(page, "Heure de la reprise").fill("8h00")
    press(page, "Enregistrer et continuer")
    expect_title(page, "Qui était sur le chantier ?")


def take_everybody(page: Page) -> None:
    press(page, "Ajouter ceux qui sont cochés")
    expect(page.get_by_role("rowheader", name="NOWAK Karim")).to_be_visible()
    press(page, "Enregistrer et saisir les heures")
    expect_title(page, "Heures perdues")
    # What is typed or pasted before the script of the grid has run goes nowhere.
    expect(page.locator(".hours__cell").first).to_be_visible()
    page.wait_for_load_state()


def certify(page: Page) -> None:
    page.get_by_label("Les conditions atmosphériques").check()
    page.get_by_label("L’entreprise n’a pas de CSE").check()
    page.get_by_label("L’indemnité a été payée").check()
    page.get_by_label("Chaque salarié a signé").check()
    press(page, "Certifier et envoyer")
    expect(page.get_by_text("est envoyée à votre caisse")).to_be_visible()


def test_a_foreman_pastes_the_hours_and_whoever_reads_wages_certifies(open_page, member, case, sign_in_as):
    page = open_page(1280)
    sign_in_as(page, foreman_of(member).user)
    to(page, case, "work_resumed")
    say_resumed(page)
    take_everybody(page)
    page.locator("#c0-0").evaluate(PASTE, "8\t8\t7,5\r\n8\tpluie\t\r\n8\t8\t8\r\n6\t6\t6\r\n")
    expect(page.locator("[data-hours-said]")).to_contain_text("3 lignes collées. 1 ligne en partie sans place")
    expect(page.locator("#pasted")).to_have_value("6\t6\t6")
    expect(page.locator("tbody tr").first.locator(".hours__total")).to_have_text("23,5")
    press(page, "Enregistrer : les heures sont complètes")
    expect(page.get_by_role("alert")).to_contain_text("« pluie » n’est pas un nombre d’heures")
    expect(page.locator("#c2-2")).to_have_value("8")
    page.get_by_role("link", name="« pluie »").click()
    page.locator("#c1-1").fill("4")
    press(page, "Enregistrer : les heures sont complètes")
    expect(page.get_by_role("main")).to_contain_text("est certifiée et envoyée par quelqu’un")
    expect(page.get_by_role("button", name="Certifier et envoyer")).to_have_count(0)

    other = open_page(1280)
    sign_in_as(other, member.user)
    to(other, case, "wages")
    expect(field(other, "Salaire horaire, BENALI Karim")).to_have_value("18,50")
    field(other, "Salaire horaire, BENALI Karim").fill("19,20")
    press(other, "Enregistrer et certifier")
    certify(other)
    sent = case.stoppagedeclarations.get(kind="final")
    assert sum(one.hours for one in sent.days.all()) == 23.5 + 12 + 24
    assert sorted(str(one.hourly_wage) for one in sent.people.all()) == ["18.50", "18.50", "19.20"]
    assert sent.sent_by == member.user


@pytest.mark.parametrize(("width", "js"), [(375, False), (375, True)])
def test_alone_on_a_telephone_with_a_whole_table(open_page, member, case, sign_in_as, width, js):
    page = open_page(width, js=js)
    sign_in_as(page, member.user)
    to(page, case, "work_resumed")
    say_resumed(page)
    take_everybody(page)
    press(page, "Remplir avec les horaires")
    expect(page.locator("#c0-0")).to_have_value("7")
    page.get_by_text("Coller un tableau entier").click()
    page.locator("#pasted").fill("Salarié\tlun\tmar\tmer\nNowak Karim\t8\t8\t8\nBenali Karim\t5\t\t0")
    press(page, "Placer dans le tableau")
    expect(page.locator("#c2-2")).to_have_value("8")
    expect(page.locator("#c0-0")).to_have_value("5")
    expect(page.locator("#c1-0")).to_have_value("7")
    press(page, "Enregistrer : les heures sont complètes")
    expect_title(page, "Salaires horaires")
    press(page, "Enregistrer et certifier")
    certify(page)
    assert sum(one.hours for one in case.stoppagedeclarations.get(kind="final").days.all()) == 24 + 5 + 21


def test_the_grid_is_filled_with_the_keyboard_alone(open_page, member, case, sign_in_as):
    page = open_page(1280)
    sign_in_as(page, member.user)
    to(page, case, "work_resumed")
    say_resumed(page)
    take_everybody(page)
    page.locator("#c0-0").focus()
    for key in ("8", "ArrowRight", "7", "ArrowRight", "6", "ArrowDown", "5", "Enter", "4", "ArrowUp", "ArrowLeft", "3"):
        page.keyboard.press(key)
    values = {cell: page.locator(f"#{cell}").input_value() for cell in ("c0-0", "c0-1", "c0-2", "c1-2", "c2-2", "c1-1")}
    assert values == {"c0-0": "8", "c0-1": "7", "c0-2": "6", "c1-2": "5", "c2-2": "4", "c1-1": "3"}
    page.locator("#c2-2").focus()
    page.keyboard.press("Enter")  # of the last line: sends nothing
    expect_title(page, "Heures perdues")
    assert not case.lostdays.exists()
    page.get_by_role("button", name="Enregistrer", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Les heures sont enregistrées.")).to_be_visible()
    assert case.lostdays.count() == 6


def test_hours_typed_when_the_session_ended_come_back(open_page, member, case):
    page = open_page(1280)
    page.goto("/connexion/")
    sign_in(page, "alice@exemple.fr")
    to(page, case, "work_resumed")
    say_resumed(page)
    take_everybody(page)
    page.locator("#c1-1").fill("6,5")
    Session.objects.all().delete()
    press(page, "Enregistrer")
    expect_title(page, "Connexion")
    sign_in(page, "alice@exemple.fr")
    expect(page.locator("#c1-1")).to_have_value("6,5")
    press(page, "Enregistrer")
    expect(page.get_by_text("Les heures sont enregistrées.")).to_be_visible()
