"""The accrual periods and their taking periods (DOMAIN §2.1)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from employees.leave.arithmetic import AccrualPeriod, accrual_periods, period_containing, period_taken_on
from employees.leave.arithmetic.periods import day_of_year
from tests.employees.leave_kit import unhurried

PERIOD = AccrualPeriod(date(2025, 4, 1), date(2026, 3, 31))
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
MONTH_DAYS = st.dates(date(2028, 1, 1), date(2028, 12, 31)).map(lambda day: (day.month, day.day))


def test_what_is_earned_in_a_year_is_taken_from_the_first_of_may_that_follows():
    assert (PERIOD.taking_starts_on, PERIOD.taking_ends_on) == (date(2026, 5, 1), date(2027, 4, 30))


def test_labels_give_the_days():
    assert PERIOD.label == "du 1er avril 2025 au 31 mars 2026"
    assert PERIOD.taking_label == "du 1er mai 2026 au 30 avril 2027"


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (date(2025, 3, 31), date(2024, 4, 1)),
        (date(2025, 4, 1), date(2025, 4, 1)),
        (date(2025, 12, 31), date(2025, 4, 1)),
        (date(2026, 1, 1), date(2025, 4, 1)),
        (date(2028, 2, 29), date(2027, 4, 1)),
    ],
)
def test_a_day_is_in_the_period_begun_last(day, start):
    assert period_containing(day).starts_on == start


def test_periods_come_latest_first():
    periods = accrual_periods(date(2026, 11, 25), 3)
    assert [period.label for period in periods] == [
        "du 1er avril 2026 au 31 mars 2027",
        "du 1er avril 2025 au 31 mars 2026",
        "du 1er avril 2024 au 31 mars 2025",
    ]
    assert [period.is_running(date(2026, 11, 25)) for period in periods] == [True, False, False]


@pytest.mark.parametrize(
    ("day", "earned_from"),
    [
        (date(2026, 5, 1), date(2025, 4, 1)),
        (date(2027, 4, 30), date(2025, 4, 1)),
        (date(2026, 4, 30), date(2024, 4, 1)),
        (date(2026, 3, 31), date(2024, 4, 1)),
    ],
)
def test_a_day_of_leave_is_drawn_from_the_period_whose_taking_period_contains_it(day, earned_from):
    assert period_taken_on(day).starts_on == earned_from


def test_the_days_of_the_rule_replace_the_usual_ones():
    period = period_containing(date(2026, 2, 1), accrual_starts=(6, 1), taking_starts=(1, 1))
    assert period.label == "du 1er juin 2025 au 31 mai 2026"
    assert period.taking_label == "du 1er janvier 2027 au 31 décembre 2027"


def test_leave_is_never_taken_from_a_period_on_its_own_last_day():
    period = AccrualPeriod(date(2025, 5, 2), date(2026, 5, 1), taking_starts=(5, 1))
    assert period.taking_starts_on == date(2027, 5, 1)


def test_29_february_is_the_28th_of_an_ordinary_year():
    assert day_of_year(2027, (2, 29)) == date(2027, 2, 28)
    assert day_of_year(2028, (2, 29)) == date(2028, 2, 29)
    assert period_containing(date(2028, 2, 29), accrual_starts=(3, 1)).ends_on == date(2028, 2, 29)


@unhurried
@given(day=DAYS, starts=MONTH_DAYS, taking=MONTH_DAYS)
def test_periods_follow_each_other_without_a_gap(day, starts, taking):
    latest, before = accrual_periods(day, 2, accrual_starts=starts, taking_starts=taking)
    assert day in latest
    assert day not in before
    assert before.ends_on + timedelta(days=1) == latest.starts_on
    assert before.taking_ends_on + timedelta(days=1) == latest.taking_starts_on
    assert latest.ends_on < latest.taking_starts_on <= latest.ends_on + timedelta(days=366)


@unhurried
@given(day=DAYS, starts=MONTH_DAYS, taking=MONTH_DAYS)
def test_every_day_of_leave_has_its_period(day, starts, taking):
    period = period_taken_on(day, accrual_starts=starts, taking_starts=taking)
    assert period.taking_starts_on <= day <= period.taking_ends_on
