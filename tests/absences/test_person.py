"""The absences of somebody on their page: to come, past, what is planned of the rights; whom it is told."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.template.defaultfilters import floatformat
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from absences.balance.queries import leave_book
from absences.services.departures import resolve_absence
from absences.services.entering import cancel_absence
from core.rights import Right
from employees.leave import arithmetic
from tests.absences.departures_kit import leave_company, stay
from tests.absences.factories import AbsenceFactory, LeaveDeclarationFactory
from tests.absences.kit import access_of, worker
from tests.days import in_days, today
from tests.employees.factories import EmploymentFactory, LeaveRightFactory
from tests.employees.person_kit import browser_of, colleague, site_of, text_of

pytestmark = pytest.mark.django_db
READS = (Right.EMPLOYEES_CONSULT, Right.ABSENCES_CONSULT)


def days(number: int) -> date:
    return in_days(number)


def away(person, first: int, last: int | None = None, key: str = "rtt"):
    return AbsenceFactory(
        employee=person, key=key, starts_on=days(first), ends_on=days(first if last is None else last)
    )


def page(browser, ref: str, person) -> str:
    shown = text_of(browser.get(reverse("employees:employee", args=[ref, person.public_id])))
    return shown.partition('id="titre-absences"')[2].partition('id="titre-historique"')[0]


def test_what_comes_and_the_five_last_past_ones_are_told(cast):
    person = worker(cast)
    running, coming = away(person, -1, 1), away(person, 20, 22, "training")
    past = [away(person, -10 * number) for number in range(1, 8)]
    shown = page(cast.browser("alice"), cast.acme.ref, person)
    assert shown.index(running.stretch.label) < shown.index(coming.stretch.label) < shown.index(past[0].stretch.label)
    assert [one.stretch.label in shown for one in past] == [True] * 5 + [False] * 2
    for name, query in (("planning", {}), ("enter", {})):
        assert f"{reverse(f'absences:{name}', args=[cast.acme.ref])}?salarie={person.public_id}" in shown, query
    assert reverse("absences:absence", args=[cast.acme.ref, coming.public_id]) in shown


def test_planned_and_declared_leave_is_told_with_what_it_leaves(cast):
    person = worker(cast)
    year = today().year if today().month >= 5 else today().year - 1
    LeaveRightFactory(
        employee=person,
        starts_on=date(year - 1, 4, 1),
        ends_on=date(year, 3, 31),
        acquired=Decimal(30),
        taken=Decimal(12),
        stated_on=days(-1),
    )
    monday = days(-today().weekday())
    planned = AbsenceFactory(employee=person, starts_on=monday + timedelta(7), ends_on=monday + timedelta(13))
    declared = AbsenceFactory(employee=person, starts_on=monday + timedelta(14), ends_on=monday + timedelta(20))
    LeaveDeclarationFactory(absence=declared)
    assert planned.to_declare
    shown = page(cast.browser("alice"), cast.acme.ref, person)
    [line] = [one for one in leave_book(access_of(cast), person, today()).lines() if one.planned]
    assert 0 < line.planned < line.remaining
    for label, number in (("À déclarer", line.planned), ("Déclarés", line.declared), ("Restera", line.after_planned)):
        assert f'<dt>{label}</dt><dd class="figure-big">{floatformat(number, -2)}</dd>' in shown
    assert "À déclarer" in shown
    assert "Déclarée" in shown


def test_a_motive_is_for_whoever_may_read_it(cast):
    person = worker(cast)
    stoppage = away(person, -1, 5, "sickness")
    assert "Maladie" in page(cast.browser("alice"), cast.acme.ref, person)
    shown = page(cast.browser("bruno"), cast.acme.ref, person)
    assert stoppage.stretch.label in shown
    assert "aladie" not in shown
    assert stoppage.public_id not in shown
    assert "Saisir une absence" not in shown


def test_without_the_right_nothing_is_told(cast):
    person = worker(cast)
    away(person, 1)
    reader = colleague(cast.acme.adherent, Right.EMPLOYEES_CONSULT)
    assert page(browser_of(reader), cast.acme.ref, person) == ""


def test_whoever_acts_for_a_site_reads_what_falls_on_the_contracts_there(cast):
    depot = site_of(cast.acme.adherent)
    person = worker(cast, ends_on=days(-11), is_current=False)
    EmploymentFactory(employee=person, establishment=depot, starts_on=days(-10))
    elsewhere, here = away(person, -20), away(person, -5)
    local = colleague(cast.acme.adherent, *READS, site=depot)
    shown = page(browser_of(local), depot.public_id, person)
    assert here.stretch.label in shown
    assert elsewhere.stretch.label not in shown


def test_a_sortie_sends_to_what_it_leaves_to_resolve(cast):
    person = worker(cast)
    away(person, 10, 12)
    leave_company(access_of(cast), person, days(5))
    shown = page(cast.browser("alice"), cast.acme.ref, person)
    assert "1 absence après le dernier jour du contrat" in shown
    address = reverse("absences:after_departure", args=[cast.acme.ref], query={"salarie": person.public_id})
    assert address in shown
    assert person.full_name in text_of(cast.browser("alice").get(address))


def test_who_stays_is_sent_to_what_may_be_put_back(cast):
    person, alice = worker(cast), access_of(cast)
    absence = away(person, 10, 12)
    departure = leave_company(alice, person, days(5))
    resolve_absence(access=alice, absence=absence, version=1)
    stay(alice, departure)
    shown = page(cast.browser("alice"), cast.acme.ref, person)
    assert "1 absence annulée pour une sortie qui n’a plus lieu peut être remise au planning" in shown
    assert "Aucune absence en cours ni à venir" in shown


def cancelled(page: str) -> str:
    return page.partition("<summary>Absences annulées")[2].partition("</details>")[0]


def test_a_cancelled_absence_is_led_to_from_the_page_of_the_person_and_from_their_planning(cast):
    alice, person = access_of(cast), worker(cast)
    year = today().year
    kept, old, stoppage = (
        AbsenceFactory(employee=person, key=key, starts_on=date(of, 1, 12), ends_on=date(of, 1, 13))
        for key, of in (("rtt", year + 1), ("rtt", year - 1), ("sickness", year))
    )
    for one in (kept, old, stoppage):
        cancel_absence(access=alice, absence=one, version=1)
    on_page = {who: cancelled(page(cast.browser(who), cast.acme.ref, person)) for who in ("alice", "bruno")}
    assert kept.public_id in on_page["alice"]
    assert "Annulée" in on_page["alice"]
    assert stoppage.public_id in on_page["alice"]
    assert old.public_id not in on_page["alice"]
    # Who may not know the motive has no page of it.
    assert kept.public_id in on_page["bruno"]
    assert stoppage.public_id not in on_page["bruno"]
    planning = reverse("absences:planning", args=[cast.acme.ref])
    for who in ("alice", "chloe"):
        typed = {"salarie": person.public_id, "du": f"{year - 1}-06-01"}
        shown = cancelled(text_of(cast.browser(who).get(planning, typed)))
        assert (old.public_id in shown, kept.public_id in shown) == (True, False)
        assert (
            cast.browser(who).get(reverse("absences:absence", args=[cast.acme.ref, old.public_id])).status_code == 200
        )


def test_the_page_costs_the_same_for_one_and_for_forty(cast):
    person, browser = worker(cast), cast.browser("alice")
    address = reverse("employees:employee", args=[cast.acme.ref, person.public_id])

    def cost() -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        return len(queries)

    away(person, 1)
    one = cost()
    for number in range(2, 42):
        away(person, number, key="rtt" if number % 2 else "paid_leave")
    assert cost() == one <= 13


def test_the_rights_that_two_parts_of_the_page_tell_are_worked_out_once(cast, monkeypatch):
    person, asked = worker(cast, starts_on=days(-900)), []
    away(person, 1, 3, "paid_leave")
    estimate = arithmetic.estimate_rights

    def estimated(period, *facts, **rules):
        asked.append(period)
        return estimate(period, *facts, **rules)

    monkeypatch.setattr(arithmetic, "estimate_rights", estimated)
    assert page(cast.browser("alice"), cast.acme.ref, person)
    assert len(asked) == len(set(asked)) > 1
