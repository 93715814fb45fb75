"""An arrêt de travail from its declaration over leave to the letter: prolonged, ended; on a telephone too."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from employees.models import Employee
from stoppages.enums import CaseState
from stoppages.models import SickLeave, StoppageCase
from tests.absences.factories import AbsenceFactory
from tests.absences.kit import planning_of
from tests.e2e.checks import assert_accessible, assert_no_sideways_scroll
from tests.e2e.conftest import Site
from tests.e2e.steps import field, press
from tests.employees.factories import EmployeeFactory, EmploymentFactory, LeaveRightFactory
from tests.factories import MembershipFactory
from tests.stoppages.places.sick_leave import at

pytestmark = pytest.mark.e2e


@pytest.fixture
def member(site: Site) -> Any:
    return MembershipFactory(adherent__name="Durand Maçonnerie", user__email="alice@exemple.fr")


@pytest.fixture
def person(member) -> Employee:
    employee = EmployeeFactory(adherent=member.adherent, last_name="Benali", first_name="Karim")
    LeaveRightFactory(employee=employee, acquired=30, fifth_week=6, taken=18, stated_on=date(2026, 9, 30))
    EmploymentFactory(employee=employee)
    AbsenceFactory(employee=employee, starts_on=date(2026, 10, 12), ends_on=date(2026, 10, 16))
    return employee


def look(page: Page, js: bool) -> None:
    """axe runs in the page: only where scripts do."""
    assert_no_sideways_scroll(page)
    if js:
        assert_accessible(page)


def test_an_arret_from_its_first_day_to_the_letter(any_page, js, sign_in_as, member, person) -> None:
    page = any_page
    sign_in_as(page, member.user)
    page.goto(at(member, "start_sick_leave"))
    page.get_by_role("link", name="BENALI Karim").click()
    declare(page, js)
    expect(page.get_by_role("main")).to_contain_text("Les congés du 12 octobre 2026 au 16 octobre 2026 seront annulés")
    look(page, js)
    press(page, "Envoyer à la caisse")
    expect(page.get_by_role("status").first).to_contain_text("L’arrêt de travail est envoyé")
    first = StoppageCase.objects.get(sick_leave__employee=person)
    prolong(page, js, at(member, "extend", first.public_id))
    last = SickLeave.objects.get(first=first)
    come_back(page, js, at(member, "resume", first.public_id))
    assert planning_of(person) == [
        ("sickness", "du 5 octobre 2026 au 16 octobre 2026"),
        ("sickness", "du 17 octobre 2026 au 20 octobre 2026"),
    ]
    receive_the_letter(page, js)
    assert set(StoppageCase.objects.values_list("state", flat=True)) == {CaseState.CLOSED}
    assert SickLeave.objects.get(pk=last.pk).letter_received_on == date(2026, 10, 23)


def declare(page: Page, js: bool) -> None:
    page.get_by_label("Motif de l’arrêt").select_option("illness")
    for label, day in (
        ("Dernier jour travaillé", "02/10/2026"),
        ("Premier jour d’arrêt", "05/10/2026"),
        ("Fin prévisionnelle", "16/10/2026"),
    ):
        field(page, label).fill(day)
    look(page, js)
    press(page, "Enregistrer et relire")


def prolong(page: Page, js: bool, address: str) -> None:
    """The form proposes all but the end."""
    page.goto(address)
    field(page, "Fin prévisionnelle").fill("31/10/2026")
    look(page, js)
    press(page, "Enregistrer et relire")
    press(page, "Envoyer à la caisse")
    expect(page.get_by_role("status").first).to_contain_text("L’arrêt de travail est envoyé")


def come_back(page: Page, js: bool, address: str) -> None:
    """From the first arrêt one is led to the last."""
    page.goto(address)
    field(page, "Reprise le").fill("21/10/2026")
    look(page, js)
    press(page, "Envoyer la reprise")
    expect(page.get_by_role("status").first).to_contain_text("La reprise est déclarée")


def receive_the_letter(page: Page, js: bool) -> None:
    press(page, "Établir la lettre")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger").click()
    assert download.value.suggested_filename.startswith("lettre-conges-")
    field(page, "Lettre reçue le").fill("23/10/2026")
    look(page, js)
    press(page, "Noter la réception")
    expect(page.get_by_role("status").first).to_contain_text("23/01/2028")
