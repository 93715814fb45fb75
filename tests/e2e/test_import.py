"""The journey of the issue: a list with errors, then corrected, read again and recorded."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from employees.models import Employee
from tests.e2e.checks import assert_accessible, assert_no_sideways_scroll
from tests.e2e.steps import expect_title, press
from tests.employees.imports_kit import KARIM, LEA, Company, csv_of, known, xlsx_of
from tests.jobs import run_jobs

pytestmark = pytest.mark.e2e


@pytest.fixture
def company(site) -> Company:
    found = Company()
    known(found)
    return found


def look(page: Page, js: bool) -> None:
    """axe runs in the page: only where scripts do."""
    if js:
        assert_accessible(page)
        assert_no_sideways_scroll(page)


def send(page: Page, file: Path) -> None:
    page.get_by_label("Fichier de vos salariés").set_input_files(file)
    press(page, "Envoyer le fichier")
    expect_title(page, "Import d’une liste")


def come_back(page: Page, js: bool) -> None:
    """The job has run: with scripts the page sees it by itself."""
    run_jobs()
    if not js:
        page.get_by_role("link", name="Actualiser").click()


def test_a_list_with_errors_then_corrected(any_page, js, sign_in_as, company, tmp_path, photograph):
    page, wrong, right = any_page, tmp_path / "salariés.csv", tmp_path / "salariés corrigés.xlsx"
    changed = KARIM | {"Adresse": "3 rue Neuve"}
    wrong.write_bytes(csv_of(changed, LEA | {"Ville": ""}).decode("utf-8-sig").encode("cp1252"))
    right.write_bytes(xlsx_of(changed, LEA))
    sign_in_as(page, company.member.user)
    page.goto(company.address("imports"))
    look(page, js)

    send(page, wrong)
    expect(page.get_by_text("En attente de lecture")).to_be_visible()
    look(page, js)
    come_back(page, js)
    expect(page.get_by_text("1 ligne à corriger sur 2")).to_be_visible()
    expect(page.get_by_text("Saisissez la ville.")).to_be_visible()
    expect(page.get_by_role("heading", name="Ces mots sont-ils bien écrits")).to_be_visible()
    expect(page.get_by_role("button", name="Enregistrer")).to_have_count(0)
    look(page, js)
    press(page, "Oui, ils sont bien écrits")
    expect(page.get_by_role("button", name="Enregistrer la ligne juste")).to_be_visible()
    look(page, js)
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger la liste des erreurs").click()
    assert "Saisissez la ville." in Path(download.value.path()).read_text("utf-8-sig")

    page.get_by_role("link", name="Envoyer le fichier corrigé").click()
    send(page, right)
    come_back(page, js)
    expect(page.get_by_text("MOREL Léa")).to_be_visible()
    page.get_by_role("link", name="Modifiés (1)").click()
    expect(page.get_by_text("3 rue Neuve")).to_be_visible()
    look(page, js)
    press(page, "Enregistrer")
    expect(page.get_by_text("En attente d’enregistrement")).to_be_visible()
    come_back(page, js)
    expect(page.get_by_text("Import enregistré")).to_be_visible()
    look(page, js)
    assert Employee.objects.count() == 2
    assert Employee.objects.get(first_name="Karim").street == "3 rue Neuve"


def test_an_import_is_left_and_abandoned_later(page, sign_in_as, company, tmp_path):
    file = tmp_path / "liste.csv"
    file.write_bytes(csv_of(LEA))
    sign_in_as(page, company.member.user)
    page.goto(company.address("imports"))
    send(page, file)
    page.goto(company.address("index"))
    run_jobs()
    page.goto(company.address("imports"))
    page.get_by_role("link", name="liste.csv").click()
    press(page, "Abandonner")
    expect(page.get_by_text("rien n’a été enregistré")).to_be_visible()
    assert Employee.objects.count() == 1
