"""What holds of the hours and of the amounts whatever is lost, where, and in whatever order it was entered."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from stoppages.arithmetic import count_hours, steps_of
from stoppages.arithmetic.amounts import shares, to_the_cent
from tests.stoppages.arithmetic_kit import (
    KNOWN,
    PER_WEEK,
    S_LARGE,
    after,
    at,
    counted,
    given_back,
    lost,
    paid,
    stoppage,
    unhurried,
)

# Three stoppages of two sites over three weeks: those of one site may meet or not, that of the other may meet both.
STOPPAGES = st.tuples(
    st.builds(lambda heat: stoppage("A", 0, 8, is_heatwave=heat), st.booleans()),
    st.builds(lambda start, heat: stoppage("B", start, 20, is_heatwave=heat), st.integers(1, 12), st.booleans()),
    st.builds(lambda start, heat: stoppage("C", start, 20, "Bron", is_heatwave=heat), st.integers(0, 9), st.booleans()),
)
HOURS = st.integers(0, 96).map(lambda quarters: Decimal(quarters) / 4)
FIGURES = st.sampled_from(
    [
        KNOWN,
        replace(PER_WEEK, **{name: getattr(KNOWN, name) for name in ("hourly_ceiling", "allowance", "heatwave_share")}),
    ]
)
DAYS_BEFORE = st.integers(0, 60).map(lambda days: {2026: days})


@st.composite
def losses(draw, stoppages=None):
    """At least one, and now and then two of one stoppage and day."""
    stoppages = stoppages or draw(STOPPAGES)
    entry = st.builds(
        lambda of, day, hours, replaced: lost(hours, day, of, replaced),
        st.sampled_from(stoppages),
        st.integers(0, 20),
        HOURS,
        st.sampled_from([0, 0, 0, "1.5"]),
    )
    return draw(st.lists(entry, min_size=1, max_size=14))


@unhurried
@given(entries=losses(), figures=FIGURES, before=DAYS_BEFORE)
def test_never_more_than_9_hours_a_day_45_a_week_55_days_a_year(entries, figures, before):
    result = counted(*entries, figures=figures, days_before=before)
    weeks = defaultdict(Decimal)
    for line in result.days:
        assert 0 <= line.indemnified <= 9
        weeks[line.day.isocalendar()[:2]] += line.indemnified
    assert all(hours <= 45 for hours in weeks.values())
    assert result.days_indemnified(2026) + before[2026] <= max(55, before[2026])


@unhurried
@given(entries=losses(), figures=FIGURES, before=DAYS_BEFORE)
def test_every_hour_lost_is_somewhere_and_only_once(entries, figures, before):
    for part in counted(*entries, figures=figures, days_before=before).parts:
        caps = (part.over_day, part.over_week, part.over_year)
        every = (part.carence, *caps, part.indemnified, part.reduced, part.replaced)
        assert min(every) >= 0
        assert part.lost == part.carence + sum(caps) + part.indemnified
        assert part.reduced <= part.indemnified


@unhurried
@given(entries=losses(), figures=FIGURES)
def test_a_week_has_one_hour_of_carence_at_most_and_six_reduced_hours_after_it(entries, figures):
    weeks = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for line in counted(*entries, figures=figures).days:
        of_week = weeks[line.day.isocalendar()[:2]]
        of_week[0] += line.carence
        of_week[1] += line.reduced
    assert all(carence <= 1 for carence, _ in weeks.values())
    assert sum(reduced for _, reduced in weeks.values()) <= 6 * len(weeks)
    assert all(reduced <= 6 for carence, reduced in weeks.values() if carence)


@unhurried
@given(entries=losses())
def test_the_law_never_counts_more_carence_than_each_week_would(entries):
    assert counted(*entries).indemnified >= counted(*entries, figures=PER_WEEK).indemnified


@unhurried
@given(entries=losses(), figures=FIGURES, before=DAYS_BEFORE, data=st.data())
def test_the_order_of_entry_changes_nothing(entries, figures, before, data):
    shuffled = data.draw(st.permutations(entries))
    assert counted(*entries, figures=figures, days_before=before) == counted(
        *shuffled, figures=figures, days_before=before
    )


@unhurried
@given(
    stoppages=STOPPAGES,
    cuts=st.lists(st.tuples(st.integers(1, 19), st.integers(0, 23)), min_size=1, max_size=3),
    figures=FIGURES,
    before=DAYS_BEFORE,
    data=st.data(),
)
def test_a_stoppage_declared_in_several_is_counted_as_one(stoppages, cuts, figures, before, data):
    """Hours of the day of a cut are of the part that follows; all that the sites declared is known."""
    entries = data.draw(losses(stoppages))
    whole = counted(*entries, stoppages=stoppages, figures=figures, days_before=before)
    instants = sorted({at(after(day), hour) for day, hour in cuts})
    parts = {one: _cut(one, instants) for one in stoppages}
    moved = [replace(entry, stoppage=_part_of(entry, parts[entry.stoppage])) for entry in entries]
    known = [part for one in stoppages for part in parts[one]]
    in_parts = counted(*moved, stoppages=known, figures=figures, days_before=before)
    assert [_sums(line) for line in whole.days] == [_sums(line) for line in in_parts.days]
    assert [list(steps_of(line)) for line in whole.days] == [list(steps_of(line)) for line in in_parts.days]
    refs = {part.ref for part in known}
    assert paid(whole).total == paid(in_parts, refs=refs).total
    assert given_back(whole, S_LARGE).total == given_back(in_parts, S_LARGE, refs=refs).total


def _cut(one, instants):
    """The declarations that follow each other instead of that one."""
    ends = [instant for instant in instants if one.starts_at < instant < one.resumes_at]
    bounds = pairwise([one.starts_at, *ends, one.resumes_at])
    return [
        replace(one, ref=f"{one.ref}{rank}", starts_at=starts_at, resumes_at=resumes_at)
        for rank, (starts_at, resumes_at) in enumerate(bounds)
    ]


def _part_of(entry, parts):
    """The last that had begun on that day; hours of before a stoppage, which no page takes, go with its first part."""
    return [part for part in parts if part.starts_at.date() <= entry.day or part is parts[0]][-1]


def _sums(line):
    return line.day, line.carence, line.indemnified, line.reduced


@unhurried
@given(
    entries=losses(),
    figures=FIGURES,
    wage=st.decimals(0, 80, places=2),
    declared=st.decimals(0, 1_000_000, places=2),
)
def test_amounts_are_never_negative_to_the_cent_and_within_one_another(entries, figures, wage, declared):
    result = counted(*entries, figures=figures)
    owed, back = paid(result, wage, figures), given_back(result, declared, wage, figures)
    assert 0 <= back.total <= owed.total
    for estimate in (owed, back):
        cut = estimate.by(lambda part: (part.stoppage.ref, part.day))
        assert sum(cut.values()) == estimate.total
        assert all(amount >= 0 and amount.as_tuple().exponent == -2 for amount in (*cut.values(), estimate.total))


@given(st.lists(st.fractions(0, 10_000, max_denominator=3000)))
def test_shares_add_up_to_their_sum_rounded_once(exact):
    assert sum(shares(exact), Decimal(0)) == to_the_cent(sum(exact, Fraction()))
    assert all(
        abs(Fraction(share) - value) < Fraction(1, 100) for share, value in zip(shares(exact), exact, strict=True)
    )


def test_nothing_lost_is_nothing():
    assert count_hours([], figures=lambda day: KNOWN).days == ()
