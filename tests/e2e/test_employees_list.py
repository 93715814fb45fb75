"""The list of people in a browser: searched as one types, filtered, and the same without scripts; a crew filled."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.places import Visit
from tests.employees.factories import new_nir
from tests.employees.places.people_list import staffed

pytestmark = pytest.mark.e2e


def visit_list(page: Page, site, settings, sign_in_as) -> str:
    member = staffed(Visit(page, site, settings, sign_in_as))
    address = f"/espace/{member.adherent.public_id}/salaries/"
    page.goto(address)
    return address


def lines(page: Page):
    return page.locator("#salaries tbody tr")


def test_the_list_follows_what_one_types_and_chooses(open_page, site, settings, sign_in_as):
    page = open_page(1280)
    visit_list(page, site, settings, sign_in_as)
    expect(lines(page)).to_have_count(50)
    search = page.get_by_label("Rechercher un salarié")
    search.press_sequentially("sophie lefe")
    expect(lines(page)).to_have_count(5)
    expect(search).to_be_focused()
    expect(page.locator("#compte")).to_have_text("5 salariés")
    expect(page.get_by_role("link", name=re.compile("^Présents"))).to_contain_text("5")
    expect(page).to_have_url(re.compile("q=sophie%20lefe"))
    page.get_by_text("Filtres", exact=True).click()
    page.get_by_label("Catégorie").select_option("Cadre")
    expect(page.get_by_role("link", name=re.compile("Retirer le filtre"))).to_contain_text("Cadre")
    expect(page).to_have_url(re.compile("categorie=executive"))
    expect(page.get_by_role("link", name="Exporter")).to_have_attribute("href", re.compile("categorie=executive"))
    page.get_by_role("link", name=re.compile("Retirer le filtre")).click()
    expect(lines(page)).to_have_count(5)
    expect(page.get_by_label("Rechercher un salarié")).to_have_value("sophie lefe")


def test_a_number_typed_leaves_the_page_for_nowhere(open_page, site, settings, sign_in_as):
    page = open_page(1280)
    visit_list(page, site, settings, sign_in_as)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    search = page.get_by_label("Rechercher un salarié")
    search.press_sequentially(new_nir())
    expect(page.get_by_role("alert").filter(has_text="Recherchez par nom")).to_be_visible()
    search.press("Enter")
    search.blur()
    page.wait_for_timeout(600)
    assert [url for url in asked if "q=" in url and new_nir()[:3] in url] == []
    search.fill("benali")
    expect(lines(page)).to_have_count(6)
    expect(page.get_by_role("alert").filter(has_text="Recherchez par nom")).to_be_hidden()


def test_without_scripts_a_telephone_does_the_same(open_page, site, settings, sign_in_as):
    page = open_page(375, js=False)
    address = visit_list(page, site, settings, sign_in_as)
    page.get_by_label("Rechercher un salarié").fill("lefe sophie")
    page.get_by_role("button", name="Rechercher").click()
    expect(lines(page)).to_have_count(5)
    page.get_by_text("Filtres", exact=True).click()
    page.get_by_label("Catégorie").select_option("Cadre")
    page.get_by_role("button", name="Filtrer").click()
    expect(page).to_have_url(re.compile(r"q=lefe\+sophie.*categorie=executive"))
    page.goto(f"{address}?q={new_nir()}")
    expect(page).not_to_have_url(re.compile(new_nir()))
    expect(page.get_by_role("alert").filter(has_text="Recherchez par nom")).to_be_visible()


def test_a_crew_is_made_and_filled(page, site, settings, sign_in_as):
    address = visit_list(page, site, settings, sign_in_as)
    page.goto(f"{address}equipes/")
    page.get_by_role("link", name="Créer une équipe").click()
    page.get_by_label("Site").select_option("Dépôt de Bagnolet")
    page.get_by_label("Nom de l’équipe").fill("Étanchéité")
    page.get_by_role("button", name="Créer l’équipe").click()
    expect(page.get_by_role("heading", name="Étanchéité", level=1)).to_be_visible()
    page.get_by_label("Rechercher par nom").fill("personne inconnue")
    page.get_by_role("button", name="Rechercher").click()
    expect(page.locator("#candidats")).to_contain_text("Personne de ce site ne correspond")
    page.get_by_label("Rechercher par nom").fill("oconnor sean")
    page.get_by_role("button", name="Rechercher").click()
    found = page.get_by_role("checkbox", name=re.compile("O’CONNOR"))
    expect(found.first).to_be_visible()
    found.first.check()
    page.get_by_role("button", name="Ajouter les salariés cochés").click()
    expect(page.get_by_text("1 salarié ajouté")).to_be_visible()
    page.get_by_role("checkbox", name=re.compile("O’CONNOR")).first.check()
    page.get_by_role("button", name="Retirer de l’équipe").click()
    expect(page.get_by_text("1 salarié retiré")).to_be_visible()
