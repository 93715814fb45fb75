"""Whatever is done to a planning, in whatever order: no two absences meet, and nothing is forgotten."""

from contextlib import suppress
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from absences.models import Absence, AbsenceRule
from absences.services.entering import cancel_absence, change_absence, enter_absence, split_absence
from absences.services.refusals import AbsenceRefused
from absences.stretches import Stretch
from absences.values import AbsenceValues
from tests.absences.factories import kind
from tests.absences.kit import access_of, worker

pytestmark = pytest.mark.django_db
FIRST = date(2026, 8, 3)
KINDS = ("paid_leave", "fifth_week", "rtt", "sickness", "work_accident")
unhurried = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def steps(draw) -> tuple[str, str, Stretch, int]:
    first = 2 * (FIRST.toordinal() + draw(st.integers(0, 14)))
    verb, key = (
        draw(st.sampled_from(["enter", "enter", "enter", "change", "split", "cancel"])),
        draw(st.sampled_from(KINDS)),
    )
    noon = draw(st.integers(0, 1))
    stretch = Stretch.of_halves(first + noon, first + noon + draw(st.integers(1, 12)))
    return verb, key, stretch, draw(st.integers(0, 30))


@unhurried
@given(st.lists(steps(), min_size=2, max_size=9))
def test_no_two_absences_meet_whatever_is_done(cast, done):
    person, alice = worker(cast), access_of(cast)
    kinds = {key: kind(key) for key in KINDS}
    for verb, key, stretch, rank in done:
        _do(alice, person, verb, AbsenceValues(kinds[key], stretch), rank)
        held = [half for row in _live(person) for half in _halves(row.stretch)]
        assert len(held) == len(set(held))
        assert not any(row.stretch.has_halves for row in _live(person) if row.kind.is_paid_leave)
    assert all(row.events.exists() for row in Absence.objects.filter(employee=person))


@unhurried
@given(st.lists(st.tuples(st.integers(0, 28), st.integers(1, 12)), min_size=1, max_size=3), st.booleans(), st.randoms())
def test_leave_and_stoppages_entered_in_any_order_end_the_same(cast, stoppages, halves_allowed, shuffler):
    """Where leave may be halved, and where not. The stoppages do not meet each other: they are taken as one does, one
    after the other.
    """
    AbsenceRule.objects.update_or_create(
        caisse=cast.caisse, starts_on=date(2020, 1, 1), defaults={"source": "Test", "allows_half_days": halves_allowed}
    )
    alice, ends = access_of(cast), []
    entries = [AbsenceValues(kind("paid_leave"), Stretch(FIRST, FIRST + timedelta(days=20)))]
    start = 0
    for gap, length in stoppages:
        first = 2 * FIRST.toordinal() + start + gap
        entries.append(AbsenceValues(kind("sickness"), Stretch.of_halves(first, first + length)))
        start += gap + length
    for _ in range(2):
        person = worker(cast)
        shuffler.shuffle(entries)
        for values in entries:
            _refused_or_done(partial(enter_absence, access=alice, employee=person, values=values))
        ends.append([(row.kind.key, row.stretch) for row in _live(person)])
    assert ends[0] == ends[1]


def _do(access, person, verb, values, rank) -> None:
    if verb == "enter":
        _refused_or_done(lambda: enter_absence(access=access, employee=person, values=values))
        return
    live = _live(person)
    if not live:
        return
    absence = live[rank % len(live)]
    if verb == "change":
        _refused_or_done(lambda: change_absence(access=access, absence=absence, values=values, version=absence.version))
    elif verb == "cancel":
        cancel_absence(access=access, absence=absence, version=absence.version)
    else:
        on = absence.starts_on + timedelta(days=1 + rank % 3)
        _refused_or_done(lambda: split_absence(access=access, absence=absence, on=on, version=absence.version))


def _refused_or_done(act) -> None:
    with suppress(AbsenceRefused):
        act()


def _live(person) -> list[Absence]:
    return list(Absence.objects.filter(employee=person).live().select_related("kind"))


def _halves(stretch: Stretch) -> range:
    return range(stretch.first_half, stretch.end_half)
