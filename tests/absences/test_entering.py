"""Entering absences: what is refused, what is cut, what is said; whatever the order, and at the same time."""

from datetime import date
from functools import partial
from itertools import permutations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from absences.enums import AbsenceState, EventKind
from absences.models import Absence, AbsenceEvent, AbsenceRule
from absences.services.entering import cancel_absence, change_absence, split_absence
from absences.services.refusals import AbsenceRefused, AlreadyAbsent, ChangedMeanwhile, NothingLeft, OutOfContract
from absences.values import AbsenceValues
from core.models import AuditEvent
from tests.absences.factories import AbsenceFactory, kind
from tests.absences.kit import access_of, enter, planning_of, stretch, worker
from tests.at_once import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(cast):
    return access_of(cast)


def test_an_absence_is_entered_with_its_history(cast, alice):
    person = worker(cast)
    entered = enter(alice, person, "paid_leave", "2026-08-03", "2026-08-08")
    [absence] = entered.absences
    assert (absence.state, absence.to_declare, absence.version) == (AbsenceState.ENTERED, True, 1)
    assert absence.events.get().kind == EventKind.ENTERED
    assert AuditEvent.objects.filter(action="absences.entered", target=f"salarié {person.public_id}").count() == 1


def test_a_private_motive_is_not_in_the_journal(cast, alice):
    enter(alice, worker(cast), "sickness", "2026-08-03", "2026-08-08")
    line = AuditEvent.objects.get(action="absences.entered")
    assert "aladie" not in str(line.changes)
    assert "Absence du 3 août 2026" in str(line.changes)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_sickness_wins_in_whatever_order(cast, alice, order):
    person = worker(cast)
    entries = [
        ("paid_leave", "2026-08-03", "2026-08-21"),
        ("sickness", "2026-08-06", "2026-08-10"),
        ("work_accident", "2026-08-17", "2026-08-18"),
    ]
    for rank in order:
        enter(alice, person, *entries[rank])
    assert planning_of(person) == [
        ("paid_leave", "du 3 août 2026 au 5 août 2026"),
        ("sickness", "du 6 août 2026 au 10 août 2026"),
        ("paid_leave", "du 11 août 2026 au 16 août 2026"),
        ("work_accident", "du 17 août 2026 au 18 août 2026"),
        ("paid_leave", "du 19 août 2026 au 21 août 2026"),
    ]


def test_the_days_given_back_are_told(cast, alice):
    person = worker(cast)
    enter(alice, person, "paid_leave", "2026-08-03", "2026-08-14")
    given = enter(alice, person, "sickness", "2026-08-06", "2026-08-10").given_back
    assert [(one.was.label, one.stretch.label) for one in given] == [
        ("du 3 août 2026 au 14 août 2026", "du 6 août 2026 au 10 août 2026")
    ]
    assert AbsenceEvent.objects.filter(kind=EventKind.GIVEN_BACK).count() == 1


@pytest.mark.parametrize(
    ("halves_allowed", "left"),
    [
        (False, ["du 3 août 2026 au 4 août 2026", "du 8 août 2026 au 14 août 2026"]),
        (True, ["du 3 août 2026 au 5 août 2026 à midi", "du 7 août 2026 à midi au 14 août 2026"]),
    ],
)
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_stoppage_of_half_a_day_takes_the_whole_day_where_leave_is_not_halved(
    cast, alice, halves_allowed, left, order
):
    AbsenceRule.objects.create(
        caisse=cast.caisse, starts_on=date(2020, 1, 1), source="Test", allows_half_days=halves_allowed
    )
    person = worker(cast)
    entries = [
        lambda: enter(alice, person, "paid_leave", "2026-08-03", "2026-08-14"),
        lambda: enter(alice, person, "sickness", "2026-08-05", "2026-08-07", noon="start end"),
    ]
    for rank in order:
        entries[rank]()
    sick = ("sickness", "du 5 août 2026 à midi au 7 août 2026 à midi")
    assert planning_of(person) == [("paid_leave", left[0]), sick, ("paid_leave", left[1])]


def test_leave_wholly_taken_over_is_cancelled_and_leave_over_it_refused(cast, alice):
    person = worker(cast)
    enter(alice, person, "paid_leave", "2026-08-06", "2026-08-07")
    enter(alice, person, "sickness", "2026-08-03", "2026-08-14")
    assert planning_of(person) == [("sickness", "du 3 août 2026 au 14 août 2026")]
    with pytest.raises(NothingLeft):
        enter(alice, person, "paid_leave", "2026-08-06", "2026-08-07")


@pytest.mark.parametrize(
    ("there", "entered"),
    [("rtt", "paid_leave"), ("paid_leave", "rtt"), ("sickness", "rtt"), ("paid_leave", "fifth_week")],
)
def test_others_do_not_meet(cast, alice, there, entered):
    person = worker(cast)
    enter(alice, person, there, "2026-08-03", "2026-08-07")
    with pytest.raises(AlreadyAbsent, match="du 3 août 2026 au 7 août 2026"):
        enter(alice, person, entered, "2026-08-07", "2026-08-10")
    enter(alice, person, entered, "2026-08-10", "2026-08-11")


def test_half_days_of_one_day_do_not_meet(cast, alice):
    person = worker(cast)
    enter(alice, person, "rtt", "2026-08-03", "2026-08-03", noon="end")
    enter(alice, person, "training", "2026-08-03", "2026-08-03", noon="start")
    with pytest.raises(AlreadyAbsent):
        enter(alice, person, "recovery", "2026-08-03", "2026-08-03", noon="start")


