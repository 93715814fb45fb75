"""What a case is worth, from the rows: the examples of DOMAIN §3.4 and §3.7."""

from datetime import date
from decimal import Decimal

import pytest

from employees.leave.schedules import schedules_of
from stoppages.models import CampaignWages
from stoppages.queries.counting import works_between
from stoppages.queries.estimating import estimate_of
from tests.factories import PeriodFactory
from tests.stoppages.factories import at, lose, sent, weather_case
from tests.stoppages.kit import site_of, worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def stopped(cast):
    """Monday and Tuesday, eight hours each, at twenty euros, in the campaign 2024-25."""
    case = weather_case(site_of(cast), starts="2025-01-13 08:00", resumes="2025-01-15 08:00")
    lose(case, worker(cast), {"2025-01-13": "8", "2025-01-14": "8"})
    return case


def say_wages(case, amount):
    CampaignWages.objects.create(
        adherent=case.adherent, campaign=date(2024, 4, 1), amount=Decimal(amount), said_by_label="Alice"
    )


@pytest.mark.parametrize(("declared", "expected"), [("300000", "85.30"), ("150000", "49.41"), ("90000", "0.00")])
def test_the_examples_to_the_cent(stopped, declared, expected):
    say_wages(stopped, declared)
    estimate = estimate_of(stopped)
    assert (estimate.hours, estimate.indemnity) == (Decimal(15), Decimal("225.00"))
    assert estimate.reimbursement == Decimal(expected)


def test_what_is_not_known_is_said(stopped):
    estimate = estimate_of(stopped)
    assert estimate.indemnity == Decimal("225.00")
    assert estimate.reimbursement is None
    assert [unknown.kind for unknown in estimate.missing] == ["declared_wages"]


def test_declared_wages_are_those_of_the_months_received_unless_typed(stopped):
    PeriodFactory(adherent=stopped.adherent, month=date(2024, 5, 1), weather_base=Decimal(100000))
    PeriodFactory(adherent=stopped.adherent, month=date(2024, 6, 1), weather_base=Decimal(200000))
    (received,) = estimate_of(stopped).wages
    assert (received.amount, received.until, received.said_by) == (300000, date(2024, 6, 1), "")
    say_wages(stopped, "150000")
    (typed,) = estimate_of(stopped).wages
    assert (typed.amount, typed.said_by) == (150000, "Alice")


def test_what_was_sent_is_estimated_as_it_was_sent(stopped):
    say_wages(stopped, "300000")
    sent(stopped)
    stopped.lostdays.update(hours=1)
    assert estimate_of(stopped).hours == 15
    assert estimate_of(stopped, as_sent=False).hours == 1


def test_another_stoppage_of_the_week_had_the_carence(cast, stopped):
    sent(stopped)
    employee = stopped.stoppedpersons.get().employee
    other = weather_case(site_of(cast), starts="2025-01-16 08:00", resumes="2025-01-17 08:00", cause="rain")
    lose(other, employee, {"2025-01-16": "8"})
    assert estimate_of(other).hours == 8


def test_days_stated_in_the_year_are_counted(cast, stopped):
    person = stopped.stoppedpersons.get()
    person.days_before = 54
    person.save()
    assert estimate_of(stopped).hours == 7


def test_a_wage_that_is_not_known_makes_the_total_unknown(cast, stopped):
    lose(stopped, worker(cast), {"2025-01-13": "8"}, wage=None)
    estimate = estimate_of(stopped)
    assert (estimate.indemnity, len(estimate.without_wage)) == (None, 1)


@pytest.mark.parametrize(
    ("resumed", "stops", "works"),
    [
        ("2026-01-16 17:00", "2026-01-19 08:00", False),  # Friday evening to Monday morning
        ("2026-01-16 14:00", "2026-01-19 08:00", True),
        ("2026-01-16 17:00", "2026-01-19 10:00", True),
        ("2026-01-15 17:00", "2026-01-19 08:00", True),
        ("2026-04-03 17:00", "2026-04-07 08:00", False),  # Easter Monday
    ],
)
def test_a_stoppage_goes_on_over_what_nobody_works(cast, resumed, stops, works):
    employee = worker(cast)
    schedule = schedules_of(employee.adherent_id, [employee.pk])[employee.pk]
    assert works_between(schedule, at(resumed), at(stops)) is works
