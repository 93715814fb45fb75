"""Written waivers of the days of fractionnement: recorded beside the rights to leave, withdrawn, kept (L3141-23)."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import AuditEvent
from core.rights import Right
from delegations import authority
from employees.enums import EventKind
from employees.leave.arithmetic import period_containing
from employees.leave.queries import leave_of
from employees.leave.services import AlreadyWaived, record_split_waiver, withdraw_split_waiver
from employees.models import Employee, EmployeeEvent, LeaveRight, SplitWaiver
from tests.employees.factories import (
    EmployeeFactory,
    EmploymentFactory,
    KnownAbsenceFactory,
    LeaveRightFactory,
    SplitWaiverFactory,
)
from tests.employees.person_kit import ACTS, address_of, browser_of, colleague, holder, said_to, site_of, text_of

pytestmark = pytest.mark.django_db
TODAY, SIGNED = date(2026, 11, 25), date(2026, 6, 15)
PERIOD = period_containing(date(2025, 4, 1))


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY):
        yield


def employed(member: Any) -> Employee:
    """Two weeks off in August 2026, one in December: two days of fractionnement."""
    person = EmployeeFactory(adherent=member.adherent, last_name="Benali", sex="F")
    for first, days in ((date(2026, 8, 3), 14), (date(2026, 12, 7), 7)):
        last = first + timedelta(days=days - 1)
        KnownAbsenceFactory(employee=person, kind="paid_leave", starts_on=first, ends_on=last)
    employee: Employee = EmploymentFactory(employee=person).employee
    return employee


def bonus(member: Any, employee: Employee) -> tuple[int, int]:
    """Of the leave to take from 1 May 2026 on: what is added, what was given up."""
    access = authority.resolve(member.user, member.adherent.public_id)
    assert access is not None
    last = leave_of(access, employee, today=TODAY)[1]
    return int(last.split_bonus_days), last.split_days_waived


def page_of(member: Any, employee: Employee) -> str:
    return text_of(browser_of(member).get(address_of("employee", member, employee.public_id)))


def record(member: Any, employee: Employee, **typed: str) -> Any:
    values = {"period": "2026-05-01", "signed_on": "15/06/2026", **typed}
    address = address_of("record_split_waiver", member, employee.public_id)
    return browser_of(member).post(address, values, follow=True)


def withdraw(member: Any, waiver: SplitWaiver, **typed: str) -> Any:
    return browser_of(member).post(address_of("withdraw_split_waiver", member, waiver.public_id), typed, follow=True)


def test_a_waiver_takes_the_days_of_the_split_away_and_the_page_says_so():
    member, _ = holder()
    employee = employed(member)
    assert bonus(member, employee) == (2, 0)
    response = record(member, employee)
    assert "La renonciation est enregistrée" in said_to(response)
    assert bonus(member, employee) == (0, 2)
    page = page_of(member, employee)
    assert "2 jours</strong> de fractionnement auxquels Mme Benali a renoncé par écrit le 15 juin 2026." in page
    assert "Fractionnement : 2 jours, auxquels il a été renoncé par écrit le 15 juin 2026" in page
    waiver = SplitWaiver.objects.get()
    assert (waiver.employee, waiver.adherent, waiver.taking_starts_on) == (employee, member.adherent, date(2026, 5, 1))
    assert (waiver.signed_on, waiver.recorded_by, waiver.is_in_force) == (SIGNED, member.user, True)


def test_what_is_recorded_and_withdrawn_is_in_the_history_and_in_the_journal():
    member, _ = holder()
    employee = employed(member)
    record(member, employee)
    response = withdraw(member, SplitWaiver.objects.get(), confirm="1")
    assert "La renonciation est retirée" in said_to(response)
    assert bonus(member, employee) == (2, 0)
    withdrawn, recorded = EmployeeEvent.objects.order_by("-pk")
    assert (recorded.kind, withdrawn.kind) == (EventKind.SPLIT_WAIVED, EventKind.SPLIT_WAIVER_WITHDRAWN)
    page = text_of(response)
    assert "Congés à prendre à partir du : 01/05/2026" in page
    assert "Renonciation signée le : 15/06/2026" in page
    assert "Renonciation signée le : 15/06/2026 → retiré" in page
    actions = ("employees.split_waived", "employees.split_waiver_withdrawn")
    assert AuditEvent.objects.filter(action__in=actions, actor_id=member.user.pk).count() == 2
    kept = SplitWaiver.objects.get()
    assert (kept.withdrawn_by, kept.is_in_force, kept.signed_on) == (member.user, False, SIGNED)
    record(member, employee, signed_on="16/06/2026")
    assert SplitWaiver.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"signed_on": ""}, "signed_on", "Saisissez la date"),
        ({"signed_on": "31/06/2026"}, "signed_on", "n’existe pas"),
        ({"signed_on": "26/11/2026"}, "signed_on", "trop loin"),
        ({"signed_on": "31/03/2025"}, "signed_on", "On ne renonce pas d’avance"),
        ({"period": ""}, "period", "Choisissez la période"),
        ({"period": "2028-05-01"}, "period", "Choisissez une période de la liste"),
        ({"period": "hier"}, "period", "Choisissez une période de la liste"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(typed, field, words):
    member, _ = holder()
    response = record(member, employed(member), **typed)
    assert response.status_code == 422
    assert words in str(response.context["form"].errors[field])
    assert response.context["form"][field].value() == typed[field]
    assert not SplitWaiver.objects.exists()
    assert not EmployeeEvent.objects.exists()


def test_it_may_be_signed_from_the_first_day_on_which_the_leave_is_earned():
    member, _ = holder()
    record(member, employed(member), signed_on="01/04/2025")
    assert SplitWaiver.objects.get().signed_on == date(2025, 4, 1)


def test_a_period_is_given_up_once_whoever_sends_it_twice():
    member, _ = holder()
    employee = employed(member)
    record(member, employee)
    again = record(member, employee)
    assert again.status_code == 422
    assert "celles qui ont déjà une renonciation n’y sont pas" in text_of(again)
    access = authority.resolve(member.user, member.adherent.public_id)
    assert access is not None
    # Two who had both opened the page before: the second is told.
    with pytest.raises(AlreadyWaived):
        record_split_waiver(access=access, employee=employee, period=PERIOD, signed_on=SIGNED)
    with pytest.raises(IntegrityError, match="one_split_waiver_per_taking_period"), transaction.atomic():
        SplitWaiverFactory(employee=employee)
    assert (SplitWaiver.objects.count(), EmployeeEvent.objects.count()) == (1, 1)


def test_when_every_period_is_given_up_there_is_nothing_to_record():
    member, browser = holder()
    employee = employed(member)
    for year in (2025, 2026, 2027):
        SplitWaiverFactory(employee=employee, taking_starts_on=date(year, 5, 1))
    response = browser.get(address_of("record_split_waiver", member, employee.public_id), follow=True)
    assert "Il n’y a pas de période" in said_to(response)
    assert "Enregistrer une renonciation" not in text_of(response)


def test_a_waiver_is_withdrawn_after_it_was_asked_once_more_and_only_once():
    member, browser = holder()
    waiver = SplitWaiverFactory(employee=employed(member))
    assert "L’estimation comptera de nouveau" in text_of(withdraw(member, waiver))
    assert "L’estimation comptera de nouveau" in text_of(
        browser.get(address_of("withdraw_split_waiver", member, waiver.public_id))
    )
    waiver.refresh_from_db()
    assert waiver.is_in_force
    withdraw(member, waiver, confirm="1")
    again = withdraw(member, waiver, confirm="1")
    assert "déjà été retirée" in said_to(again)
    assert EmployeeEvent.objects.count() == 1


def test_the_figures_of_the_caisse_do_not_change():
    member, _ = holder()
    employee = employed(member)
    LeaveRightFactory(employee=employee, split_bonus_days=2)
    before = LeaveRight.objects.values().get()
    record(member, employee)
    assert LeaveRight.objects.values().get() == before
    assert bonus(member, employee) == (2, 0)
    page = page_of(member, employee)
    assert "Mme Benali a renoncé par écrit, le 15 juin 2026, aux jours de fractionnement de cette période." in page
    assert "Les chiffres de votre caisse n’en sont pas changés." in page


def test_whoever_only_reads_sees_the_waiver_and_changes_nothing():
    member, _ = holder()
    employee = employed(member)
    waiver = SplitWaiverFactory(employee=employee)
    reader = colleague(member.adherent, Right.EMPLOYEES_CONSULT)
    page = page_of(reader, employee)
    assert "auxquels Mme Benali a renoncé par écrit le 15 juin 2026" in page
    assert "Retirer cette renonciation" not in page
    assert "Enregistrer une renonciation" not in page
    browser = browser_of(reader)
    assert browser.post(address_of("record_split_waiver", reader, employee.public_id)).status_code == 403
    refused = browser.post(address_of("withdraw_split_waiver", reader, waiver.public_id), {"confirm": "1"})
    assert refused.status_code == 403
    waiver.refresh_from_db()
    assert waiver.is_in_force


def test_the_services_refuse_whoever_only_reads_and_whoever_is_of_another_company():
    member, _ = holder()
    employee = employed(member)
    waiver = SplitWaiverFactory(employee=employee)
    reader, rival = colleague(member.adherent, Right.EMPLOYEES_CONSULT), holder()[0]
    for refused in (reader, rival):
        access = authority.resolve(refused.user, refused.adherent.public_id)
        assert access is not None
        with pytest.raises(PermissionDenied):
            withdraw_split_waiver(access=access, waiver=waiver)
        with pytest.raises(PermissionDenied):
            record_split_waiver(access=access, employee=employee, period=PERIOD, signed_on=SIGNED)
    assert not EmployeeEvent.objects.exists()


def test_whoever_acts_for_a_site_records_for_its_people_only():
    member, _ = holder()
    site = site_of(member.adherent)
    here, elsewhere = employed(member), employed(member)
    here.employments.update(establishment=site)
    local = colleague(member.adherent, *ACTS, site=site)
    record(local, here)
    assert SplitWaiver.objects.get().employee == here
    assert record(local, elsewhere).status_code == 404
    waiver = SplitWaiverFactory(employee=elsewhere)
    assert withdraw(local, waiver, confirm="1").status_code == 404
    waiver.refresh_from_db()
    assert waiver.is_in_force


def test_a_waiver_withdrawn_says_by_whom():
    waiver = SplitWaiverFactory()
    waiver.withdrawn_at = timezone.now()
    with pytest.raises(IntegrityError, match="withdrawn_split_waiver_says_by_whom"), transaction.atomic():
        waiver.save()
