"""The planning in a browser: days dragged, days chosen with the keyboard, a telephone, and no script at all."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.absences.places.planning import planned
from tests.e2e.places import Visit
from tests.e2e.steps import expect_title, press

pytestmark = pytest.mark.e2e
FEBRUARY = "2027-02-01"


@pytest.fixture
def arrive(site, settings, sign_in_as):
    """`arrive(page, query)`: on the planning of a company of nine people; returns its address."""

    def go(page: Page, query: str = "") -> str:
        member = planned(Visit(page, site, settings, sign_in_as))
        address = f"/espace/{member.adherent.public_id}/planning/"
        page.goto(f"{address}{query}")
        return address

    return go


def line_of(page: Page, name: str) -> Locator:
    return page.locator("#tableau tbody tr").filter(has=page.get_by_role("link", name=name, exact=True))


def bring(page: Page) -> None:
    """The grid under the eyes of whoever drags on it: a pointer out of the window does nothing."""
    page.locator("#tableau").evaluate("grid => grid.scrollIntoView({block: 'start', behavior: 'instant'})")


def place_of(page: Page, name: str, day: int) -> tuple[float, float]:
    """The middle of a day of somebody's line."""
    head = page.locator("#tableau thead th").nth(day).bounding_box()
    line = line_of(page, name).bounding_box()
    assert head is not None
    assert line is not None
    return head["x"] + head["width"] / 2, line["y"] + line["height"] / 2


def choose(page: Page, kind: str) -> None:
    page.get_by_label("Nature").select_option(label=kind)
    press(page, "Enregistrer")


def test_days_are_dragged_and_an_absence_is_entered(open_page, arrive):
    page = open_page(1280)
    arrive(page, f"?du={FEBRUARY}&categorie=worker")
    bring(page)
    page.mouse.move(*place_of(page, "AMRANI Karim", 2))
    page.mouse.down()
    page.mouse.move(*place_of(page, "AMRANI Karim", 6), steps=4)
    # Up on another line, on a Sunday: the line is that of the start.
    page.mouse.move(*place_of(page, "BERNARD Luc", 9), steps=4)
    page.mouse.up()
    expect_title(page, "Saisir une absence")
    expect(page).to_have_url(re.compile(r"du=2027-02-02&au=2027-02-09"))
    expect(page.get_by_text("AMRANI Karim")).to_be_visible()
    choose(page, "RTT")
    expect(page).to_have_url(re.compile(f"du={FEBRUARY}&categorie=worker"))
    expect(line_of(page, "AMRANI Karim").get_by_role("link", name=re.compile(r"^R 6\sj : RTT"))).to_be_visible()


def test_a_drag_is_given_up_by_escape_and_a_click_chooses_one_day(open_page, arrive):
    page = open_page(1280)
    arrive(page, f"?du={FEBRUARY}")
    bring(page)
    page.mouse.move(*place_of(page, "AMRANI Karim", 2))
    page.mouse.down()
    page.mouse.move(*place_of(page, "AMRANI Karim", 6), steps=4)
    expect(page.locator(".planning__choice")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".planning__choice")).to_be_hidden()
    page.mouse.up()
    expect_title(page, "Planning des absences")
    page.mouse.click(*place_of(page, "BERNARD Luc", 12))
    expect(page).to_have_url(re.compile(r"du=2027-02-12&au=2027-02-12"))


@pytest.fixture
def touched(open_page, arrive):
    """`touched(width)`: a page with a finger on it, in sight of the grid; and how it taps a day of somebody."""

    def go(width: int = 1280):
        page = open_page(has_touch=True)
        page.set_viewport_size({"width": width, "height": 800 if width > 900 else 390})
        arrive(page, f"?du={FEBRUARY}")
        bring(page)
        return page, lambda name, day: page.touchscreen.tap(*place_of(page, name, day))

    return go


