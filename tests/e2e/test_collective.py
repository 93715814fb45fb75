"""A closing for a site: prepared, seen person by person, entered, undone; with scripts and without."""

import pytest
from playwright.sync_api import Page, expect

from absences.models import Absence
from delegations import authority
from tests.absences.kit import enter
from tests.e2e.steps import expect_title, field, press
from tests.employees.factories import EmployeeFactory, EmploymentFactory
from tests.factories import EstablishmentFactory, MembershipFactory
from tests.jobs import run_jobs

pytestmark = pytest.mark.e2e


def come_back(page: Page, js: bool, said: str) -> None:
    """The job has run: with scripts the page sees it by itself."""
    run_jobs()
    if not js:
        page.get_by_role("link", name="Actualiser").click()
    expect(page.get_by_role("link", name=said)).to_be_visible()


def test_a_closing_for_a_site(any_page, js, site, sign_in_as):
    page, member = any_page, MembershipFactory()
    depot = EstablishmentFactory(adherent=member.adherent, is_head_office=False, name="Dépôt de Bagnolet")
    people = [EmployeeFactory(adherent=member.adherent, last_name=name) for name in ("Benali", "Kowalczyk", "Petit")]
    for person in people:
        EmploymentFactory(employee=person, establishment=depot)
    enter(authority.resolve(member.user, member.adherent.public_id), people[2], "training", "2026-08-12", "2026-08-12")
    sign_in_as(page, member.user)
    page.goto(f"/espace/{member.adherent.public_id}/planning/?du=2026-08-01")
    page.get_by_role("link", name="Absence collective", exact=True).click()
    field(page, "Titre").fill("Fermeture d’août")
    page.get_by_role("main").get_by_label("Nature", exact=True).select_option("RTT")
    field(page, "Premier jour").fill("10/08/2026")
    field(page, "Dernier jour").fill("14/08/2026")
    page.locator("#id_site").select_option("Dépôt de Bagnolet")
    page.get_by_label("L’entreprise ou le site est fermé").check()
    press(page, "Voir qui est concerné")
    expect_title(page, "Fermeture d’août")
    expect(page.get_by_role("heading", name="2 personnes concernées")).to_be_visible()
    press(page, "Saisir pour ceux qui le peuvent")
    come_back(page, js, "Saisies (2)")
    assert Absence.objects.live().filter(collective__isnull=False).count() == 2
    page.get_by_role("link", name="Tout annuler").click()
    press(page, "Tout annuler")
    come_back(page, js, "Annulées (2)")
    assert not Absence.objects.live().filter(collective__isnull=False).exists()
