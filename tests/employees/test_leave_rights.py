"""Rights to leave on the page of somebody: the caisse's figures, or an estimate that says so."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import MembershipRole
from adherents.models import PublicHoliday
from core.access import Access
from core.rights import SENSITIVE, Right
from delegations import authority
from employees.leave.queries import leave_of, remaining_leave
from employees.models import Employee, LeaveRule, SeniorityStep
from tests.employees.factories import EmployeeFactory, EmploymentFactory, KnownAbsenceFactory, LeaveRightFactory
from tests.factories import CaisseFactory, EstablishmentFactory, MembershipFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)
RUNNING, LAST, BEFORE = date(2026, 4, 1), date(2025, 4, 1), date(2024, 4, 1)


@pytest.fixture
def member():
    return MembershipFactory()


@pytest.fixture
def access(member) -> Access:
    return access_of(member)


@pytest.fixture
def employee(member) -> Employee:
    return EmploymentFactory(employee=EmployeeFactory(adherent=member.adherent)).employee


def access_of(member) -> Access:
    ref = member.establishment.public_id if member.establishment else member.adherent.public_id
    found = authority.resolve(member.user, ref)
    assert found is not None
    return found


def page_of(member, employee) -> str:
    client = Client()
    client.force_login(member.user)
    ref = member.establishment.public_id if member.establishment else member.adherent.public_id
    response = client.get(reverse("employees:employee", args=[ref, employee.public_id]))
    assert response.status_code == 200
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_without_figures_of_the_caisse_each_period_is_estimated(access, employee) -> None:
    periods = leave_of(access, employee, today=TODAY)
    assert [period.period.starts_on for period in periods] == [RUNNING, LAST, BEFORE]
    assert all(period.is_estimate for period in periods)
    assert [period.acquired for period in periods] == [Decimal(20), Decimal(30), Decimal(30)]
    assert periods[1].fifth_week == 6
    assert periods[1].steps[0] == "12 mois complets à 2,5 jours : 30 jours"


def test_the_figures_of_the_caisse_take_the_place_of_the_estimate(access, employee) -> None:
    LeaveRightFactory(employee=employee, acquired=Decimal("28.5"), split_bonus_days=2, taken=Decimal("35.5"))
    running, last, _ = leave_of(access, employee, today=TODAY)
    assert running.is_estimate
    assert (last.stated_on, last.acquired, last.steps) == (date(2026, 10, 31), Decimal("28.5"), ())
    assert (last.remaining, last.overdrawn) == (0, 5)


def test_absences_and_leave_enter_the_estimate(access, employee) -> None:
    KnownAbsenceFactory(employee=employee, starts_on=date(2025, 6, 1), ends_on=date(2025, 6, 30))
    # The week of 10 August 2026 holds Saturday 15: five days, not six (DOMAIN §2.2).
    KnownAbsenceFactory(employee=employee, kind="paid_leave", starts_on=date(2026, 8, 10), ends_on=date(2026, 8, 16))
    last = leave_of(access, employee, today=TODAY)[1]
    assert "1 mois de maladie à 2 jours : 2 jours" in last.steps
    assert (last.acquired, last.taken, last.remaining) == (30, 5, 25)


def test_public_holidays_are_those_of_the_place_of_work(access, employee) -> None:
    site = employee.employments.get().establishment
    site.address = "1 rue du Port\n67000 Strasbourg"
    site.save()
    KnownAbsenceFactory(employee=employee, kind="paid_leave", starts_on=date(2025, 12, 22), ends_on=date(2025, 12, 28))
    before = leave_of(access, employee, today=TODAY)[2]
    assert before.taken == 4  # the 25th and, in Alsace, the 26th


def test_an_alsatian_site_says_whether_its_commune_keeps_good_friday(access, employee) -> None:
    site = employee.employments.get().establishment
    site.address = "1 rue du Port\n67000 Strasbourg"
    KnownAbsenceFactory(employee=employee, kind="paid_leave", starts_on=date(2025, 4, 14), ends_on=date(2025, 4, 18))
    for keeps, days in ((False, 6), (True, 5)):
        site.keeps_good_friday = keeps
        site.save()
        assert leave_of(access, employee, today=date(2025, 4, 30))[2].taken == days, keeps


def test_a_day_of_custom_is_that_of_the_companies_of_its_caisse(access, employee) -> None:
    KnownAbsenceFactory(employee=employee, kind="paid_leave", starts_on=date(2026, 7, 20), ends_on=date(2026, 7, 24))
    custom = {"name": "Fête", "month": 7, "day": 21, "starts_on": date(2026, 1, 1), "source": "Accord"}
    PublicHoliday.objects.create(caisse=CaisseFactory(), **custom)
    assert leave_of(access, employee, today=TODAY)[1].taken == 6
    PublicHoliday.objects.create(caisse=employee.adherent.caisse, **custom)
    assert leave_of(access, employee, today=TODAY)[1].taken == 5


@pytest.mark.parametrize(
    ("work_days", "first", "last", "taken"),
    [
        pytest.param([1, 2, 4], date(2026, 6, 4), date(2026, 6, 4), 3, id="one_thursday_of_monday_tuesday_thursday"),
        pytest.param([1, 2, 4], date(2026, 6, 1), date(2026, 6, 4), 6, id="a_full_week_of_monday_tuesday_thursday"),
        pytest.param([1, 2, 3, 4, 5], date(2026, 6, 1), date(2026, 6, 5), 6, id="a_full_week_without_its_saturday"),
        pytest.param([1, 2, 3, 4, 5], date(2026, 6, 1), date(2026, 6, 7), 6, id="a_full_week_to_its_sunday"),
        pytest.param([1, 2, 3, 4, 5, 6], date(2026, 6, 1), date(2026, 6, 6), 6, id="a_full_week_saturday_worked"),
        pytest.param([1, 2, 3, 4, 5], date(2026, 8, 10), date(2026, 8, 14), 5, id="the_week_of_15_august"),
        pytest.param([1, 2, 4], date(2026, 8, 10), date(2026, 8, 13), 5, id="that_week_of_monday_tuesday_thursday"),
        pytest.param([1, 2, 3, 4, 5], date(2026, 6, 5), date(2026, 6, 5), 2, id="a_friday_saturday_not_worked"),
        pytest.param([1, 2, 3, 4, 5, 6], date(2026, 6, 5), date(2026, 6, 5), 1, id="a_friday_saturday_worked"),
        pytest.param([1, 2, 3, 4, 5], date(2026, 6, 6), date(2026, 6, 7), 0, id="nothing_worked"),
        pytest.param([1, 2, 4], date(2026, 6, 5), date(2026, 6, 7), 0, id="nothing_worked_of_a_short_week"),
        pytest.param([1, 2, 3, 4, 5], date(2026, 7, 14), date(2026, 7, 14), 0, id="a_public_holiday"),
        # Whit Monday is no day of work: back on the Tuesday, the Saturday is the eve.
        pytest.param([1, 2, 3, 4, 5], date(2026, 5, 22), date(2026, 5, 22), 2, id="the_friday_before_whit_monday"),
    ],
)
def test_leave_is_charged_by_the_days_of_the_contract(access, employee, work_days, first, last, taken) -> None:
    """The examples of DOMAIN §2.2, by the holidays of the law as they are recorded."""
    employee.employments.update(work_days=work_days)
    KnownAbsenceFactory(employee=employee, kind="paid_leave", starts_on=first, ends_on=last)
    shown = leave_of(access, employee, today=TODAY)[1]
    assert (shown.taken, shown.remaining) == (taken, 30 - taken)


@pytest.mark.parametrize(
    ("first", "last", "before", "after"),
    [
        (date(2026, 4, 27), date(2026, 4, 30), 4, 1),  # back on Monday 4: Saturday 2 May is of the next period
        (date(2026, 4, 27), date(2026, 5, 9), 4, 6),  # 1 and 8 May are public holidays
        (date(2026, 4, 30), date(2026, 4, 30), 1, 1),
        (date(2026, 5, 1), date(2026, 5, 3), 0, 0),
    ],
)
def test_a_leave_across_30_april_is_counted_on_two_periods_each_with_its_balance(
    access, employee, first, last, before, after
) -> None:
    KnownAbsenceFactory(employee=employee, kind="paid_leave", starts_on=first, ends_on=last)
    _, latest, earlier = leave_of(access, employee, today=TODAY)
    assert (earlier.taken, earlier.remaining) == (before, 30 - before)
    assert (latest.taken, latest.remaining) == (after, 30 - after)


def test_seniority_counts_the_days_of_earlier_contracts_and_not_between(access, employee) -> None:
    employee.employments.update(category="etam", starts_on=date(2018, 1, 1), ends_on=date(2019, 12, 31))
    EmploymentFactory(employee=employee, category="etam", starts_on=date(2023, 5, 1), is_current=False)
    last = leave_of(access, employee, today=TODAY)[1]
    assert last.seniority_days == 0  # two years, then less than three
    employee.employments.filter(starts_on=date(2018, 1, 1)).update(starts_on=date(2016, 1, 1))
    assert leave_of(access, employee, today=TODAY)[1].seniority_days == 2


def test_a_dated_rule_applies_from_its_day_on(access, employee) -> None:
    old = LeaveRule.objects.get()
    old.ends_on = date(2026, 3, 31)
    old.save()
    old.pk, old.starts_on, old.ends_on, old.days_per_month = None, RUNNING, None, Decimal(3)
    old.save()
    SeniorityStep.objects.update(ends_on=date(2026, 3, 31))
    employee.employments.update(category="etam", starts_on=date(2010, 1, 1))
    running, last, _ = leave_of(access, employee, today=TODAY)
    assert (running.acquired, last.acquired) == (24, 30)
    assert (running.seniority_days, last.seniority_days) == (0, 3)


def test_what_is_left_on_a_last_day_holds_the_periods_that_may_still_be_taken(access, employee) -> None:
    found = remaining_leave(access, employee, TODAY)
    assert [period.period.starts_on for period in found.periods] == [RUNNING, LAST]
    assert (found.days, found.is_estimate) == (50, True)
    assert remaining_leave(access, employee, date(2027, 3, 31)).days == 60


def test_as_many_queries_whatever_the_contracts(access, employee) -> None:
    employee.employments.update(ends_on=date(2020, 12, 31))
    for year in range(2021, 2026):
        EmploymentFactory(employee=employee, starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), is_current=False)
        LeaveRightFactory(employee=employee, starts_on=date(year, 4, 1), ends_on=date(year + 1, 3, 31))
    with CaptureQueriesContext(connection) as queries:
        leave_of(access, employee, today=TODAY)
    assert len(queries) == 4


def test_the_page_writes_the_days_of_each_period_and_says_what_is_estimated(member, employee) -> None:
    day = timezone.localdate() - timedelta(days=1)
    LeaveRightFactory(employee=employee, starts_on=LAST, ends_on=date(2026, 3, 31), stated_on=day)
    page = page_of(member, employee)
    assert "du 1er avril 2025 au 31 mars 2026" in page
    assert page.count("Chiffres de la caisse") == 1
    assert "ceci est une estimation" in page
    assert "mois complets à 2,5 jours" in page


def test_the_arithmetic_is_not_shown_without_the_right_to_motives(member, employee) -> None:
    KnownAbsenceFactory(employee=employee, starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30))
    assert "maladie" in page_of(member, employee)
    bruno = MembershipFactory(
        adherent=member.adherent,
        role=MembershipRole.COLLEAGUE,
        rights=[right.value for right in {Right.EMPLOYEES_CONSULT} - SENSITIVE],
    )
    page = page_of(bruno, employee)
    assert "maladie" not in page
    assert "Le détail du calcul est réservé" in page


def test_whoever_acts_for_a_site_sees_the_result_of_every_contract_and_no_detail_of_the_others(
    member, employee
) -> None:
    site = EstablishmentFactory(adherent=member.adherent)
    employee.employments.update(ends_on=date(2026, 3, 31), is_current=False)
    EmploymentFactory(employee=employee, establishment=site, starts_on=date(2026, 4, 1))
    at_site = MembershipFactory(adherent=member.adherent, establishment=site)
    whole, narrow = (leave_of(access_of(one), employee, today=TODAY) for one in (member, at_site))
    assert [period.acquired for period in narrow] == [period.acquired for period in whole]
    assert whole[0].steps
    assert not any(period.steps for period in narrow)
    assert "mois complets" not in page_of(at_site, employee)


def test_the_page_sums_up_what_is_left_and_folds_the_closed_periods(member, employee) -> None:
    with time_machine.travel(TODAY):
        page = page_of(member, employee)
        running, last, before = leave_of(access_of(member), employee, today=TODAY)
    head = page.partition("Périodes closes")[0]
    assert running.remaining + last.remaining == 50
    assert ">50 <small>jours restants en tout, estimation<" in head
    assert f"Acquis {last.period.label}" in head
    assert f"Acquis {before.period.label}" not in head
    assert f"Acquis {before.period.label}" in page
