"""Stretches of half days: what meets, what is left, how it is said."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absences.stretches import Stretch

DAY = date(2026, 8, 3)
halves = st.integers(min_value=0, max_value=60)


@st.composite
def stretches(draw) -> Stretch:
    first, length = draw(halves), draw(st.integers(min_value=1, max_value=20))
    return Stretch.of_halves(2 * DAY.toordinal() + first, 2 * DAY.toordinal() + first + length)


def half_days(stretch: Stretch) -> set[int]:
    return set(range(stretch.first_half, stretch.end_half))


@given(stretches())
def test_half_days_read_back(stretch):
    assert Stretch.of_halves(stretch.first_half, stretch.end_half) == stretch


@given(stretches(), st.lists(stretches(), max_size=4))
def test_what_is_left_is_what_no_other_holds(stretch, others):
    left = stretch.without(others)
    held = set().union(*(half_days(other) for other in others))
    assert set().union(*(half_days(one) for one in left)) == half_days(stretch) - held
    assert left == sorted(left, key=lambda one: one.first_half)
    assert all(one.end_half < after.first_half for one, after in zip(left, left[1:], strict=False))


@given(stretches(), stretches())
def test_two_meet_when_they_have_a_half_day_in_common(one, other):
    assert one.meets(other) == other.meets(one) == bool(half_days(one) & half_days(other))
    common = one.within(other)
    assert (half_days(common) if common else set()) == half_days(one) & half_days(other)


@pytest.mark.parametrize(
    ("end", "start_noon", "end_noon"), [(DAY - timedelta(days=1), False, False), (DAY, True, True)]
)
def test_an_end_before_the_start_is_no_stretch(end, start_noon, end_noon):
    with pytest.raises(ValueError, match="ends after"):
        Stretch(DAY, end, start_noon, end_noon)


@pytest.mark.parametrize(
    ("days", "noons", "label"),
    [
        (0, (False, False), "le 3 août 2026"),
        (0, (True, False), "le 3 août 2026 l’après-midi"),
        (0, (False, True), "le 3 août 2026 au matin"),
        (4, (False, False), "du 3 août 2026 au 7 août 2026"),
        (4, (True, False), "du 3 août 2026 à midi au 7 août 2026"),
        (4, (False, True), "du 3 août 2026 au 7 août 2026 à midi"),
    ],
)
def test_it_is_said_in_words(days, noons, label):
    assert Stretch(DAY, DAY + timedelta(days=days), *noons).label == label


@given(stretches(), st.integers(min_value=-3, max_value=40))
def test_what_is_cut_is_what_was_there_before_that_day_and_the_rest(stretch, rank):
    day = DAY + timedelta(days=rank)
    parts = stretch.cut_at(day)
    before = {half for half in half_days(stretch) if half < 2 * day.toordinal()}
    if parts is None:
        assert before in (set(), half_days(stretch))
    else:
        assert [half_days(part) for part in parts] == [before, half_days(stretch) - before]
