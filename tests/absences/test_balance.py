"""What is left once every leave is counted: nothing twice, and the same whether it was declared or not."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from absences.balance.lines import Figures, HeldLeave, balance_line
from absences.balance.queries import leave_book, leave_books
from absences.models import Absence, LeaveDeclaration
from absences.services.declaring import declare_leave
from employees.leave.arithmetic.periods import period_taken_on
from employees.leave.arithmetic.spans import Days
from employees.models import Employee
from tests.absences.factories import AbsenceFactory, LeaveDeclarationFactory
from tests.absences.kit import access_of, enter, stretch, worker
from tests.employees.factories import KnownAbsenceFactory, LeaveRightFactory, SplitWaiverFactory
from tests.security.test_query_counts import CaptureQueriesContext, connection

TODAY = date(2026, 7, 1)
PERIOD = period_taken_on(date(2026, 8, 3))
FIRST = date(2026, 8, 3).toordinal()
days = st.frozensets(st.integers(FIRST, FIRST + 40))
moments = st.none() | st.integers(-40, 60).map(lambda shift: date(2026, 8, 3) + timedelta(days=shift))
weights = st.dictionaries(st.integers(FIRST, FIRST + 40), st.sampled_from([Decimal("0.5"), Decimal(1)]))


@st.composite
def held(draw) -> HeldLeave:
    leave, told_on = draw(weights), draw(moments)
    told = draw(st.frozensets(st.sampled_from(sorted(leave)))) if leave and told_on else frozenset()
    return HeldLeave(leave, dict.fromkeys(told, told_on))


@given(moments, st.lists(held(), max_size=4), days, weights)
def test_no_day_counts_twice(stated_on, leaves, known, asked):
    line = balance_line(Figures(PERIOD, Decimal(30), stated_on), leaves, known=known, asked=asked)
    every = set(asked).union(known, *(leave.days for leave in leaves))
    in_figures = {day for day in known if stated_on is None or day <= stated_on.toordinal()}
    assert 0 <= line.declared + line.planned + line.asked <= len(every - in_figures)
    assert line.after_planned == 30 - line.declared - line.planned - line.asked


@given(moments, st.lists(held(), max_size=3), days, weights, weights)
def test_declared_a_leave_moves_from_planned_and_the_total_stays(stated_on, leaves, known, leave, asked):
    figures = Figures(PERIOD, Decimal(30), stated_on)
    told_on = (stated_on or TODAY) + timedelta(days=1)
    before, after = (
        balance_line(figures, [*leaves, one], known=known, asked=asked)
        for one in (HeldLeave(leave), HeldLeave(leave, dict.fromkeys(leave, told_on)))
    )
    assert before.after_planned == after.after_planned
    assert before.declared + before.planned == after.declared + after.planned
    assert after.declared >= before.declared


@given(moments, held())
def test_a_leave_changed_to_what_it_is_changes_nothing(stated_on, own):
    figures, known = Figures(PERIOD, Decimal(30), stated_on), Days(own.told)
    days = dict.fromkeys(own.days, Decimal(1))
    own = HeldLeave(days, own.told)
    as_it_is = balance_line(figures, [own], known=known, asked={})
    changed = balance_line(figures, [], known=known, asked=days, own=own)
    assert as_it_is.after_planned == changed.after_planned


pytest_db = pytest.mark.django_db


@pytest.fixture
def alice(cast):
    return access_of(cast)


def right(person, *, stated_on=date(2026, 6, 30), taken=0):
    return LeaveRightFactory(employee=person, acquired=30, fifth_week=6, taken=taken, stated_on=stated_on)


def line(access, person, start="2026-10-05", end="2026-10-10", own=None):
    """What is left of the period of August 2026 after a leave of that autumn."""
    return lines_of(access, person, start, end, own)[0]


def lines_of(access, person, start, end, own=None):
    book = leave_book(access, person, TODAY)
    return book.lines(book.count(stretch(start, end)), own=own)


def figures(one):
    return tuple(int(value) for value in (one.remaining, one.declared, one.planned, one.asked, one.after))


@pytest_db
def test_the_balance_after_a_leave_counts_what_was_declared_since(cast, alice):
    person = worker(cast)
    right(person, taken=6)
    enter(alice, person, "paid_leave", "2026-12-21", "2026-12-24")
    leave = enter(alice, person, "paid_leave", "2026-08-03", "2026-08-14").absences
    assert figures(line(alice, person)) == (24, 0, 16, 6, 18)
    declare_leave(access=alice, absences=leave)
    assert figures(line(alice, person)) == (24, 11, 5, 6, 7)
    assert line(alice, person).after_planned == 2


@pytest_db
@pytest.mark.parametrize(
    ("stated_on", "sent_on", "declared"),
    [
        (date(2026, 6, 30), date(2026, 5, 4), 6),  # declared before, to come after
        (date(2026, 9, 30), date(2026, 5, 4), 0),  # over, and heard of in time
        (date(2026, 9, 30), date(2026, 10, 2), 6),  # over, and told late
        (date(2026, 8, 5), date(2026, 5, 4), 3),  # in the middle of it
    ],
)
def test_figures_count_the_days_over_when_they_were_stated(cast, alice, stated_on, sent_on, declared):
    person = worker(cast)
    right(person, stated_on=stated_on)
    leave = AbsenceFactory(employee=person)
    LeaveDeclarationFactory(absence=leave)
    sent_at = timezone.make_aware(timezone.datetime(sent_on.year, sent_on.month, sent_on.day, 10))
    LeaveDeclaration.objects.filter(absence=leave).update(sent_at=sent_at)
    assert line(alice, person).declared == declared


@pytest_db
def test_an_estimate_counts_what_the_caisse_knows_once(cast, alice):
    person = worker(cast)
    KnownAbsenceFactory(employee=person, kind="paid_leave", starts_on=date(2026, 8, 3), ends_on=date(2026, 8, 8))
    before = line(alice, person)
    assert before.is_estimate
    assert figures(before)[1:3] == (0, 0)
    enter(alice, person, "paid_leave", "2026-08-03", "2026-08-08")
    assert line(alice, person) == before


@pytest_db
def test_leave_that_only_the_caisse_knows_is_counted_after_its_figures(cast, alice):
    person = worker(cast)
    right(person)
    KnownAbsenceFactory(employee=person, kind="paid_leave", starts_on=date(2026, 8, 3), ends_on=date(2026, 8, 8))
    assert figures(line(alice, person)) == (30, 6, 0, 6, 18)


@pytest_db
def test_days_given_back_are_left_to_take_again(cast, alice):
    person = worker(cast)
    right(person)
    declare_leave(access=alice, absences=enter(alice, person, "paid_leave", "2026-08-03", "2026-08-14").absences)
    enter(alice, person, "sickness", "2026-08-06", "2026-08-09")
    assert figures(line(alice, person)) == (30, 8, 0, 6, 16)


@pytest_db
def test_changed_a_leave_is_not_counted_beside_itself(cast, alice):
    person = worker(cast)
    KnownAbsenceFactory(employee=person, kind="paid_leave", starts_on=date(2026, 8, 3), ends_on=date(2026, 8, 8))
    [leave] = enter(alice, person, "paid_leave", "2026-08-03", "2026-08-08").absences
    declare_leave(access=alice, absences=[leave])
    kept, moved = line(alice, person, "2026-08-03", "2026-08-08", leave), line(alice, person, own=leave)
    assert kept.after == moved.after == kept.remaining
    assert (moved.released, moved.asked) == (6, 6)


@pytest_db
def test_a_leave_across_30_april_is_taken_from_two_periods(cast, alice):
    person = worker(cast)
    right(person)
    lines = lines_of(alice, person, "2027-04-26", "2027-05-07")
    assert [int(one.asked) for one in lines] == [5, 4]
    assert (lines[0].after, lines[1].is_estimate) == (25, True)


@pytest_db
def test_of_a_period_not_begun_nothing_is_known(cast, alice):
    [later] = lines_of(alice, worker(cast), "2028-08-07", "2028-08-11")
    assert (later.remaining, later.asked, later.after) == (None, 6, None)


@pytest_db
def test_the_page_of_a_person_has_the_open_periods(cast, alice):
    person = worker(cast)
    right(person)
    declare_leave(access=alice, absences=enter(alice, person, "paid_leave", "2026-08-03", "2026-08-08").absences)
    lines = leave_book(alice, person, TODAY).lines()
    assert [str(one.period.taking_starts_on) for one in lines] == ["2026-05-01", "2027-05-01"]
    assert (lines[0].after, lines[0].asked) == (24, 0)


@pytest_db
def test_what_was_read_of_a_person_is_not_read_again(cast, alice):
    person = worker(cast)
    enter(alice, person, "paid_leave", "2026-08-03", "2026-08-08")
    with CaptureQueriesContext(connection) as first:
        leave_book(alice, person, TODAY).lines()
    with CaptureQueriesContext(connection) as second:
        leave_book(alice, person, TODAY).lines()
    assert (len(first), len(second)) == (5, 1)
    assert Absence.objects.filter(employee=person).count() == 1


@pytest_db
def test_many_books_are_each_what_one_reads_for_the_price_of_one(cast, alice):
    people = [worker(cast) for _ in range(3)]
    right(people[0])
    SplitWaiverFactory(employee=people[1])
    KnownAbsenceFactory(employee=people[2], kind="paid_leave")
    enter(alice, people[1], "paid_leave", "2026-08-03", "2026-08-08")
    with CaptureQueriesContext(connection) as queries:
        books = leave_books(alice, people, TODAY)
    assert len(queries) == 5
    for person in people:
        own = leave_book(alice, person, TODAY)
        assert books[person.pk].lines() == own.lines()
        assert books[person.pk].known.facts == own.known.facts
    assert [len(books[person.pk].known.waivers) for person in people] == [0, 1, 0]


@pytest_db
def test_of_somebody_without_a_contract_any_more_nothing_is_counted(cast, alice):
    person = worker(cast)
    enter(alice, person, "paid_leave", "2026-08-03", "2026-08-08")
    person.employments.update(caisse_state="hire_refused")
    assert leave_book(alice, person, TODAY).lines() == []
    right(person)
    again = Employee.objects.get(pk=person.pk)
    assert [int(one.planned) for one in leave_book(alice, again, TODAY).lines()] == [0]
