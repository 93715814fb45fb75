"""How many days: the law's examples (DOMAIN §2.2), and what holds for every absence."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absences.counting import count
from absences.enums import Unit
from absences.stretches import Stretch
from employees.leave.workdays import Calendar
from tests.absences.kit import stretch

FIVE, SIX, THREE = frozenset({1, 2, 3, 4, 5}), frozenset({1, 2, 3, 4, 5, 6}), frozenset({1, 2, 4})


class Yearly:
    def __init__(self, month: int, day: int) -> None:
        self.month, self.day = month, day

    def in_year(self, year: int) -> date:
        return date(year, self.month, self.day)


HOLIDAYS = Calendar([Yearly(8, 15), Yearly(5, 1), Yearly(11, 11)])


def days(of: Stretch, week: frozenset[int], unit: str = Unit.OUVRABLES) -> Decimal:
    return count(
        of, unit, is_worked=lambda day: day.isoweekday() in week and day not in HOLIDAYS, calendar=HOLIDAYS
    ).total


@pytest.mark.parametrize(
    ("start", "end", "noon", "week", "counted"),
    [
        ("2026-08-06", "2026-08-06", "", THREE, "3"),  # a Thursday, back on the Monday
        ("2026-08-03", "2026-08-09", "", FIVE, "6"),
        ("2026-08-03", "2026-08-07", "", FIVE, "6"),
        ("2026-08-10", "2026-08-16", "", FIVE, "5"),  # Saturday 15 August
        ("2026-08-07", "2026-08-07", "", FIVE, "2"),
        ("2026-08-08", "2026-08-09", "", FIVE, "0"),
        ("2026-08-08", "2026-08-08", "", SIX, "1"),
        ("2026-08-03", "2026-08-03", "end", FIVE, "0.5"),
        ("2026-08-07", "2026-08-07", "end", FIVE, "0.5"),  # back on the afternoon: no rest after
        ("2026-08-07", "2026-08-07", "start", FIVE, "1.5"),
        ("2026-08-03", "2026-08-05", "start end", FIVE, "2.0"),
    ],
)
def test_leave_is_counted_to_the_eve_of_the_return(start, end, noon, week, counted):
    assert days(stretch(start, end, noon=noon), week) == Decimal(counted)


@pytest.mark.parametrize(("unit", "counted"), [("ouvrables", "6"), ("worked", "5"), ("calendar", "7")])
def test_each_unit_counts_its_days(unit, counted):
    assert days(stretch("2026-08-17", "2026-08-23"), FIVE, unit) == Decimal(counted)


@st.composite
def two_in_a_row(draw) -> tuple[Stretch, Stretch]:
    first = 2 * date(2026, 7, 20).toordinal() + draw(st.integers(0, 100))
    middle = first + draw(st.integers(1, 40))
    end = middle + draw(st.integers(1, 40))
    return Stretch.of_halves(first, middle), Stretch.of_halves(middle, end)


weeks = st.frozensets(st.integers(1, 7), min_size=1)


@given(two_in_a_row(), weeks, st.sampled_from(list(Unit)))
def test_two_absences_in_a_row_count_as_one(two, week, unit):
    before, after = two
    whole = Stretch.of_halves(before.first_half, after.end_half)
    assert days(before, week, unit) + days(after, week, unit) == days(whole, week, unit)


@given(two_in_a_row(), weeks, st.integers(0, 80))
def test_the_periods_of_a_count_add_up_to_it(two, week, cut):
    whole = Stretch.of_halves(two[0].first_half, two[1].end_half)
    counted = count(whole, Unit.OUVRABLES, is_worked=lambda day: day.isoweekday() in week, calendar=Calendar())
    day, long_ago, far_off = whole.starts_on + timedelta(days=cut), date(2000, 1, 1), date(2100, 1, 1)
    assert counted.total >= 0
    assert counted.between(long_ago, day) + counted.between(day + timedelta(days=1), far_off) == counted.total
