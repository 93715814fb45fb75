"""What an arrêt does to leave: two days a month or two and a half, within the limits of a year; fifteen months."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from employees.leave.arithmetic import LeaveRule
from stoppages.arithmetic.leave_rights import Counted, accruals, carried_until, most_of, rate_of

RULE = LeaveRule()


def earned(counted, start, end):
    return [(str(one.days), one.is_capped) for one in accruals(Counted(counted), start, end, RULE)]


@pytest.mark.parametrize(
    ("counted", "start", "end", "expected"),
    [
        # A whole month, by nature (L3141-5, L3141-5-1).
        ("sickness", date(2026, 6, 1), date(2026, 6, 30), [("2.00", False)]),
        ("accident", date(2026, 6, 1), date(2026, 6, 30), [("2.50", False)]),
        ("work", date(2026, 6, 1), date(2026, 6, 30), [("2.50", False)]),
        # Half of April, a day of February.
        ("sickness", date(2026, 4, 1), date(2026, 4, 15), [("1.00", False)]),
        ("accident", date(2026, 2, 1), date(2026, 2, 1), [("0.09", False)]),
        # A year: the limits are just met.
        ("sickness", date(2026, 4, 1), date(2027, 3, 31), [("24.00", False)]),
        ("accident", date(2026, 4, 1), date(2027, 3, 31), [("30.00", False)]),
        # Across 31 March: two periods, each with its own.
        ("sickness", date(2026, 3, 1), date(2026, 4, 30), [("2.00", False), ("2.00", False)]),
        ("accident", date(2025, 4, 1), date(2027, 3, 31), [("30.00", False), ("30.00", False)]),
    ],
)
def test_what_the_days_of_an_arret_earn(counted, start, end, expected):
    assert earned(counted, start, end) == expected


def test_a_period_gives_no_more_than_its_limit():
    rule = LeaveRule(sickness_days_per_month=Decimal("2.5"))
    (year,) = accruals(Counted.SICKNESS, date(2026, 4, 1), date(2027, 3, 31), rule)
    assert (year.days, year.is_capped) == (Decimal(24), True)


@given(
    st.sampled_from(list(Counted)),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 1200),
    st.integers(0, 1200),
)
def test_cutting_an_arret_changes_nothing_but_cents_and_never_passes_the_limit(counted, start, first, second):
    day = date.fromordinal
    middle, end = start.toordinal() + first, start.toordinal() + first + 1 + second
    whole = accruals(counted, start, day(end), RULE)
    parts = [*accruals(counted, start, day(middle), RULE), *accruals(counted, day(middle + 1), day(end), RULE)]
    assert all(one.days <= most_of(counted, RULE) for one in whole)
    assert abs(sum(one.days for one in whole) - sum(one.days for one in parts)) <= Decimal("0.05") * len(parts)


def test_rates_are_those_of_the_rule():
    assert [rate_of(one, RULE) for one in Counted] == [Decimal(2), Decimal("2.5"), Decimal("2.5")]


@pytest.mark.parametrize(
    ("received_on", "until"),
    [
        (date(2026, 11, 2), date(2028, 2, 2)),
        (date(2026, 8, 31), date(2027, 11, 30)),
        (date(2026, 11, 30), date(2028, 2, 29)),
        (date(2025, 11, 30), date(2027, 2, 28)),
    ],
)
def test_the_fifteen_months_start_when_the_letter_is_received(received_on, until):
    assert carried_until(received_on, 15) == until
