"""Leave declared to the caisse in a real browser, with and without scripts: declared, treated, cancelled, refused."""

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from absences.models import Absence, LeaveDeclaration, RefusalReason
from absences.services import declaring
from accounts.models import User
from tests.absences.factories import AbsenceFactory, LeaveDeclarationFactory
from tests.accounts.walks.staff_entry import member_of_staff
from tests.e2e.checks import assert_accessible, assert_no_sideways_scroll
from tests.e2e.conftest import Site
from tests.e2e.steps import expect_title, press
from tests.e2e.test_staff import enter
from tests.employees.factories import EmployeeFactory, EmploymentFactory
from tests.factories import MembershipFactory

pytestmark = pytest.mark.e2e
TEN = 10


@pytest.fixture
def staff(site: Site) -> User:
    return member_of_staff()


@pytest.fixture
def member(staff: User) -> Any:
    return MembershipFactory(adherent__name="Durand Maçonnerie", adherent__caisse=staff.staff_caisse)


def planned(member: Any, name: str = "Benali") -> Absence:
    employee = EmployeeFactory(adherent=member.adherent, last_name=name, first_name="Karim")
    EmploymentFactory(employee=employee)
    return AbsenceFactory(employee=employee, starts_on=date(2027, 8, 2), ends_on=date(2027, 8, 14))


def go(page: Page, member: Any, name: str, *args: str) -> None:
    page.goto(reverse(f"absences:{name}", args=[member.adherent.public_id, *args]))


def declare_all(page: Page, member: Any) -> None:
    go(page, member, "leave_to_declare")
    page.get_by_role("checkbox").check()
    press(page, "Déclarer les congés cochés")
    expect_title(page, "Déclarer à votre caisse")
    press(page, "Déclarer")


def test_a_leave_is_declared_then_cancelled(any_page, js, sign_in_as, member, staff) -> None:
    page, leave = any_page, planned(member)
    sign_in_as(page, member.user)
    declare_all(page, member)
    expect(page.get_by_role("status").filter(has_text="1 déclaration envoyée")).to_be_visible()
    sent = LeaveDeclaration.objects.select_related("absence").get(absence=leave)
    declaring.take_into_account(declaration=sent, by=staff, version=sent.version)
    go(page, member, "absence", leave.public_id)
    page.get_by_role("link", name="Annuler").click()
    press(page, "Annuler l’absence")
    go(page, member, "leave_to_declare")
    line = page.get_by_role("row", name="BENALI Karim")
    expect(line).to_contain_text("Annulation d’un congé")
    expect(line).to_contain_text("Plus de congé")
    declare_all(page, member)
    page.get_by_role("link", name="BENALI Karim").first.click()
    expect_title(page, "Annulation d’un congé\N{NO-BREAK SPACE}: BENALI Karim")
    said = page.get_by_role("region", name="Tout ce qui a été déclaré de ce congé").get_by_role("listitem")
    expect(said).to_have_count(2)
    if js:
        assert_accessible(page)
        assert_no_sideways_scroll(page)
    leave.refresh_from_db()
    assert (leave.state, leave.to_declare) == ("cancelled", False)


def test_what_was_refused_is_read_mended_and_declared_again(page: Page, sign_in_as, member, staff) -> None:
    leave = planned(member)
    sent = LeaveDeclarationFactory(absence=leave, sent={"person": "BENALI Karim"})
    declaring.refuse_leave(declaration=sent, by=staff, version=sent.version, reason="Les dates ne vont pas")
    sign_in_as(page, member.user)
    go(page, member, "declaration", sent.public_id)
    expect(page.get_by_role("region", name="Refusée par votre caisse")).to_contain_text("Les dates ne vont pas")
    page.get_by_role("link", name="Corriger").click()
    expect(page).to_have_url(re.compile(f"/absence/{leave.public_id}/modifier/$"))
    go(page, member, "leave_to_declare")
    expect(page.get_by_role("row", name="BENALI Karim")).to_contain_text("Les dates ne vont pas")
    declare_all(page, member)
    states = list(leave.declarations.order_by("pk").values_list("state", flat=True))
    assert states == ["refused", "sent"]


def test_ten_leaves_are_taken_into_account_together(page: Page, staff, member) -> None:
    for number in range(TEN):
        LeaveDeclarationFactory(absence=planned(member, f"Benali{number}"))
    enter(page, staff)
    page.get_by_role("link", name="congés déclarés à traiter").click()
    boxes = page.locator("input[name=_selected_action]")
    expect(boxes).to_have_count(TEN)
    for number in range(TEN):
        boxes.nth(number).check()
    page.locator("select[name=action]").select_option("accept_chosen")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("input[name=chosen]")).to_have_count(TEN)
    page.locator("input[name=chosen]").last.uncheck()
    page.get_by_role("button", name="Prendre en compte ce qui est coché").click()
    expect(page.get_by_text("Congés pris en compte")).to_contain_text("9")
    assert LeaveDeclaration.objects.filter(state="taken").count() == TEN - 1
    assert LeaveDeclaration.objects.filter(state="sent").count() == 1


def test_a_leave_is_refused_for_a_reason_of_the_caisse(page: Page, staff, member) -> None:
    RefusalReason.objects.create(caisse=staff.staff_caisse, label="Droits insuffisants")
    LeaveDeclarationFactory(absence=planned(member))
    enter(page, staff)
    page.get_by_role("link", name="congés déclarés à traiter").click()
    page.locator("#result_list tbody th a").first.click()
    page.get_by_text("Refuser…").click()
    reason = page.get_by_label("Motif").and_(page.locator(":visible"))
    expect(reason.locator("option")).to_have_text(["Choisissez un motif", "Droits insuffisants"])
    reason.select_option(label="Droits insuffisants")
    page.get_by_role("button", name="Refuser", exact=True).click()
    expect(page.get_by_text("C’est refusé")).to_be_visible()
    assert LeaveDeclaration.objects.get().message == "Droits insuffisants"
