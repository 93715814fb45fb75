"""The staff treat arrêts in a row in a real browser: read, ask, accept, change amounts, pay."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from stoppages.models import StoppageCase
from tests.accounts.walks.staff_entry import member_of_staff
from tests.e2e.checks import assert_accessible, assert_no_sideways_scroll
from tests.e2e.conftest import OpenPage, Site
from tests.e2e.steps import expect_title
from tests.e2e.test_staff import enter
from tests.factories import MembershipFactory
from tests.stoppages.staff_kit import sent_case

pytestmark = pytest.mark.e2e


@pytest.fixture
def staff(site: Site) -> User:
    return member_of_staff()


@pytest.fixture
def company(staff: User) -> Any:
    """What the kit takes of the cast."""
    member = MembershipFactory(adherent__name="Durand Maçonnerie", adherent__caisse=staff.staff_caisse)
    return SimpleNamespace(acme=SimpleNamespace(adherent=member.adherent), people={"alice": member.user})


def open_queue(page: Page) -> None:
    page.get_by_role("link", name="arrêts à traiter").click()
    page.locator("#result_list tbody th a").first.click()


def test_cases_are_treated_in_a_row(any_page: Page, js: bool, staff: User, company: Any) -> None:
    page, cases = any_page, [sent_case(company) for _ in range(3)]
    enter(page, staff)
    open_queue(page)
    expect(page.get_by_role("heading", name="Contrôles")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("85,30")
    if js:
        assert_accessible(page)
        assert_no_sideways_scroll(page)
    page.get_by_role("button", name="Accepter ce qui est proposé et passer au suivant").click()
    expect(page.get_by_text("Le dossier est accepté")).to_be_visible()
    page.get_by_text("Poser une question…").click()
    page.get_by_label("Question").fill("Combien de salariés ?")
    page.get_by_role("button", name="Poser une question et passer au suivant").click()
    expect(page.get_by_text("La question est posée")).to_be_visible()
    page.get_by_role("link", name="Décider ligne par ligne").click()
    expect_title(page, "Décider ligne par ligne")
    page.get_by_label("Accepté en partie").check()
    page.get_by_label("Motif").select_option("wage")
    page.locator(".amount-input").fill("80,00")
    if js:
        assert_accessible(page)
        assert_no_sideways_scroll(page)
    page.get_by_role("button", name="Décider", exact=True).click()
    expect(page.get_by_text("Le dossier est décidé")).to_be_visible()
    page.get_by_role("link", name="Enregistrer un remboursement").click()
    page.get_by_label("Versé le").fill("02/03/2026")
    page.get_by_label("Référence du virement").fill("VIR-1")
    page.get_by_role("button", name="Enregistrer le remboursement").click()
    expect(page.get_by_text("Le remboursement est enregistré")).to_be_visible()
    states = list(StoppageCase.objects.filter(pk__in=[case.pk for case in cases]).order_by("pk"))
    assert [case.state for case in states] == ["accepted", "question", "reimbursed"]
    assert states[2].reimbursed == Decimal("80.00")


def test_a_case_is_read_on_a_telephone(open_page: OpenPage, staff: User, company: Any) -> None:
    page = open_page(375)
    sent_case(company, people=3)
    enter(page, staff)
    open_queue(page)
    for size in ((375, 667), (844, 390)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert_no_sideways_scroll(page)
    assert_accessible(page)
