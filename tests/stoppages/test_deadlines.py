"""Until when a stoppage is declared, and the hours and days that somebody must have (DOMAIN §3.3, §3.6)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppages.arithmetic import (
    Answer,
    CreditedHours,
    Delay,
    HeatwaveSeason,
    HoursKind,
    Practice,
    Rule,
    Tolerance,
    days_of_year,
    final_deadline,
    hours_before,
    provisional_due_at,
)

PARIS = ZoneInfo("Europe/Paris")
DELAY = Delay(provisional_hours=120, final_months=1)
IDF = Practice(tolerance=Tolerance.MONTH_END, tolerance_days=30)
NEXT_MONTH = Practice(tolerance=Tolerance.NEXT_MONTH_END)
HOLIDAYS = {date(2026, 5, 1), date(2027, 1, 1)}


def paris(*parts) -> datetime:
    return datetime(*parts, tzinfo=PARIS)


def final(resumes_on, practice=IDF):
    return final_deadline(resumes_on, DELAY, practice, HOLIDAYS.__contains__)


@pytest.mark.parametrize(
    ("starts_at", "due_at"),
    [
        pytest.param(paris(2026, 1, 12, 7, 30), paris(2026, 1, 17, 7, 30), id="five days"),
        pytest.param(paris(2026, 3, 27, 8), paris(2026, 4, 1, 9), id="an hour is lost on 29 March"),
        pytest.param(paris(2026, 10, 22, 8), paris(2026, 10, 27, 7), id="an hour is gained on 25 October"),
        pytest.param(paris(2026, 10, 25, 2, 30), paris(2026, 10, 30, 1, 30), id="first 02:30 of the night"),
        pytest.param(paris(2026, 10, 25, 2, 30).replace(fold=1), paris(2026, 10, 30, 2, 30), id="second 02:30"),
        pytest.param(paris(2026, 3, 24, 2, 30), paris(2026, 3, 29, 3, 30), id="due at a time that does not exist"),
    ],
)
def test_120_elapsed_hours_in_paris(starts_at, due_at):
    due = provisional_due_at(starts_at, DELAY)
    assert (due.isoformat(), due.tzinfo) == (due_at.isoformat(), PARIS)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(PARIS)))
def test_the_provisional_delay_is_always_120_hours(starts_at):
    assert provisional_due_at(starts_at, DELAY).timestamp() - starts_at.timestamp() == 120 * 3600


@pytest.mark.parametrize(
    ("resumes_on", "legal_on"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 1, 12), date(2026, 2, 12)),
        (date(2026, 2, 28), date(2026, 3, 28)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2026, 8, 31), date(2026, 9, 30)),
    ],
)
def test_one_month_after_the_resumption(resumes_on, legal_on):
    deadline = final(resumes_on, Practice())
    assert (deadline.legal_on, deadline.tolerated_on) == (legal_on, legal_on)


@pytest.mark.parametrize(
    ("resumes_on", "practice", "tolerated_on"),
    [
        pytest.param(date(2026, 1, 12), IDF, date(2026, 3, 2), id="28 February is a Saturday"),
        pytest.param(date(2026, 3, 2), IDF, date(2026, 4, 30), id="30 April"),
        pytest.param(date(2026, 12, 1), IDF, date(2027, 1, 1), id="31 December would be before the day of the law"),
        pytest.param(date(2026, 4, 1), IDF, date(2026, 6, 1), id="1 May begins the month: 31 May is a Sunday"),
        pytest.param(date(2026, 1, 31), IDF, date(2026, 3, 31), id="30 days after 31 January are in March"),
        pytest.param(date(2026, 3, 2), NEXT_MONTH, date(2026, 4, 30), id="end of the next month"),
        pytest.param(date(2026, 1, 31), NEXT_MONTH, date(2026, 3, 2), id="end of February, a Saturday"),
        pytest.param(date(2027, 1, 30), IDF, date(2027, 3, 31), id="30 days after 30 January are 1 March"),
    ],
)
def test_the_tolerance_of_a_caisse(resumes_on, practice, tolerated_on):
    assert final(resumes_on, practice).tolerated_on == tolerated_on


def test_a_public_holiday_is_no_day_to_end_on():
    last = date(2026, 4, 30)
    deadline = final_deadline(date(2026, 3, 2), DELAY, IDF, {last, date(2026, 5, 1)}.__contains__)
    assert deadline.tolerated_on == date(2026, 5, 4)


@given(
    st.dates(date(2024, 1, 1), date(2035, 12, 31)),
    st.sampled_from(Tolerance),
    st.integers(0, 60),
)
def test_a_tolerance_never_ends_before_the_day_of_the_law(resumes_on, tolerance, days):
    deadline = final(resumes_on, Practice(tolerance=tolerance, tolerance_days=days))
    assert resumes_on < deadline.legal_on <= deadline.tolerated_on


def test_a_declaration_is_late_when_the_last_day_is_over():
    deadline = final(date(2026, 1, 12))
    assert not deadline.is_late(paris(2026, 3, 2, 23, 59))
    assert deadline.is_late(paris(2026, 3, 3))
    assert deadline.is_tolerated(paris(2026, 2, 13))
    assert not deadline.is_tolerated(paris(2026, 2, 12, 23, 59))
    assert not deadline.is_tolerated(paris(2026, 3, 3))


@pytest.mark.parametrize(
    ("day", "is_inside"),
    [
        (date(2026, 5, 31), False),
        (date(2026, 6, 1), True),
        (date(2026, 9, 15), True),
        (date(2026, 9, 16), False),
    ],
)
def test_the_months_of_canicule(day, is_inside):
    assert (day in HeatwaveSeason((6, 1), (9, 15))) is is_inside


def worked(*days, hours=8, kind=HoursKind.WORKED):
    return [CreditedHours(day, Decimal(hours), kind) for day in days]


def before(count, starts_on=date(2026, 2, 2)):
    """So many days, back from the eve."""
    return [starts_on - timedelta(days=back) for back in range(1, count + 1)]


@pytest.mark.parametrize(("count", "answer"), [(25, Answer.YES), (24, Answer.NO)])
def test_200_hours_in_the_two_months_before(count, answer):
    known = hours_before(date(2026, 2, 2), worked(*before(count)), Rule())
    assert (known.hours, known.answer) == (8 * count, answer)


def test_the_two_months_end_on_the_eve():
    days = [date(2025, 12, 1), date(2025, 12, 2), date(2026, 2, 1), date(2026, 2, 2)]
    assert hours_before(date(2026, 2, 2), worked(*days), Rule()).hours == 16
    assert hours_before(date(2026, 4, 30), (), Rule()).since == date(2026, 2, 28)


def test_leave_accidents_training_and_hours_indemnified_count():
    days = before(len(HoursKind))
    credited = [CreditedHours(day, Decimal(7), kind) for day, kind in zip(days, HoursKind, strict=True)]
    known = hours_before(date(2026, 2, 2), credited, Rule())
    assert known.hours == 35
    assert known.by_kind == dict.fromkeys(HoursKind, Decimal(7))


def test_what_nobody_knows_is_not_a_refusal_and_what_is_stated_may_be_more():
    day = date(2026, 2, 2)
    assert hours_before(day, None, Rule()).answer == Answer.UNKNOWN
    assert hours_before(day, (), Rule()).answer == Answer.NO
    assert hours_before(day, None, Rule(), stated=Decimal(200)).answer == Answer.YES
    stated = hours_before(day, worked(*before(10)), Rule(), stated=Decimal(210))
    assert (stated.hours, stated.is_stated) == (210, True)
    less = hours_before(day, worked(*before(30)), Rule(), stated=Decimal(10))
    assert (less.hours, less.is_stated) == (240, False)


@pytest.mark.parametrize(("here", "elsewhere", "left"), [(0, 0, 55), (20, 35, 0), (40, 40, 0), (1, 53, 1)])
def test_the_days_left_of_the_year(here, elsewhere, left):
    days = days_of_year(2026, here=here, elsewhere=elsewhere, rule=Rule())
    assert (days.used, days.left) == (here + elsewhere, left)
