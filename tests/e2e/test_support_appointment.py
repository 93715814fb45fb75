"""An appointment with the caisse: taken, moved, cancelled, on a telephone without JavaScript."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from support.models import Appointment
from tests.accounts.walks.staff_entry import member_of_staff
from tests.e2e.checks import assert_accessible, assert_no_sideways_scroll
from tests.e2e.conftest import Site
from tests.e2e.steps import expect_title, field, press
from tests.e2e.test_staff import enter
from tests.factories import MembershipFactory
from tests.support.factories import AgendaFactory, AppointmentFactory, free_slot, subject_of

pytestmark = pytest.mark.e2e


@pytest.fixture
def member(site: Site) -> Any:
    member = MembershipFactory(adherent__name="Durand Maçonnerie")
    subject_of(member.adherent.caisse)
    return member


def test_an_appointment_from_the_first_click_to_its_end(open_page, sign_in_as, member, site):
    agenda = AgendaFactory(caisse=member.adherent.caisse)
    page = open_page(375, js=False)
    sign_in_as(page, member.user)
    page.goto(f"/espace/{member.adherent.public_id}/contact/rendez-vous/")
    page.get_by_role("main").get_by_role("link", name="Prendre rendez-vous").first.click()
    # One kind is no choice.
    expect_title(page, "Choisir l’heure")
    wanted = free_slot(agenda)
    page.get_by_role("main").locator(f"a[href*='{wanted.key}']").click()
    # Somebody else is faster.
    AppointmentFactory(adherent__caisse=agenda.caisse, agenda=agenda, slot=wanted)
    page.get_by_label("Objet").select_option(label="Cotisations et relevé de compte")
    field(page, "Numéro à rappeler").fill("01 45 67 89 01")
    field(page, "Précisions").fill("Comprendre le relevé.")
    page.get_by_role("button", name=re.compile("^Confirmer le ")).click()
    expect(page.get_by_text("Ce créneau vient d’être pris")).to_be_visible()
    expect(field(page, "Précisions")).to_have_value("Comprendre le relevé.")
    page.get_by_role("button", name=re.compile("^Confirmer le ")).click()
    expect(page.get_by_text("Votre rendez-vous est confirmé.")).to_be_visible()
    taken = Appointment.objects.get(adherent=member.adherent)
    assert taken.starts_at > wanted.starts_at
    assert taken.reference in site.last_message().text
    with page.expect_download() as event:
        page.get_by_role("link", name="Ajouter à mon agenda").click()
    assert event.value.suggested_filename == f"rendez-vous-{taken.reference}.ics"
    page.get_by_role("link", name="Déplacer", exact=True).click()
    other = free_slot(agenda, taken.ends_at)
    page.get_by_role("main").locator(f"a[href*='{other.key}']").click()
    press(page, "Déplacer le rendez-vous")
    expect(page.get_by_text("Le rendez-vous est déplacé.")).to_be_visible()
    page.get_by_role("link", name="Annuler", exact=True).click()
    press(page, "Annuler le rendez-vous")
    expect(page.get_by_text("Le rendez-vous est annulé.")).to_be_visible()
    taken.refresh_from_db()
    assert (taken.starts_at, taken.is_cancelled) == (other.starts_at, True)


def test_the_caisse_moves_an_appointment_of_its_day(open_page, photograph, site):
    staff = member_of_staff()
    agenda = AgendaFactory(caisse=staff.staff_caisse)
    company = MembershipFactory(adherent__name="Durand Maçonnerie", adherent__caisse=agenda.caisse)
    taken = AppointmentFactory(adherent=company.adherent, agenda=agenda, booked_by=company.user, phone="+33145678901")
    other = free_slot(agenda, taken.ends_at)
    page = open_page(1280)
    enter(page, staff)
    page.goto(f"/admin/support/agenda/{agenda.pk}/change/")
    expect(page.get_by_text("Ce que voient les entreprises")).to_be_visible()
    assert_accessible(page)
    photograph(page, "admin-agenda")
    page.goto("/admin/support/appointment/")
    assert_accessible(page)
    photograph(page, "admin-appointments")
    page.locator("#result_list tbody th a").click()
    page.get_by_text("Déplacer…").click()
    page.get_by_label("Nouvelle heure").select_option(other.key)
    page.locator("details[open]").get_by_label("Motif").select_option("away")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    photograph(page, "admin-appointment")
    page.get_by_role("button", name="Déplacer", exact=True).click()
    expect(page.get_by_text("Le rendez-vous est déplacé")).to_be_visible()
    taken.refresh_from_db()
    assert taken.starts_at == other.starts_at
    assert taken.reference in site.last_message().text