@pytest.mark.parametrize(("width", "taps"), [(1280, (3, 12)), (844, (12, 3)), (1280, (9, 9))])
def test_two_taps_choose_the_days_from_the_first_to_the_last(touched, width, taps):
    page, tap = touched(width)
    asked = page.locator("#choix-au-doigt")
    expect(asked).to_be_hidden()
    tap("AMRANI Karim", taps[0])
    expect(asked).to_be_in_viewport()
    expect(asked).to_contain_text(
        re.compile(rf"^AMRANI Karim, à partir du \w+ {taps[0]} février 2027.: touchez le dernier")
    )
    expect(page.locator(".planning__choice")).to_be_visible()
    tap("AMRANI Karim", taps[1])
    first, last = sorted(taps)
    expect(page).to_have_url(re.compile(f"du=2027-02-{first:02}&au=2027-02-{last:02}"))
    expect_title(page, "Saisir une absence")
    expect(page.get_by_text("AMRANI Karim")).to_be_visible()


def test_a_choice_by_taps_is_begun_anew_given_up_or_goes_on_in_the_next_month(touched):
    page, tap = touched()
    asked, box = page.locator("#choix-au-doigt"), page.locator(".planning__choice")
    tap("AMRANI Karim", 3)
    tap("BERNARD Luc", 26)
    expect(asked).to_contain_text("BERNARD Luc, à partir du vendredi 26 février 2027")
    page.get_by_role("button", name="Annuler").tap()
    expect(asked).to_be_hidden()
    expect(box).to_be_hidden()
    tap("BERNARD Luc", 26)
    page.get_by_role("link", name="Période suivante").tap()
    expect(page.get_by_role("heading", name="Mars 2027")).to_be_visible()
    expect(asked).to_contain_text("BERNARD Luc, à partir du vendredi 26 février 2027")
    expect(box).to_be_hidden()
    bring(page)
    tap("BERNARD Luc", 2)
    expect(page).to_have_url(re.compile(r"du=2027-02-26&au=2027-03-02"))


def test_a_drag_goes_on_in_the_next_month(open_page, arrive):
    page = open_page(1280)
    arrive(page, f"?du={FEBRUARY}")
    bring(page)
    page.mouse.move(*place_of(page, "AMRANI Karim", 26))
    page.mouse.down()
    x, y = place_of(page, "AMRANI Karim", 28)
    page.mouse.move(x, y, steps=3)
    page.mouse.move(x + 40, y, steps=3)
    expect(page.get_by_role("heading", name="Mars 2027")).to_be_visible()
    expect(page).to_have_url(re.compile(r"debut=2027-02-26"))
    page.mouse.move(*place_of(page, "AMRANI Karim", 3), steps=3)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"du=2027-02-26&au=2027-03-03"))
    expect_title(page, "Saisir une absence")


def test_days_are_chosen_with_the_keyboard(open_page, arrive):
    page = open_page(1280)
    arrive(page, f"?du={FEBRUARY}")
    grid, said = page.locator("#tableau"), page.locator("#choix-de-jours")
    page.locator("#filtres summary").focus()
    page.keyboard.press("Tab")
    expect(grid).to_be_focused()
    expect(said).to_have_text("AMRANI Karim, lundi 1er février 2027")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text("BERNARD Luc, mardi 2 février 2027")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    expect(said).to_have_text("BERNARD Luc, du mardi 2 février 2027 au vendredi 5 février 2027")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"du=2027-02-02&au=2027-02-05"))
    choose(page, "RTT")
    expect(line_of(page, "BERNARD Luc").get_by_role("link", name=re.compile(r"^R 4\sj : RTT"))).to_be_visible()


def test_the_keyboard_goes_past_the_edge_and_opens_what_is_there(open_page, arrive):
    page = open_page(1280)
    arrive(page, f"?du={FEBRUARY}")
    said = page.locator("#choix-de-jours")
    page.locator("#tableau").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", name="Janvier 2027")).to_be_visible()
    expect(page.locator("#tableau")).to_be_focused()
    expect(said).to_have_text("BERNARD Luc, dimanche 31 janvier 2027")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_role("heading", name="Février 2027")).to_be_visible()
    expect(said).to_have_text(re.compile("^BERNARD Luc, du dimanche 31/01/2027|^BERNARD Luc, du 31/01/2027"))
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect_title(page, "BERNARD Luc")


