"""A sortie with absences after it: told before it is sent, resolved from À faire, put back when the person stays."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from absences.models import Absence
from tests.absences.factories import AbsenceFactory
from tests.e2e.steps import expect_title, field, press
from tests.e2e.test_departure import follow, sheet_of
from tests.employees.factories import EmployeeFactory, EmploymentFactory
from tests.factories import MembershipFactory

pytestmark = pytest.mark.e2e


def test_the_absences_after_a_sortie_are_resolved_then_put_back(page, site, sign_in_as) -> None:
    today = timezone.localdate()
    member = MembershipFactory(adherent__name="Durand Maçonnerie")
    person = EmployeeFactory(adherent=member.adherent, last_name="Benali", first_name="Karim")
    employment = EmploymentFactory(employee=person)
    across = AbsenceFactory(
        employee=person, key="rtt", starts_on=today + timedelta(days=28), ends_on=today + timedelta(days=33)
    )
    after = AbsenceFactory(employee=person, starts_on=today + timedelta(days=40), ends_on=today + timedelta(days=44))
    sign_in_as(page, member.user)
    declare(page, employment)
    page.goto(f"/espace/{member.adherent.public_id}/")
    page.get_by_role("link", name="Régler : Absence après la sortie").first.click()
    expect_title(page, "Absences après une sortie")
    act(page, "Couper au dernier jour")
    expect(page.get_by_role("status")).to_contain_text("1 absence réglée")
    act(page, "Annuler")
    expect(page.get_by_role("main")).to_contain_text("Aucune absence à régler")
    assert Absence.objects.get(pk=across.pk).ends_on == today + timedelta(days=30)
    assert not Absence.objects.get(pk=after.pk).is_live
    put_back(page, employment)
    assert Absence.objects.get(pk=across.pk).ends_on == today + timedelta(days=33)
    assert Absence.objects.get(pk=after.pk).is_live


def act(page: Page, verb: str) -> None:
    """The first of the absences of which one may do that; its name follows the verb, for whoever listens."""
    page.get_by_role("main").get_by_role("button", name=re.compile(f"^{verb}")).first.click()


def declare(page: Page, employment) -> None:
    page.goto(sheet_of(employment))
    follow(page, "Déclarer la sortie")
    field(page, "Dernier jour").fill(f"{timezone.localdate() + timedelta(days=30):%d/%m/%Y}")
    page.get_by_label("Motif de sortie").select_option(label="Rupture conventionnelle")
    press(page, "Continuer")
    expect(page.get_by_role("heading", name="2 absences après le dernier jour")).to_be_visible()
    press(page, "Envoyer la sortie à la caisse")
    expect(page.get_by_role("main")).to_contain_text("2 absences après le dernier jour du contrat")


def put_back(page: Page, employment) -> None:
    page.goto(sheet_of(employment))
    follow(page, "Annuler la sortie")
    press(page, "Annuler la sortie")
    expect(page.get_by_role("status")).to_contain_text("le contrat continue")
    page.goto(f"/espace/{employment.adherent.public_id}/")
    page.get_by_role("link", name="Décider : Absence à remettre").first.click()
    act(page, "Remettre au planning")
    expect(page.get_by_role("button", name=re.compile("^Remettre au planning"))).to_have_count(1)
    act(page, "Remettre au planning")
    expect(page.get_by_role("main")).to_contain_text("Aucune absence à régler")
