"""The planning taken away, in a browser: printed, hung, given to a calendar program, without scripts too."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.absences.calendar_kit import events_in
from tests.absences.factories import AbsenceFactory
from tests.e2e.places import Visit
from tests.e2e.steps import expect_title, field, press
from tests.employees.places.people_list import staffed
from tests.printed import page_texts

pytestmark = pytest.mark.e2e


def planning(page: Page, site, settings, sign_in_as) -> str:
    """A company of which one person is about to leave; the address of its planning."""
    member = staffed(Visit(page, site, settings, sign_in_as))
    contract = member.adherent.employments.filter(ends_on=None, starts_on__lte=timezone.localdate()).first()
    first = timezone.localdate() + timedelta(days=3)
    AbsenceFactory(employee=contract.employee, starts_on=first, ends_on=first)
    return f"/espace/{member.adherent.public_id}/planning/"


def downloaded(page: Page, button: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return download.value.path().read_bytes()


@pytest.mark.parametrize(("width", "js"), [(1280, True), (375, False)])
def test_print_and_export(open_page, site, settings, sign_in_as, width, js):
    page = open_page(width, js=js)
    page.goto(f"{planning(page, site, settings, sign_in_as)}imprimer/")
    today = timezone.localdate()
    field(page, "Du").fill(f"{today:%d/%m/%Y}")
    field(page, "Au").fill(f"{today - timedelta(days=1):%d/%m/%Y}")
    page.get_by_role("button", name="Feuilles (PDF)").click()
    expect(page.get_by_role("main")).to_contain_text("Le dernier jour vient avant le premier")
    field(page, "Au").fill(f"{today + timedelta(days=30):%d/%m/%Y}")
    assert "Signature" in page_texts(downloaded(page, "Feuilles (PDF)"))[0]
    assert "Salarié" in page_texts(downloaded(page, "Planning (PDF)"))[0]
    assert downloaded(page, "Texte (CSV)").decode("utf-8-sig").startswith('"Nom"')


@pytest.mark.parametrize("js", [True, False])
def test_a_calendar_is_subscribed_to_then_taken_back(open_page, site, settings, sign_in_as, js):
    page = open_page(1280, js=js)
    page.goto(f"{planning(page, site, settings, sign_in_as)}calendriers/")
    page.get_by_role("link", name="Créer un agenda").first.click()
    field(page, "Nom de l’agenda").fill("Absences de tous")
    press(page, "Créer l’agenda")
    expect_title(page, "L’agenda est créé")
    shown = page.get_by_label("Adresse à coller dans votre logiciel")
    expect(shown).to_have_value(re.compile(r"/calendriers/[0-9a-f]{32}\.ics$"))
    address = urlsplit(shown.input_value()).path
    fetched = page.request.get(address)
    assert [event["SUMMARY"].endswith(": Absent (prévu)") for event in events_in(fetched.body())] == [True]
    page.get_by_role("link", name="Je l’ai copiée").click()
    expect(page.get_by_role("main")).to_contain_text("Absences de tous")
    expect(page.get_by_role("main")).not_to_contain_text(address)
    page.get_by_role("link", name="Retirer l’agenda Absences de tous").click()
    press(page, "Retirer l’agenda")
    expect(page.get_by_role("main")).to_contain_text("Aucun agenda pour le moment")
    assert page.request.get(address).status == 404


@pytest.mark.parametrize(("width", "js"), [(1280, True), (375, False)])
def test_somebody_is_told_the_days_of_their_leave(open_page, site, settings, sign_in_as, width, js):
    page = open_page(width, js=js)
    page.goto(f"{planning(page, site, settings, sign_in_as)}ordre-des-departs/")
    press(page, "Noter")
    expect(page.get_by_role("main")).to_contain_text("Cochez les salariés")
    page.get_by_role("main").get_by_role("checkbox").first.check()
    page.get_by_label("Par quel moyen").select_option("En main propre")
    press(page, "Noter")
    expect(page.get_by_role("main")).to_contain_text("Communiqué tard")
    expect(page.get_by_role("main")).to_contain_text("en main propre")
