"""The slots of a day by the clock of a caisse, on the nights when it changes and on the others."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adherents.enums import TimeZone
from adherents.time_zones import local, time_zone_at, written_moment
from support.appointments.slots import Slot, first_free, instant_named, seats_taken, slots_of

_HALF_HOUR = timedelta(minutes=30)
_NIGHT = [(time(1), time(4))]
SPRING, AUTUMN, ORDINARY = date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 2)


def _hours(day: date, zone: str, hours=_NIGHT, length=_HALF_HOUR) -> list[str]:
    return [f"{local(slot.starts_at, zone):%H:%M}" for slot in slots_of(day, hours, length, zone)]


@pytest.mark.parametrize(
    ("day", "zone", "expected"),
    [
        (ORDINARY, TimeZone.PARIS, ["01:00", "01:30", "02:00", "02:30", "03:00", "03:30"]),
        # From 2 h to 3 h there is no hour; from 2 h to 3 h there are two, and nobody could say which.
        (SPRING, TimeZone.PARIS, ["01:00", "01:30", "03:00", "03:30"]),
        (AUTUMN, TimeZone.PARIS, ["01:00", "01:30", "03:00", "03:30"]),
        (SPRING, TimeZone.REUNION, ["01:00", "01:30", "02:00", "02:30", "03:00", "03:30"]),
        (AUTUMN, TimeZone.MARTINIQUE, ["01:00", "01:30", "02:00", "02:30", "03:00", "03:30"]),
    ],
)
def test_no_slot_is_at_an_hour_that_is_not_there_or_comes_twice(day, zone, expected):
    assert _hours(day, zone) == expected


def test_ten_in_the_morning_is_ten_before_and_after_the_change():
    ten = [(time(10), time(10, 30))]
    before, after = (slots_of(day, ten, _HALF_HOUR, TimeZone.PARIS)[0] for day in (AUTUMN - timedelta(1), AUTUMN))
    assert after.starts_at - before.starts_at == timedelta(hours=25)
    far = slots_of(ORDINARY, ten, _HALF_HOUR, TimeZone.REUNION)[0]
    assert far.starts_at == datetime(2026, 12, 2, 6, tzinfo=UTC)
    assert written_moment(far.starts_at, TimeZone.REUNION) == "mercredi 2 décembre 2026 à 10 h, heure de La Réunion"


def test_a_slot_fits_whole_before_the_end_and_none_is_over_another():
    assert _hours(ORDINARY, TimeZone.PARIS, [(time(9), time(10, 20))]) == ["09:00", "09:30"]
    assert _hours(ORDINARY, TimeZone.PARIS, [(time(9), time(9, 20))]) == []
    over = [(time(9), time(10)), (time(9, 15), time(10, 30))]
    assert _hours(ORDINARY, TimeZone.PARIS, over) == ["09:00", "09:30"]


@given(
    day=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    zone=st.sampled_from(TimeZone.values),
    hours=st.lists(st.tuples(st.times(), st.times()).map(sorted).map(tuple), max_size=3),
    minutes=st.integers(5, 240),
)
def test_slots_keep_their_length_their_day_and_their_order(day, zone, hours, minutes):
    slots = slots_of(day, hours, timedelta(minutes=minutes), zone)
    assert all(first.ends_at <= second.starts_at for first, second in pairwise(slots))
    for slot in slots:
        there = slot.starts_at.astimezone(ZoneInfo(zone))
        assert there.date() == day
        # Read back from what is written, it is the same instant.
        assert datetime.combine(day, there.time(), tzinfo=ZoneInfo(zone)) == slot.starts_at
        assert slot.ends_at - slot.starts_at == timedelta(minutes=minutes)
        assert instant_named(slot.key) == slot.starts_at


def test_a_seat_is_taken_in_each_slot_that_it_is_over():
    nine = datetime(2026, 12, 2, 9, tzinfo=UTC)
    slots = [Slot(nine + rank * _HALF_HOUR, nine + (rank + 1) * _HALF_HOUR) for rank in range(4)]
    # One slot; an older, longer one over two of them; one that ends as the first begins; one before them all.
    taken = [
        (slots[0].starts_at, slots[0].ends_at, [1]),
        (nine + timedelta(minutes=45), nine + timedelta(minutes=75), [2, 3]),
        (nine - _HALF_HOUR, nine, [3]),
        (nine - timedelta(days=1), nine - timedelta(hours=23), [1]),
    ]
    assert seats_taken(slots, taken) == [{1}, {2, 3}, {2, 3}, set()]
    assert [first_free(seats, 2) for seats in ({1}, {2}, {1, 2}, set())] == [2, 1, None, 1]


@pytest.mark.parametrize("key", ["", "demain", "20261202T0900", "20261332T0900Z", "2026122T900Z", "20261202t0900z"])
def test_what_is_no_slot_names_none(key):
    assert instant_named(key) is None


@pytest.mark.parametrize(
    ("address", "zone"),
    [
        ("1 rue du Port\n97400 Saint-Denis", TimeZone.REUNION),
        ("1 rue du Port\n97200 Fort-de-France", TimeZone.MARTINIQUE),
        ("1 rue du Port\n97300 Cayenne", TimeZone.GUYANE),
        ("1 rue du Port\n97150 Saint-Martin", TimeZone.GUADELOUPE),
        ("1 rue du Port\n67000 Strasbourg", TimeZone.PARIS),
        ("1 rue du Port\n75002 Paris", TimeZone.PARIS),
        ("Sans adresse", TimeZone.PARIS),
    ],
)
def test_a_caisse_lives_by_the_clock_of_its_address(address, zone):
    assert time_zone_at(address) == zone