def test_the_database_refuses_what_nobody_checked(cast):
    first = AbsenceFactory(employee=worker(cast))
    with pytest.raises(IntegrityError, match="absences_of_a_person_do_not_overlap"), transaction.atomic():
        AbsenceFactory(employee=first.employee, key="rtt")
    AbsenceFactory(employee=first.employee, key="rtt", state=AbsenceState.CANCELLED)


def test_another_company_has_no_part_in_it(cast):
    with pytest.raises(IntegrityError, match="of the company of the person"), transaction.atomic():
        AbsenceFactory(employee=worker(cast), adherent=cast.rival.adherent)


def test_out_of_the_contract_is_refused(cast, alice):
    person = worker(cast, starts_on=stretch("2026-08-05", "2026-08-05").starts_on)
    with pytest.raises(OutOfContract, match="du 3 août 2026 au 4 août 2026"):
        enter(alice, person, "rtt", "2026-08-03", "2026-08-07")


@pytest.mark.parametrize(
    ("start", "end", "field"), [("2016-08-03", "2016-08-07", "starts_on"), ("2036-08-01", "2036-08-02", "ends_on")]
)
def test_an_unlikely_year_is_refused(cast, alice, start, end, field):
    person = worker(cast, starts_on=stretch("2010-01-04", "2010-01-04").starts_on)
    with pytest.raises(AbsenceRefused) as refused:
        enter(alice, person, "rtt", start, end)
    assert refused.value.field == field


def test_leave_in_half_days_is_for_the_caisses_that_say_so(cast, alice):
    person = worker(cast)
    with pytest.raises(AbsenceRefused, match="jours entiers"):
        enter(alice, person, "paid_leave", "2026-08-03", "2026-08-03", noon="end")
    AbsenceRule.objects.create(
        caisse=cast.caisse,
        starts_on=stretch("2020-01-01", "2020-01-01").starts_on,
        source="Test",
        allows_half_days=True,
    )
    enter(alice, person, "paid_leave", "2026-08-03", "2026-08-03", noon="end")


def test_whoever_lacks_the_motives_enters_none_and_is_told_none(cast, alice):
    person, chloe = worker(cast), access_of(cast, "chloe")
    with pytest.raises(PermissionDenied):
        enter(chloe, person, "sickness", "2026-08-03", "2026-08-07")
    [stoppage] = enter(alice, person, "sickness", "2026-08-03", "2026-08-07").absences
    with pytest.raises(AlreadyAbsent, match=r"\(Absence\)"):
        enter(chloe, person, "rtt", "2026-08-07", "2026-08-10")
    with pytest.raises(PermissionDenied):
        cancel_absence(access=chloe, absence=stoppage, version=stoppage.version)


def test_whoever_only_reads_enters_nothing(cast):
    with pytest.raises(PermissionDenied):
        enter(access_of(cast, "bruno"), worker(cast), "rtt", "2026-08-03", "2026-08-07")


def test_a_change_read_too_early_is_refused(cast, alice):
    [absence] = enter(alice, worker(cast), "rtt", "2026-08-03", "2026-08-07").absences
    values = AbsenceValues(kind("rtt"), stretch("2026-08-04", "2026-08-07"))
    change_absence(access=alice, absence=absence, values=values, version=1)
    with pytest.raises(ChangedMeanwhile, match=str(alice.user)):
        change_absence(access=alice, absence=absence, values=values, version=1)
    with pytest.raises(ChangedMeanwhile):
        cancel_absence(access=alice, absence=absence, version=1)


def test_changed_over_a_leave_a_stoppage_cuts_it(cast, alice):
    person = worker(cast)
    enter(alice, person, "paid_leave", "2026-08-10", "2026-08-14")
    [stoppage] = enter(alice, person, "sickness", "2026-08-03", "2026-08-07").absences
    longer = AbsenceValues(kind("sickness"), stretch("2026-08-03", "2026-08-12"))
    changed = change_absence(access=alice, absence=stoppage, values=longer, version=1)
    assert [one.stretch.label for one in changed.given_back] == ["du 10 août 2026 au 12 août 2026"]
    assert planning_of(person)[1] == ("paid_leave", "du 13 août 2026 au 14 août 2026")


def test_an_absence_is_cut_in_two_and_cancelled(cast, alice):
    person = worker(cast)
    [absence] = enter(alice, person, "paid_leave", "2026-08-03", "2026-08-14").absences
    with pytest.raises(AbsenceRefused, match="entre le deuxième"):
        split_absence(access=alice, absence=absence, on=absence.starts_on, version=1)
    first, second = split_absence(
        access=alice, absence=absence, on=stretch("2026-08-10", "2026-08-10").starts_on, version=1
    ).absences
    assert second.split_from == first
    cancel_absence(access=alice, absence=first, version=first.version)
    assert planning_of(person) == [("paid_leave", "du 10 août 2026 au 14 août 2026")]
    assert Absence.objects.get(pk=first.pk).to_declare is False


@pytest.mark.django_db(transaction=True)
def test_at_the_same_time_no_two_absences_meet(cast, alice):
    person = worker(cast)

    def one_entry(first: int) -> None:
        enter(alice, person, "rtt", f"2026-08-{first:02}", f"2026-08-{first + 2:02}")

    answers = at_once(*[partial(one_entry, first) for first in (3, 4, 5, 6)], refused=(AbsenceRefused,))
    refused = [answer for answer in answers if answer is not None]
    held = [
        half
        for row in Absence.objects.filter(employee=person).live()
        for half in range(row.stretch.first_half, row.stretch.end_half)
    ]
    assert len(held) == len(set(held))
    assert len(refused) + Absence.objects.filter(employee=person).live().count() == 4
    assert refused
