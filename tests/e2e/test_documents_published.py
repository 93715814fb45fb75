"""The journey of the issue: a batch of documents with an error, mended, then published at once."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from adherents.models import Establishment
from documents.models import Document
from tests.accounts.walks.staff_entry import member_of_staff
from tests.documents.factories import kind_of
from tests.documents.publishing_kit import archive_of, line
from tests.e2e.checks import assert_accessible, assert_no_sideways_scroll
from tests.e2e.conftest import Site
from tests.e2e.steps import expect_title
from tests.e2e.test_staff import enter, press
from tests.factories import EstablishmentFactory
from tests.jobs import run_jobs

pytestmark = pytest.mark.e2e
NARROW, LANDSCAPE, WIDE = (375, 667), (844, 390), (1280, 900)


@pytest.fixture
def staff(site: Site) -> User:
    return member_of_staff()


@pytest.fixture
def company(staff: User) -> Establishment:
    kind_of(staff.staff_caisse)
    office: Establishment = EstablishmentFactory(adherent__caisse=staff.staff_caisse)
    return office


def look(page: Page, js: bool, photograph: Any, name: str) -> None:
    if not js:
        return
    for width, height in (NARROW, LANDSCAPE, WIDE):
        page.set_viewport_size({"width": width, "height": height})
        assert_no_sideways_scroll(page)
        photograph(page, f"{name}-{width}")
    assert_accessible(page)


def deposit(page: Page, name: str, archive: Path) -> None:
    page.get_by_label("Nom du lot").fill(name)
    page.get_by_label("Archive ZIP").set_input_files(archive)
    press(page, "Déposer et contrôler")
    expect(page.get_by_role("heading", name="Avancement")).to_be_visible()
    run_jobs()
    page.get_by_role("link", name="Actualiser l’avancement").click()


def test_a_batch_with_an_error_is_mended_and_published_at_once(
    any_page: Page, js: bool, staff: User, company: Establishment, tmp_path: Path, photograph: Any
) -> None:
    page, wrong, mended = any_page, tmp_path / "lot.zip", tmp_path / "lot corrigé.zip"
    rows = [line(company.siret, fichier=f"{n}.pdf", titre=f"Lettre {n}") for n in range(3)]
    wrong.write_bytes(archive_of([*rows[:2], {**rows[2], "type": "facture"}]))
    mended.write_bytes(archive_of(rows))
    enter(page, staff)
    page.goto("/admin/documents/batch/")
    page.get_by_role("link", name="Déposer un lot").click()
    expect_title(page, "Déposer un lot de documents")
    look(page, js, photograph, "depot")
    deposit(page, "Novembre", wrong)
    expect(page.get_by_text("la caisse n’a pas de type de ce code")).to_be_visible()
    look(page, js, photograph, "a-corriger")
    page.get_by_role("link", name="déposez-la de nouveau").click()
    deposit(page, "Novembre, corrigé", mended)
    expect(page.get_by_role("heading", name="Ce qui sera publié")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("3 documents")
    page.get_by_text("Publier le lot…").click()
    look(page, js, photograph, "a-publier")
    press(page, "Publier le lot")
    expect(page.get_by_text("La publication est lancée")).to_be_visible()
    run_jobs()
    page.get_by_role("link", name="Actualiser l’avancement").click()
    page.get_by_role("link", name="Voir les documents de ce lot").click()
    expect(page.get_by_role("link", name="Lettre 2")).to_be_visible()
    look(page, js, photograph, "documents")
    page.get_by_role("link", name="Lettre 2").click()
    expect(page.get_by_role("heading", name="Qui l’a lu")).to_be_visible()
    look(page, js, photograph, "document")
    assert Document.objects.published().count() == 3
