"""Absences after a sortie: marked, never deleted by themselves; resolved, put back when the person stays."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from absences.enums import AbsenceState, DeclarationState, EventKind
from absences.models import Absence, LeaveDeclaration
from absences.services import departures as services
from absences.services.declaring import declare_leave
from absences.services.entering import cancel_absence, change_absence
from absences.services.refusals import AbsenceRefused, AlreadyAbsent, ChangedMeanwhile
from absences.values import AbsenceValues
from core.models import AuditEvent
from employees.decisions.services import refuse_movement
from employees.enums import CaisseState
from employees.hire.services.hire import cancel_hire, correct_hire
from employees.values import ContractValues, PersonValues
from tests.absences.departures_kit import contract_of, leave_company, put_off, stay, waiting
from tests.absences.factories import LeaveDeclarationFactory, kind
from tests.absences.kit import access_of, enter, planning_of, stretch, worker
from tests.at_once import at_once
from tests.employees.factories import MovementFactory

pytestmark = pytest.mark.django_db
AFTER, ACROSS = "du 3 août 2026 au 8 août 2026", "du 27 juillet 2026 au 8 août 2026"


@pytest.fixture
def alice(cast):
    return access_of(cast)


def resolve(access, absence):
    absence.refresh_from_db()
    services.resolve_absence(access=access, absence=absence, version=absence.version)
    absence.refresh_from_db()


def put_back(access, absence):
    absence.refresh_from_db()
    return services.put_back(access=access, absence=absence, version=absence.version)


def test_a_departure_marks_what_is_after_it_and_takes_nothing_away(cast, alice):
    person = worker(cast)
    enter(alice, person, "rtt", "2026-07-20", "2026-07-31")
    enter(alice, person, "paid_leave", "2026-08-03", "2026-08-08")
    held = planning_of(person)
    leave_company(alice, person)
    assert waiting(person) == [(AFTER, "to_resolve")]
    assert planning_of(person) == held


def test_what_is_after_is_cancelled_with_its_history(cast, alice):
    person = worker(cast)
    [absence] = enter(alice, person, "paid_leave", "2026-08-03", "2026-08-08").absences
    leave_company(alice, person)
    resolve(alice, absence)
    assert (absence.state, absence.to_declare, absence.after_departure) == (AbsenceState.CANCELLED, False, "resolved")
    assert absence.events.first().kind == EventKind.RESOLVED
    assert AuditEvent.objects.filter(action="absences.resolved", target=f"salarié {person.public_id}").count() == 1


@pytest.mark.parametrize("last_day", ["2026-07-27", "2026-07-31", "2026-08-07"])
def test_what_straddles_the_last_day_is_cut_at_it(cast, alice, last_day):
    person = worker(cast)
    [absence] = enter(alice, person, "rtt", "2026-07-27", "2026-08-08").absences
    leave_company(alice, person, date.fromisoformat(last_day))
    resolve(alice, absence)
    assert planning_of(person) == [("rtt", stretch("2026-07-27", last_day).label)]
    assert [mark for _, mark in waiting(person)] == ["resolved"]


def test_half_days_survive_the_cut(cast, alice):
    person = worker(cast)
    [absence] = enter(alice, person, "rtt", "2026-07-31", "2026-08-03", noon="start end").absences
    leave_company(alice, person)
    resolve(alice, absence)
    assert planning_of(person) == [("rtt", "le 31 juillet 2026 l’après-midi")]


def test_leave_that_was_declared_is_to_declare_again(cast, alice):
    person = worker(cast)
    [after] = enter(alice, person, "paid_leave", "2026-08-10", "2026-08-14").absences
    [across] = enter(alice, person, "paid_leave", "2026-07-27", "2026-08-08").absences
    declare_leave(access=alice, absences=[after, across])
    leave_company(alice, person)
    for absence in (after, across):
        resolve(alice, absence)
    told = {row.stretch.label: row.state_words for row in Absence.objects.filter(employee=person).to_declare()}
    assert told == {
        "du 27 juillet 2026 au 31 juillet 2026": "Modification à déclarer",
        "du 10 août 2026 au 14 août 2026": "Annulation à déclarer",
    }


def test_leave_that_the_caisse_paid_is_for_it_to_change(cast, alice):
    person = worker(cast)
    [absence] = enter(alice, person, "paid_leave", "2026-08-03", "2026-08-08").absences
    leave_company(alice, person)
    absence.refresh_from_db()
    LeaveDeclarationFactory(absence=absence, state=DeclarationState.TAKEN_INTO_ACCOUNT, paid_on=date(2026, 8, 1))
    with pytest.raises(AbsenceRefused, match="est payé"):
        resolve(alice, absence)
    services.leave_as_it_is(access=alice, absence=absence, version=absence.version)
    assert (waiting(person), planning_of(person)) == ([], [("paid_leave", AFTER)])


def test_an_absence_after_the_departure_is_not_left_there(cast, alice):
    person = worker(cast)
    [absence] = enter(alice, person, "rtt", "2026-08-03", "2026-08-08").absences
    leave_company(alice, person)
    with pytest.raises(AbsenceRefused, match="ne peut pas rester"):
        services.leave_as_it_is(access=alice, absence=absence, version=absence.version)


def test_moved_or_cancelled_by_hand_it_no_longer_waits(cast, alice):
    person = worker(cast)
    [moved] = enter(alice, person, "rtt", "2026-08-03", "2026-08-04").absences
    [cancelled] = enter(alice, person, "rtt", "2026-08-10", "2026-08-11").absences
    leave_company(alice, person)
    values = AbsenceValues(kind("rtt"), stretch("2026-07-20", "2026-07-21"))
    change_absence(access=alice, absence=moved, values=values, version=1)
    cancel_absence(access=alice, absence=cancelled, version=1)
    assert waiting(person) == []


def test_who_stays_has_it_all_put_back(cast, alice):
    person = worker(cast)
    [after] = enter(alice, person, "paid_leave", "2026-08-10", "2026-08-14").absences
    [across] = enter(alice, person, "paid_leave", "2026-07-27", "2026-08-08").absences
    declare_leave(access=alice, absences=[after, across])
    held = planning_of(person)
    departure = leave_company(alice, person)
    for absence in (after, across):
        resolve(alice, absence)
    stay(alice, departure)
    assert [mark for _, mark in waiting(person)] == ["to_put_back", "to_put_back"]
    for absence in Absence.objects.filter(employee=person).to_put_back():
        put_back(alice, absence)
    assert (planning_of(person), waiting(person)) == (held, [])
    assert not Absence.objects.filter(employee=person).to_declare().exists(), "the caisse knows of these days"
    assert set(LeaveDeclaration.objects.filter(absence__employee=person).values_list("state", flat=True)) == {"sent"}


def test_a_departure_put_off_gives_back_the_days_before_it(cast, alice):
    person = worker(cast)
    [absence] = enter(alice, person, "rtt", "2026-08-03", "2026-08-14").absences
    departure = leave_company(alice, person)
    resolve(alice, absence)
    put_off(alice, departure, date(2026, 8, 7))
    put_back(alice, absence)
    assert planning_of(person) == [("rtt", "du 3 août 2026 au 7 août 2026")]


def test_what_meets_another_absence_is_not_put_back(cast, alice):
    person = worker(cast)
    [absence] = enter(alice, person, "rtt", "2026-08-03", "2026-08-07").absences
    departure = leave_company(alice, person)
    resolve(alice, absence)
    stay(alice, departure)
    enter(alice, person, "training", "2026-08-07", "2026-08-07")
    with pytest.raises(AlreadyAbsent, match="le 7 août 2026"):
        put_back(alice, absence)
    services.leave_as_it_is(access=alice, absence=absence, version=absence.version)
    assert waiting(person) == []


def test_a_departure_put_forward_again_asks_nothing_of_what_was_cancelled(cast, alice):
    person = worker(cast)
    [absence] = enter(alice, person, "rtt", "2026-08-03", "2026-08-07").absences
    departure = leave_company(alice, person)
    resolve(alice, absence)
    put_off(alice, departure, date(2026, 8, 31))
    put_off(alice, departure, date(2026, 7, 24))
    assert waiting(person) == [("du 3 août 2026 au 7 août 2026", "resolved")]


def test_a_hire_that_is_cancelled_leaves_its_absences_to_resolve(cast, alice):
    person = worker(cast, caisse_state=CaisseState.HIRE_SENT)
    enter(alice, person, "rtt", "2026-08-03", "2026-08-07")
    cancel_hire(access=alice, movement=MovementFactory(employment=contract_of(person)))
    assert waiting(person) == [("du 3 août 2026 au 7 août 2026", "to_resolve")]


def test_a_hire_that_the_caisse_refuses_leaves_them_too(cast, alice):
    person = worker(cast, caisse_state=CaisseState.HIRE_SENT)
    enter(alice, person, "rtt", "2026-08-03", "2026-08-07")
    hire = MovementFactory(employment=contract_of(person))
    refuse_movement(movement=hire, by=cast.sami, version=hire.version, message="Doublon.")
    assert waiting(person) == [("du 3 août 2026 au 7 août 2026", "to_resolve")]


def test_a_departure_that_the_caisse_refuses_gives_them_back(cast, alice):
    person = worker(cast)
    [absence] = enter(alice, person, "rtt", "2026-08-03", "2026-08-07").absences
    departure = leave_company(alice, person)
    resolve(alice, absence)
    refuse_movement(movement=departure, by=cast.sami, version=departure.version, message="Le motif manque.")
    assert waiting(person) == [("du 3 août 2026 au 7 août 2026", "to_put_back")]


def test_a_hire_that_is_corrected_leaves_what_is_before_or_after_it(cast, alice):
    person = worker(cast, caisse_state=CaisseState.HIRE_SENT)
    enter(alice, person, "rtt", "2026-08-03", "2026-08-07")
    contract = contract_of(person)
    values = replace(ContractValues.of(contract), starts_on=date(2026, 8, 5))
    hire = MovementFactory(employment=contract)
    correct_hire(access=alice, movement=hire, person=PersonValues.of(person), contract=values, nir=None)
    [absence] = Absence.objects.filter(employee=person)
    resolve(alice, absence)
    assert planning_of(person) == [("rtt", "du 5 août 2026 au 7 août 2026")]


def test_resolved_twice_or_read_too_early_is_refused(cast, alice):
    person = worker(cast)
    [absence] = enter(alice, person, "rtt", "2026-08-03", "2026-08-07").absences
    leave_company(alice, person)
    services.resolve_absence(access=alice, absence=absence, version=1)
    with pytest.raises(ChangedMeanwhile, match=str(alice.user)):
        services.resolve_absence(access=alice, absence=absence, version=1)


def test_whoever_may_not_read_the_motive_leaves_it_alone(cast, alice):
    person, chloe = worker(cast), access_of(cast, "chloe")
    [stoppage] = enter(alice, person, "sickness", "2026-08-03", "2026-08-07").absences
    leave_company(alice, person)
    with pytest.raises(PermissionDenied):
        services.resolve_absence(access=chloe, absence=stoppage, version=1)
    with pytest.raises(PermissionDenied):
        services.resolve_absence(access=access_of(cast, "bruno"), absence=stoppage, version=1)


@pytest.mark.django_db(transaction=True)
def test_an_absence_entered_while_somebody_leaves_is_refused_or_marked(cast, alice):
    """Never does one stay after the last day with nobody told."""
    people = [worker(cast) for _ in range(4)]
    leaving = [partial(leave_company, alice, person) for person in people]
    entering = [partial(enter, alice, person, "rtt", "2026-08-03", "2026-08-07") for person in people]
    answers = at_once(*leaving, *entering, refused=(AbsenceRefused,))
    refused = [answer for answer in answers if isinstance(answer, AbsenceRefused)]
    live = Absence.objects.filter(employee__in=people).live()
    assert live.count() + len(refused) == 4
    assert live.to_resolve().count() == live.count()
