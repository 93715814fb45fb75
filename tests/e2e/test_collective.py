"""The closing of a site, from its form to its undoing, in a browser, without scripts too."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from absences.models import Absence
from tests.absences.places.around import somebody
from tests.e2e.steps import expect_title, field, press
from tests.factories import EstablishmentFactory, MembershipFactory
from tests.jobs import run_jobs

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(("width", "js"), [(1280, True), (375, False)])
def test_a_site_is_closed_then_opened_again(open_page, site, sign_in_as, width, js):
    member = MembershipFactory(adherent__name="Durand Maçonnerie")
    depot = EstablishmentFactory(adherent=member.adherent, name="Dépôt de Montreuil")
    for name in ("Benali", "Nowak"):
        somebody(member.adherent, name, establishment=depot)
    page = open_page(width, js=js)
    sign_in_as(page, member.user)
    page.goto(reverse("absences:start_collective", args=[member.adherent.public_id]))
    field(page, "Titre").fill("Pont du 13")
    page.get_by_label("Nature").select_option(label="RTT")
    field(page, "Premier jour").fill("12/11/2026")
    field(page, "Dernier jour").fill("13/11/2026")
    page.locator("#id_site").select_option(label="Dépôt de Montreuil")
    page.get_by_label("C’est une fermeture").check()
    press(page, "Voir qui serait concerné")
    expect_title(page, "Pont du 13")
    expect(page.get_by_role("main")).to_contain_text("2 salariés")
    press(page, "Laisser de côté NOWAK Karim")
    press(page, "Saisir pour ceux qui le peuvent")
    expect(page.get_by_text("En attente")).to_be_visible()
    run_jobs()
    if not js:
        page.get_by_role("link", name="Actualiser").click()
    expect(page.get_by_role("link", name="Saisies (1)")).to_be_visible()
    assert Absence.objects.live().count() == 1
    page.get_by_role("link", name="Tout annuler").click()
    press(page, "Tout annuler")
    run_jobs()
    if not js:
        page.get_by_role("link", name="Actualiser").click()
    expect(page.get_by_role("link", name="Annulées (1)")).to_be_visible()
    assert not Absence.objects.live().exists()
