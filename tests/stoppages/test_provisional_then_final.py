"""The ordinary way: a provisional declaration, then the final one. Nothing final is said to be sent before it is."""

from datetime import date

import pytest

from stoppages.enums import CaseState, DeclarationKind
from stoppages.final.rules import hours_elsewhere
from stoppages.people.queries import stoppages_of
from tests.stoppages.factories import sent
from tests.stoppages.final_kit import MONDAY, TICKED, access_of, certify, hired, lost, page, stopped
from tests.stoppages.sick_leave_kit import declared

pytestmark = pytest.mark.django_db
ALREADY = "Une déclaration définitive est déjà envoyée"


@pytest.fixture
def begun(cast):
    """Its provisional declaration sent, its hours in writing."""
    one = hired(cast)
    case = stopped(cast, [one])
    sent(case, DeclarationKind.PROVISIONAL)
    lost(access_of(cast), case, {(one, MONDAY): "8"})
    case.refresh_from_db()
    return case, one


@pytest.mark.parametrize("name", ["people", "hours", "wages", "certify", "work_resumed"])
def test_a_final_declaration_is_said_to_be_sent_once_it_is(cast, begun, name):
    case, _ = begun
    browser = cast.browser("alice")
    assert ALREADY not in browser.get(page(case, name)).content.decode()
    certify(access_of(cast), case)
    assert ALREADY in browser.get(page(case, name)).content.decode()


def test_the_first_final_declaration_is_no_new_version(cast, begun):
    case, _ = begun
    shown = cast.browser("alice").get(page(case, "certify")).content.decode()
    assert "Certifier et envoyer" in shown
    assert "Certifier la nouvelle version" not in shown


def test_the_page_of_the_case_says_that_its_hours_are_to_be_finished(cast, begun):
    shown = cast.browser("alice").get(page(begun[0], "case")).content.decode()
    assert "Les heures perdues sont à terminer" in shown


def test_an_estimate_is_of_what_is_written_until_it_is_sent(cast, begun):
    case, _ = begun
    browser = cast.browser("alice")
    assert "de ce qui est saisi" in browser.get(page(case, "estimate")).content.decode()
    certify(access_of(cast), case)
    assert "de ce qui est envoyé" in browser.get(page(case, "estimate")).content.decode()


def test_hours_in_writing_count_in_the_24_of_a_day_after_a_provisional_declaration_too(cast, begun):
    case, one = begun
    other = stopped(cast, [one])
    assert hours_elsewhere(other, [one.pk], [MONDAY]) == {(one.pk, MONDAY): 8}
    certify(access_of(cast), case)
    assert hours_elsewhere(other, [one.pk], [MONDAY]) == {(one.pk, MONDAY): 8}


def test_no_certificate_is_offered_of_hours_that_nobody_declared(cast, begun):
    case, one = begun
    access, today = access_of(cast), date(2026, 2, 1)
    assert stoppages_of(access, one, today).certificate_year is None
    certify(access, case)
    assert stoppages_of(access, one, today).certificate_year == 2026


def test_a_sickness_over_hours_in_writing_leaves_nothing_to_send_again(cast, begun):
    case, one = begun
    declared(access_of(cast), one, "2026-01-12", "2026-01-13")
    case.refresh_from_db()
    assert (case.state, case.to_amend) == (CaseState.PROVISIONAL, False)
    assert case.caseevents.filter(kind="to_amend").exists()


def test_the_final_declaration_sends_the_provisional_one_that_nobody_sent(cast):
    one = hired(cast)
    case = stopped(cast, [one])
    lost(access_of(cast), case, {(one, MONDAY): "8"})
    case.refresh_from_db()
    browser = cast.browser("alice")
    assert "elle part avec celle-ci" in browser.get(page(case, "certify")).content.decode()
    typed = {**TICKED, "version": case.version}
    for _ in range(2):
        assert browser.post(page(case, "certify"), typed).status_code == 302
    case.refresh_from_db()
    assert case.state == CaseState.SENT
    rows = case.stoppagedeclarations.order_by("pk").values_list("kind", "number")
    assert list(rows) == [("provisional", 1), ("final", 1)]


def test_a_final_declaration_after_a_provisional_one_sends_no_other(cast, begun):
    case, _ = begun
    certify(access_of(cast), case)
    assert case.stoppagedeclarations.filter(kind=DeclarationKind.PROVISIONAL).count() == 1