def test_moving_keeps_the_place(open_page, arrive):
    page = open_page(1280)
    arrive(page, f"?du={FEBRUARY}")
    page.evaluate("document.querySelector('#tableau').scrollTop = 40")
    page.get_by_role("link", name="Période suivante").click()
    expect(page.get_by_role("heading", name="Mars 2027")).to_be_visible()
    expect(page.get_by_role("link", name="Période suivante")).to_be_focused()
    expect(page).to_have_url(re.compile("vue=mois&du=2027-03-01"))
    expect(page.locator("#annonce")).to_have_text("Mars 2027, 9 salariés")
    page.get_by_label("Rechercher un salarié").press_sequentially("diallo")
    expect(page.locator("#tableau tbody th[scope=row]")).to_have_count(1)
    expect(page).to_have_url(re.compile("du=2027-03-01.*q=diallo"))
    page.go_back()
    expect(page.get_by_role("heading", name="Février 2027")).to_be_visible()


def test_a_group_is_folded_where_it_stands(open_page, arrive):
    page = open_page(1280)
    arrive(page)
    group = page.get_by_role("link", name=re.compile("Gros œuvre"))
    expect(group).to_have_attribute("aria-expanded", "true")
    group.click()
    expect(line_of(page, "AMRANI Karim")).to_have_count(0)
    expect(group).to_be_focused()
    expect(group).to_have_attribute("aria-expanded", "false")


def test_a_site_is_folded_with_its_crews(open_page, arrive):
    page = open_page(1280)
    arrive(page)
    site = page.get_by_role("link", name=re.compile("Dépôt de Strasbourg"))
    site.click()
    expect(page.get_by_role("link", name=re.compile("Équipe de Rui"))).to_have_count(0)
    expect(line_of(page, "AMRANI Karim")).to_have_count(1)
    expect(site).to_be_focused()
    expect(site).to_have_attribute("aria-expanded", "false")
    # The heading is reached with the keyboard, and opens again.
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=re.compile("Équipe de Rui"))).to_be_visible()


def test_without_scripts_each_line_leads_to_the_form(open_page, arrive):
    page = open_page(1280, js=False)
    arrive(page, f"?du={FEBRUARY}")
    page.get_by_role("link", name="Période suivante").click()
    expect(page.get_by_role("heading", name="Mars 2027")).to_be_visible()
    page.get_by_text("Filtres", exact=True).click()
    page.get_by_label("Équipe").select_option("Gros œuvre")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.locator("#tableau tbody th[scope=row]")).to_have_count(5)
    page.get_by_role("button", name="Saisir une absence : DIALLO Moussa").click()
    expect_title(page, "Saisir une absence")
    expect(page).to_have_url(re.compile(r"du=2027-03-01&au=2027-03-01&retour=.*salarie="))


def test_a_telephone_shows_one_day_and_one_person(open_page, arrive):
    page = open_page(375)
    arrive(page)
    today = timezone.localdate()
    shown = page.locator("#jour-montre").filter(visible=True)
    expect(shown).to_contain_text(f"{today.day}")
    expect(page.locator("#tableau")).to_be_hidden()
    page.get_by_role("link", name="Jour suivant").click()
    tomorrow = today + timedelta(days=1)
    expect(page).to_have_url(re.compile(f"vue=jour&du={tomorrow.isoformat()}"))
    expect(shown).to_contain_text(f"{tomorrow.day}")
    page.goto(f"{page.url.partition('?')[0]}?vue=jour&du={today.replace(day=18).isoformat()}")
    page.get_by_role("link", name="FONTAINE Éric").click()
    expect_title(page, "FONTAINE Éric")
    expect(page.get_by_role("link", name=re.compile("^Formation, du 18"))).to_be_visible()
    page.get_by_role("link", name="Période suivante").click()
    expect(page.get_by_text("Aucune absence dans cette période.")).to_be_visible()
    press(page, "Saisir une absence")
    expect_title(page, "Saisir une absence")
