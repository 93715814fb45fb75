"""The journey of the issue: a company asks for a change of bank account, its caisse accepts it."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from adherents.calendar import last_months
from adherents.enums import ChangeState
from adherents.models import BankAccount, ChangeRequest
from core.sealing import unseal
from tests.core.test_uploads import pdf, png
from tests.e2e.checks import assert_accessible, assert_no_sideways_scroll
from tests.e2e.steps import expect_title, field, press
from tests.factories import (
    IBAN,
    PASSWORD,
    BankAccountFactory,
    MembershipFactory,
    PeriodFactory,
    StaffFactory,
    UserFactory,
)
from tests.staff import enter_admin

pytestmark = pytest.mark.e2e
NEW = "DE89 3704 0044 0532 0130 00"


@pytest.fixture
def member(site):
    user = UserFactory(mobile="+33612345678", mobile_certified_at=timezone.now())
    member = MembershipFactory(user=user)
    BankAccountFactory(adherent=member.adherent, iban=IBAN)
    return member


@pytest.fixture
def files(tmp_path) -> dict[str, Path]:
    found = {"wrong": tmp_path / "rib.pdf", "right": tmp_path / "relevé d’identité.png"}
    found["wrong"].write_bytes(b"<html>")
    found["right"].write_bytes(png())
    return found


def look(page: Page, js: bool) -> None:
    """axe runs in the page: only where scripts do."""
    if js:
        assert_accessible(page)
        assert_no_sideways_scroll(page)


def enter_desk(page: Page, url: str, staff) -> None:
    """The cookie of a member of staff, second factor given."""
    client = enter_admin(Client(), staff)
    page.context.add_cookies(
        [{"name": name, "value": morsel.value, "url": url} for name, morsel in client.cookies.items()]
    )


def ask(page: Page, member, files, js: bool) -> None:
    page.goto(f"/espace/{member.adherent.public_id}/informations-legales/")
    expect(page.get_by_role("main")).to_contain_text("FR76 •••• … 189")
    page.get_by_role("main").get_by_role("link", name="Demander une modification du compte bancaire").click()
    expect_title(page, "Confirmez votre mot de passe")
    field(page, "Mot de passe actuel").fill(PASSWORD)
    press(page, "Continuer")
    expect_title(page, "Demander une modification")
    field(page, "Titulaire du compte").fill("Durand Maçonnerie")
    field(page, "IBAN").fill(NEW[:-1] + "1")
    page.get_by_label("Justificatif").set_input_files(files["wrong"])
    press(page, "Envoyer la demande")
    expect(page.get_by_role("alert")).to_contain_text("clé de contrôle")
    expect(page.get_by_role("alert")).to_contain_text("ni un PDF")
    expect(field(page, "Titulaire du compte")).to_have_value("Durand Maçonnerie")
    look(page, js)
    field(page, "IBAN").fill(NEW)
    page.get_by_label("Justificatif").set_input_files(files["right"])
    press(page, "Envoyer la demande")
    expect_title(page, "Compte bancaire")
    expect(page.get_by_role("main")).to_contain_text("En cours d’examen")
    look(page, js)


def test_a_change_of_bank_account_from_asking_to_acceptance(any_page, js, site, sign_in_as, member, files, photograph):
    page = any_page
    sign_in_as(page, member.user)
    ask(page, member, files, js)
    change = ChangeRequest.objects.get()
    staff = StaffFactory(staff_caisse=member.adherent.caisse)
    enter_desk(page, site.url, staff)
    page.goto(f"/admin/adherents/changerequest/{change.pk}/change/")
    if js:
        photograph(page, f"desk-change-{page.viewport_size['width']}")
        assert_accessible(page)
    page.get_by_role("button", name="Accepter", exact=True).click()
    expect(page.get_by_text("est acceptée et enregistrée")).to_be_visible()
    change.refresh_from_db()
    assert change.state == ChangeState.ACCEPTED
    assert unseal(bytes(BankAccount.objects.get().sealed)) == NEW.replace(" ", "")
    assert "acceptée" in site.last_message().subject
    page.goto(f"/espace/{member.adherent.public_id}/informations-legales/")
    expect(page.get_by_role("main")).to_contain_text("DE89 •••• … 000")


def test_a_refusal_is_read_by_the_company_and_asked_again(page, site, sign_in_as, member, tmp_path):
    sign_in_as(page, member.user)
    site_of = member.adherent.head_office
    form = f"/espace/{member.adherent.public_id}/informations-legales/demandes/adresse/{site_of.public_id}/"
    bail = tmp_path / "bail.pdf"
    bail.write_bytes(pdf())
    page.goto(form)
    field(page, "Nouvelle adresse").fill("12 rue du Parpaing\n93100 Montreuil")
    page.get_by_label("Justificatif").set_input_files(bail)
    press(page, "Envoyer la demande")
    change = ChangeRequest.objects.get()
    enter_desk(page, site.url, StaffFactory(staff_caisse=member.adherent.caisse))
    page.goto(f"/admin/adherents/changerequest/{change.pk}/refuser/")
    page.get_by_label("Motif").select_option("Autre motif, que j’écris")
    page.get_by_label("Précisions").fill("Le bail n’est pas signé.")
    page.get_by_role("button", name="Refuser", exact=True).click()
    expect(page.get_by_text("La demande est refusée")).to_be_visible()
    page.goto(form)
    expect_title(page, "Demander une modification")
    page.goto(f"/espace/{member.adherent.public_id}/informations-legales/demandes/")
    page.get_by_role("main").get_by_role("link", name="Adresse, Siège").click()
    expect(page.get_by_role("main")).to_contain_text("Le bail n’est pas signé.")


def test_printed_the_months_are_whole_and_keep_their_legend(page: Page, site, sign_in_as) -> None:
    """On a sheet of A4 between its margins."""
    member = MembershipFactory()
    for rank, month in enumerate(last_months(timezone.localdate(), 12)):
        base, owed = Decimal("1234567.89"), Decimal("2000.50") + rank
        PeriodFactory(adherent=member.adherent, month=month, leave_base=base, leave_contribution=owed)
    sign_in_as(page, member.user)
    page.set_viewport_size({"width": 673, "height": 950})
    page.emulate_media(media="print")
    page.goto(f"/espace/{member.adherent.public_id}/informations-legales/declarations/")
    table = page.get_by_role("table")
    box = table.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 673
    last = table.get_by_role("row").nth(1).get_by_role("cell").last
    cut = "(cell) => cell.scrollWidth - cell.clientWidth + getComputedStyle(cell.closest('.panel')).overflow"
    assert last.evaluate(cut) == "0visible"
    key = page.locator(".chart__key--settled")
    expect(key).to_be_visible()
    assert key.evaluate("(key) => getComputedStyle(key).printColorAdjust") == "exact"
