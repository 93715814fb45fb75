"""Jours ouvrables (DOMAIN §9.1): what a week of leave costs."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from employees.leave.workdays import is_ouvrable, ouvrables, public_holidays, zone_of

often = settings(deadline=None, database=None, max_examples=100)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
ALL_FRANCE_2026 = [
    *[date(2026, 1, 1), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14), date(2026, 5, 25)],
    *[date(2026, 7, 14), date(2026, 8, 15), date(2026, 11, 1), date(2026, 11, 11), date(2026, 12, 25)],
]


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
    assert ouvrables(start, end) == expected


def test_the_holidays_of_all_france_are_those_of_the_labour_code():
    assert sorted(public_holidays(2026)) == ALL_FRANCE_2026


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("57", date(2026, 4, 3)),
        ("57", date(2026, 12, 26)),
        ("67", date(2026, 4, 3)),
        ("68", date(2026, 12, 26)),
        ("971", date(2026, 5, 27)),
        ("972", date(2026, 5, 22)),
        ("973", date(2026, 6, 10)),
        ("976", date(2026, 4, 27)),
        ("977", date(2026, 10, 9)),
        ("978", date(2026, 5, 28)),
        ("988", date(2026, 9, 24)),
    ],
)
def test_a_holiday_of_one_place_is_counted_elsewhere(zone, day):
    assert not is_ouvrable(day, zone=zone)
    assert is_ouvrable(day)


def test_abolition_day_in_la_reunion():
    assert ouvrables(date(2025, 12, 15), date(2025, 12, 21)) == 6
    assert ouvrables(date(2025, 12, 15), date(2025, 12, 21), zone="974") == 5


@pytest.mark.parametrize(
    ("postal_code", "zone"),
    [
        *[("57000", "57"), ("67 000", "67"), ("68100", "68"), ("97110", "971"), ("97200", "972"), ("97300", "973")],
        *[("97400", "974"), ("97500", "975"), ("97600", "976"), ("97133", "977"), ("97150", "978"), ("98800", "988")],
        *[("75001", ""), ("97", ""), ("", ""), ("20000", ""), ("98000", "")],
    ],
)
def test_the_zone_is_that_of_the_postal_code(postal_code, zone):
    assert zone_of(postal_code) == zone
    assert set(ALL_FRANCE_2026) <= public_holidays(2026, zone)


def test_a_zone_that_does_not_exist_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match="75"):
        ouvrables(date(2026, 6, 1), date(2026, 6, 7), zone="75")


@often
@given(days, st.integers(0, 60), st.integers(0, 60))
def test_two_leaves_that_follow_each_other_count_as_one(start, first, second):
    middle = start + timedelta(days=first)
    end = middle + timedelta(days=1 + second)
    assert ouvrables(start, middle) + ouvrables(middle + timedelta(days=1), end) == ouvrables(start, end)


@often
@given(days, st.sampled_from(["", "57", "67", "971", "974", "988"]))
def test_a_week_costs_six_days_less_its_holidays(start, zone):
    week = [start + timedelta(days=rank) for rank in range(7)]
    closed = [day for day in week if day in public_holidays(day.year, zone) and day.isoweekday() != 7]
    assert ouvrables(start, week[-1], zone=zone) == 6 - len(closed)
