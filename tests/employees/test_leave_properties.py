"""What holds of the estimate whatever the contracts and the absences."""

from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from employees.leave.arithmetic import AbsenceSpan, ContractSpan, EmployeeFacts, LeaveRule, estimate_rights
from employees.leave.arithmetic.rule import ABSENCE_KINDS
from tests.employees.leave_kit import LATER, OPEN, PERIOD, monday_to_saturday, unhurried

DAY = st.dates(date(2025, 1, 1), date(2027, 6, 30))
ENDS = st.tuples(DAY, DAY).map(sorted)
CONTRACTS = st.lists(ENDS.map(lambda ends: ContractSpan(*ends)), max_size=4)
CATEGORY = st.sampled_from(["worker", "etam", "executive"])


def absences(kinds=ABSENCE_KINDS):
    return st.lists(st.builds(lambda kind, ends: AbsenceSpan(kind, *ends), st.sampled_from(kinds), ENDS), max_size=5)


def of(contracts, off_days, category="etam", today=LATER):
    facts = EmployeeFacts(category, tuple(contracts), tuple(off_days), date(2010, 1, 1))
    return estimate_rights(PERIOD, facts, LeaveRule(), today=today, count=monday_to_saturday)


@unhurried
@given(contracts=CONTRACTS, off_days=absences(), category=CATEGORY, today=DAY)
def test_nobody_acquires_more_than_the_limit_nor_less_than_zero(contracts, off_days, category, today):
    found = of(contracts, off_days, category, today)
    assert 0 <= found.acquired <= 30
    assert found.main_leave + found.fifth_week == found.acquired
    assert found.remaining - found.overdrawn == found.entitled - found.taken
    assert min(found.remaining, found.overdrawn) == 0


@unhurried
@given(contracts=CONTRACTS, off_days=absences())
def test_the_lines_add_up_to_the_total(contracts, off_days):
    found = of(contracts, off_days)
    total = sum((line.exact for line in found.lines), Fraction())
    assert total <= 30
    assert not found.is_capped
    assert found.acquired == ceil(total)
    assert abs(total - Fraction(found.before_rounding)) <= Fraction(1, 200)
    assert all(abs(line.exact - Fraction(line.earned)) <= Fraction(1, 200) for line in found.lines)
    natures = found.work_earned + found.sickness_earned + found.accident_earned
    assert abs(total - Fraction(natures)) <= Fraction(3, 200)


@unhurried
@given(contracts=CONTRACTS, off_days=absences(), more=ENDS)
def test_more_contract_never_earns_less(contracts, off_days, more):
    assert of([*contracts, ContractSpan(*more)], off_days).acquired >= of(contracts, off_days).acquired


@unhurried
@given(today=DAY, later=DAY, contracts=CONTRACTS, off_days=absences())
def test_time_never_takes_back_what_was_acquired(today, later, contracts, off_days):
    first, second = sorted([today, later])
    assert of(contracts, off_days, today=first).acquired <= of(contracts, off_days, today=second).acquired


@unhurried
@given(contracts=CONTRACTS, off_days=absences([kind for kind in ABSENCE_KINDS if kind != "unpaid"]), sick=ENDS)
def test_sickness_never_earns_more_than_the_days_it_replaces(contracts, off_days, sick):
    """But for unpaid days, which earn nothing: a sickness there does earn."""
    assert of(contracts, [*off_days, AbsenceSpan("sickness", *sick)]).acquired <= of(contracts, off_days).acquired


@unhurried
@given(contracts=CONTRACTS, off_days=absences(), shuffler=st.randoms(use_true_random=False))
def test_the_order_of_spans_changes_nothing(contracts, off_days, shuffler):
    shuffled = [list(contracts), list(off_days)]
    for spans in shuffled:
        shuffler.shuffle(spans)
    assert of(*shuffled) == of(contracts, off_days)


@unhurried
@given(contracts=CONTRACTS, off_days=absences(["paid_leave", "sickness"]))
def test_the_split_gives_nothing_without_its_three_conditions(contracts, off_days):
    found = of(contracts, off_days)
    least = {0: 0, 1: 12 + 3, 2: 12 + 6}[found.split_bonus_days]
    assert found.taken >= least
    assert found.acquired >= (15 if found.split_bonus_days else 0)


@unhurried
@given(off_days=absences())
def test_a_leave_cut_in_two_is_the_same_leave(off_days):
    halves = []
    for span in off_days:
        middle = span.starts_on + (span.ends_on - span.starts_on) // 2
        halves.append(AbsenceSpan(span.kind, span.starts_on, middle))
        halves.append(AbsenceSpan(span.kind, min(middle + timedelta(days=1), span.ends_on), span.ends_on))
    assert of([OPEN], halves) == of([OPEN], off_days)
