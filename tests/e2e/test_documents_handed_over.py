"""In a real browser, with and without scripts: a certificate checked and handed over, an attestation then verified."""

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from core import files
from documents.models import Attestation
from tests.documents.factories import certificate, kind_of
from tests.documents.kit import in_order
from tests.e2e.checks import assert_accessible, assert_no_sideways_scroll
from tests.e2e.steps import expect_title, field, press
from tests.employees.factories import EmployeeFactory
from tests.factories import MembershipFactory
from tests.printed import page_texts

pytestmark = pytest.mark.e2e


@pytest.fixture
def member(site: Any) -> Any:
    return MembershipFactory(adherent__name="Durand Maçonnerie")


def test_a_certificate_is_checked_then_handed_over(any_page: Page, js: bool, sign_in_as: Any, member: Any) -> None:
    """From *À faire*, on a telephone."""
    page = any_page
    certificate(EmployeeFactory(adherent=member.adherent, last_name="Benali", first_name="Karim"))
    sign_in_as(page, member.user)
    page.set_viewport_size({"width": 375, "height": 740})
    page.goto(reverse("portal_home", args=[member.adherent.public_id]))
    page.get_by_role("link", name=re.compile("Certificat de congé à vérifier")).click()
    expect_title(page, "Certificat de congé, BENALI Karim")
    press(page, "Tout est juste")
    expect(page.get_by_role("status").filter(has_text="Le certificat est vérifié")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Imprimer les deux exemplaires").click()
    assert len(page_texts(taken.value.path().read_bytes())) == 2
    field(page, "Remis le").fill("31/12/2035")
    press(page, "Noter la remise")
    expect(page.get_by_role("alert").first).to_contain_text("est trop loin")
    field(page, "Remis le").fill("12/11/2026")
    press(page, "Noter la remise")
    expect(page.get_by_role("status").filter(has_text="La remise est notée")).to_be_visible()
    expect(page.get_by_text("Remis le 12/11/2026")).to_be_visible()
    if js:
        assert_accessible(page)
        assert_no_sideways_scroll(page)


def test_an_attestation_is_made_then_verified_by_whoever_has_it(
    any_page: Page, js: bool, sign_in_as: Any, member: Any
) -> None:
    page, adherent = any_page, member.adherent
    kind_of(adherent.caisse)
    in_order(adherent)
    sign_in_as(page, member.user)
    page.goto(reverse("documents:attestations", args=[adherent.public_id]))
    page.get_by_label("Attestation de mise à jour").check()
    field(page, "Destinataire").fill("Ville de Lyon")
    press(page, "Établir l’attestation")
    expect(page.get_by_role("status").filter(has_text="est établie")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="pour Ville de Lyon")).to_contain_text("Valable")
    attestation = Attestation.objects.select_related("document__file").get()
    (paper,) = page_texts(files.read(attestation.document.file.stored_name))
    code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", paper)
    assert code is not None
    page.context.clear_cookies()
    page.goto(reverse("network_home"))
    page.get_by_role("link", name="Vérifier une attestation").first.click()
    field(page, "Code de vérification").fill("00000-00000")
    field(page, "Numéro de SIRET").fill(attestation.siret)
    press(page, "Vérifier")
    expect(page.get_by_role("alert").first).to_contain_text("Aucune attestation n’a ce code")
    field(page, "Code de vérification").fill(code.group().lower())
    press(page, "Vérifier")
    expect(page.get_by_text("Cette attestation est authentique")).to_be_visible()
    expect(page.get_by_role("region", name="Attestation vérifiée")).to_contain_text("Durand Maçonnerie")
    expect(page).to_have_url(re.compile("/verifier-une-attestation/$"))
    if js:
        assert_accessible(page)
