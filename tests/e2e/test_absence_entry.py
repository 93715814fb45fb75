"""An absence entered by the form, in a real browser: counted as one types, over declared leave, without scripts."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from absences.models import Absence
from accounts.models import Session
from employees.models import Employee
from tests.absences.factories import AbsenceFactory, LeaveDeclarationFactory
from tests.absences.kit import planning_of
from tests.e2e.checks import assert_accessible, assert_no_sideways_scroll
from tests.e2e.conftest import Site
from tests.e2e.steps import expect_title, field, press, sign_in
from tests.employees.factories import EmployeeFactory, EmploymentFactory, LeaveRightFactory
from tests.factories import MembershipFactory

pytestmark = pytest.mark.e2e


@pytest.fixture
def member(site: Site) -> Any:
    return MembershipFactory(adherent__name="Durand Maçonnerie", user__email="alice@exemple.fr")


@pytest.fixture
def person(member) -> Employee:
    employee = EmployeeFactory(adherent=member.adherent, last_name="Benali", first_name="Karim")
    LeaveRightFactory(employee=employee, acquired=30, fifth_week=6, taken=0, stated_on=date(2026, 6, 30))
    return EmploymentFactory(employee=employee).employee


def address(member, name: str = "enter", *args: str, **query: str) -> str:
    return reverse(f"absences:{name}", args=[member.adherent.public_id, *args], query=query)


def type_absence(page: Page, kind: str, start: str, end: str) -> None:
    page.get_by_label("Nature").select_option(label=kind)
    field(page, "Premier jour").fill(start)
    field(page, "Dernier jour").fill(end)


def look(page: Page, js: bool) -> None:
    """axe runs in the page: only where scripts do."""
    if js:
        assert_accessible(page)
        assert_no_sideways_scroll(page)


def test_a_leave_is_entered_by_the_form(any_page, js, sign_in_as, member, person) -> None:
    page = any_page
    sign_in_as(page, member.user)
    page.goto(address(member))
    page.get_by_label("De qui ? Rechercher par nom").fill("karim ben")
    if not js:
        press(page, "Rechercher")
    page.get_by_role("link", name="BENALI Karim").click()
    type_absence(page, "Congés payés, congé principal", "03/08/2026", "14 août 2026")
    if not js:
        press(page, "Compter les jours")
    count = page.get_by_role("region", name="Décompte")
    expect(count).to_contain_text("à la veille du retour, lundi 17 août : 11 jours ouvrables")
    expect(count).to_contain_text("Reste après")
    look(page, js)
    press(page, "Enregistrer")
    expect(page.get_by_role("status").first).to_contain_text("11 jours ouvrables")
    assert planning_of(person) == [("paid_leave", "du 3 août 2026 au 14 août 2026")]


def test_sickness_over_a_declared_leave_gives_its_days_back(scripted, sign_in_as, member, person) -> None:
    page = scripted
    LeaveDeclarationFactory(
        absence=AbsenceFactory(employee=person, starts_on=date(2026, 8, 3), ends_on=date(2026, 8, 14))
    )
    sign_in_as(page, member.user)
    page.goto(address(member, salarie=person.public_id))
    type_absence(page, "Maladie", "06/08/2026", "09/08/2026")
    count = page.get_by_role("region", name="Décompte")
    expect(count).to_contain_text("seront coupés : 3 jours ouvrables rendus ; la modification sera à déclarer")
    assert_accessible(page)
    press(page, "Enregistrer")
    done = "Les congés du 3 août 2026 au 14 août 2026 sont coupés : 3 jours ouvrables rendus ; la modification est à"
    expect(page.get_by_role("main")).to_contain_text(done)
    assert [key for key, _ in planning_of(person)] == ["paid_leave", "sickness", "paid_leave"]


def test_what_was_typed_when_the_session_ended_comes_back(page, member, person) -> None:
    page.goto("/connexion/")
    sign_in(page, "alice@exemple.fr")
    page.goto(address(member, salarie=person.public_id, retour=address(member, "planning")))
    type_absence(page, "RTT", "03/08/2026", "07/08/2026")
    field(page, "Note").fill("Pont du chantier")
    Session.objects.all().delete()
    press(page, "Enregistrer")
    expect_title(page, "Connexion")
    sign_in(page, "alice@exemple.fr")
    expect_title(page, "Saisir une absence")
    expect(field(page, "Premier jour")).to_have_value("03/08/2026")
    expect(field(page, "Note")).to_have_value("Pont du chantier")
    assert not Absence.objects.exists()
    press(page, "Enregistrer")
    expect_title(page, "Planning des absences")
    assert planning_of(person) == [("rtt", "du 3 août 2026 au 7 août 2026")]


def test_the_second_of_two_sees_what_the_first_did(page, sign_in_as, member, person) -> None:
    absence = AbsenceFactory(employee=person, key="rtt", starts_on=date(2026, 8, 3), ends_on=date(2026, 8, 7))
    sign_in_as(page, member.user)
    page.goto(address(member, "change", absence.public_id))
    first = page.context.new_page()
    first.goto(address(member, "change", absence.public_id))
    field(first, "Dernier jour").fill("05/08/2026")
    press(first, "Enregistrer")
    expect(first.get_by_role("main")).to_contain_text("du 3 août 2026 au 5 août 2026")
    field(page, "Premier jour").fill("04/08/2026")
    press(page, "Enregistrer")
    expect(page.get_by_role("alert")).to_contain_text("RTT du 3 août 2026 au 5 août 2026")
    expect(field(page, "Premier jour")).to_have_value("04/08/2026")
    press(page, "Envoyer quand même")
    expect(page.get_by_role("main")).to_contain_text("du 4 août 2026 au 7 août 2026")
    assert planning_of(person) == [("rtt", "du 4 août 2026 au 7 août 2026")]
