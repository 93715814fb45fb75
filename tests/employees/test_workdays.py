"""Jours ouvrables (DOMAIN §9.1): which days a leave is charged, and how many of them count."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from employees.leave.arithmetic import charged_days
from employees.leave.arithmetic.spans import days_between, runs
from employees.leave.workdays import Calendar

often = settings(deadline=None, database=None, max_examples=100)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
weeks = st.frozensets(st.integers(1, 7), min_size=1)
FULL_TIME = frozenset({1, 2, 3, 4, 5})
SHORT_WEEK = frozenset({1, 2, 4})


class Yearly:
    def __init__(self, month: int, day: int) -> None:
        self.month, self.day = month, day

    def in_year(self, year: int) -> date | None:
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None


FRANCE = Calendar(
    [Yearly(1, 1), Yearly(5, 1), Yearly(5, 8), Yearly(7, 14), Yearly(8, 15), Yearly(11, 1), Yearly(11, 11)]
    + [Yearly(12, 25)]
)


def charged(start: date, end: date, week: frozenset[int]) -> frozenset[int]:
    return charged_days(days_between(start, end), lambda day: day.isoweekday() in week and day not in FRANCE)


def cost(start: date, end: date, week: frozenset[int] = FULL_TIME) -> int:
    return sum(FRANCE.ouvrables(*run) for run in runs(charged(start, end, week)))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 6, 1), date(2026, 6, 7), 6),  # Monday to Sunday
        (date(2026, 6, 1), date(2026, 6, 5), 5),
        (date(2026, 8, 10), date(2026, 8, 16), 5),  # Saturday 15 August is a holiday
        (date(2026, 8, 15), date(2026, 8, 16), 0),
        (date(2026, 10, 26), date(2026, 11, 1), 6),  # All Saints is a Sunday: taken away once
        (date(2026, 12, 21), date(2027, 1, 3), 10),  # both years' holidays
        (date(2026, 6, 1), date(2026, 6, 1), 1),
        (date(2026, 6, 7), date(2026, 6, 7), 0),
        (date(2026, 6, 2), date(2026, 6, 1), 0),
    ],
)
def test_sundays_and_holidays_are_not_counted(start, end, expected):
    assert FRANCE.ouvrables(start, end) == expected


@pytest.mark.parametrize(
    ("start", "end", "week", "expected"),
    [
        (date(2026, 6, 4), date(2026, 6, 4), SHORT_WEEK, 3),  # one Thursday, back on Monday
        (date(2026, 6, 2), date(2026, 6, 2), SHORT_WEEK, 2),  # one Tuesday, back on Thursday
        (date(2026, 6, 1), date(2026, 6, 4), SHORT_WEEK, 6),
        (date(2026, 6, 1), date(2026, 6, 5), FULL_TIME, 6),
        (date(2026, 6, 1), date(2026, 6, 7), FULL_TIME, 6),
        (date(2026, 8, 10), date(2026, 8, 14), FULL_TIME, 5),  # with Saturday 15 August
        (date(2026, 6, 5), date(2026, 6, 5), FULL_TIME, 2),  # one Friday
        (date(2026, 6, 5), date(2026, 6, 5), FULL_TIME | {6}, 1),
        (date(2026, 5, 7), date(2026, 5, 7), FULL_TIME, 2),  # a Thursday before Friday 8 May: with Saturday
        (date(2026, 5, 30), date(2026, 6, 2), FULL_TIME, 2),  # the Saturday before was no part of it
        (date(2026, 6, 6), date(2026, 6, 7), FULL_TIME, 0),  # nothing would be worked
        (date(2026, 6, 5), date(2026, 6, 7), SHORT_WEEK, 0),
        (date(2026, 7, 14), date(2026, 7, 14), FULL_TIME, 0),
        (date(2026, 4, 27), date(2026, 4, 30), FULL_TIME, 5),
    ],
)
def test_a_leave_goes_from_the_first_day_of_work_to_the_eve_of_the_next(start, end, week, expected):
    assert cost(start, end, week) == expected


def test_a_leave_across_30_april_is_four_days_before_and_one_after():
    days_off = charged(date(2026, 4, 27), date(2026, 4, 30), FULL_TIME)
    before = days_off & days_between(date(2025, 5, 1), date(2026, 4, 30))
    assert [FRANCE.ouvrables(*run) for run in runs(before)] == [4]
    assert [FRANCE.ouvrables(*run) for run in runs(days_off - before)] == [1]


def test_a_day_given_back_takes_its_rest_with_it():
    """Leave from Monday to Friday, sick from Wednesday on: the Saturday follows the Friday."""
    monday_and_tuesday = days_between(date(2026, 6, 1), date(2026, 6, 2))
    assert charged_days(monday_and_tuesday, lambda day: day.isoweekday() in FULL_TIME) == monday_and_tuesday


def test_a_leave_to_the_end_of_time_ends_there():
    last = date.max
    assert charged_days(days_between(last, last), lambda day: day == last) == {last.toordinal()}


def test_each_year_has_its_own_holidays():
    calendar = Calendar([Yearly(2, 29), Yearly(1, 1)])
    assert calendar.of_year(2026) == {date(2026, 1, 1)}
    assert calendar.of_year(2028) == {date(2028, 1, 1), date(2028, 2, 29)}
    assert date(2028, 2, 29) in calendar


@often
@given(days, st.integers(0, 60), st.integers(0, 60), weeks)
def test_two_leaves_that_follow_each_other_count_as_one(start, first, second, week):
    middle = start + timedelta(days=first)
    after = middle + timedelta(days=1)
    end = middle + timedelta(days=1 + second)
    assert cost(start, middle, week) + cost(after, end, week) == cost(start, end, week)
    assert FRANCE.ouvrables(start, middle) + FRANCE.ouvrables(after, end) == FRANCE.ouvrables(start, end)


@often
@given(days, st.integers(-10, 60), weeks)
def test_a_leave_costs_something_or_nothing_and_never_gives(start, length, week):
    end = start + timedelta(days=length)
    worked = [day for day in map(date.fromordinal, days_between(start, end)) if day.isoweekday() in week]
    taken = cost(start, end, week)
    assert taken >= 0
    assert bool(charged(start, end, week)) == any(day not in FRANCE for day in worked)
    assert taken >= sum(FRANCE.is_ouvrable(day) for day in worked)


@often
@given(days, weeks)
def test_whole_weeks_cost_six_days_less_their_holidays_whatever_the_days_of_work(start, week):
    """From a day of work to the eve of the same day, a week later."""
    back = start + timedelta(days=7)
    assume(start.isoweekday() in week and start not in FRANCE and back not in FRANCE)
    last = back - timedelta(days=1)
    assert cost(start, last, week) == FRANCE.ouvrables(start, last)
