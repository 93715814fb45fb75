"""The sick-leave claim: written, sent once, prolonged, ended; the planning in the same transaction."""

from datetime import date
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from absences.models import Absence
from absences.services.entering import cancel_absence
from absences.services.refusals import AbsenceRefused
from absences.services.stoppages import moved, write_stoppage
from absences.stretches import Stretch
from core.references import new_public_id
from core.rights import Right
from stoppages.enums import CaseState, SickLeaveReason
from stoppages.models import CaseEvent, CaseFile, ReimbursedNature, SickLeave, StoppageCase, StoppageDeclaration
from stoppages.queries.reimbursing import is_decided_by_the_caisse
from stoppages.services.refusals import ChangedMeanwhile, NotAnyMore, StoppageRefused
from stoppages.sick_leave.services.sending import amend_sick_leave, send_sick_leave
from stoppages.sick_leave.services.writing import change_draft
from tests.absences.kit import enter, planning_of, stretch
from tests.at_once import at_once
from tests.stoppages.factories import lose, sent, sick_leave_case, weather_case
from tests.stoppages.kit import access_of, site_of, worker
from tests.stoppages.sick_leave_kit import back, declared, draft, leave_of, send, values

pytestmark = pytest.mark.django_db
FORTNIGHT = "du 5 octobre 2026 au 16 octobre 2026"


@pytest.fixture
def access(cast):
    return access_of(cast)


@pytest.fixture
def person(cast):
    return worker(cast)


def without(access, *rights):
    return type(access)(user=access.user, tiers=access.tiers, rights=access.rights - set(rights), via=access.via)


def amend(access, case, *days, **fields):
    return amend_sick_leave(
        access=access, case=case, values=values(*days, **fields), version=case.version, attempt=new_public_id()
    )


def test_an_arret_is_written_then_sent_and_the_planning_holds_it(access, person):
    case = draft(access, person)
    assert (case.state, planning_of(person)) == (CaseState.DRAFT, [])
    result = send(access, case)
    case.refresh_from_db()
    assert case.state == CaseState.RECORDED
    assert planning_of(person) == [("sickness", FORTNIGHT)]
    assert leave_of(case).absence is not None
    assert ["Motif de l’arrêt", "Maladie"] in result.declaration.content["rows"]
    assert [event.kind for event in case.caseevents.all()] == ["sick_leave_sent", "created"]


@pytest.mark.parametrize(
    ("reason", "key"),
    [
        ("illness", "sickness"),
        ("work_accident", "work_accident"),
        ("commuting_accident", "work_accident"),
        ("occupational_disease", "work_accident"),
        ("maternity", "maternity"),
        ("paternity", "paternity"),
        ("adoption", "adoption"),
    ],
)
def test_each_motive_has_its_kind_in_the_planning(access, person, reason, key):
    declared(access, person, reason=SickLeaveReason(reason))
    assert planning_of(person) == [(key, FORTNIGHT)]


def test_the_same_form_sent_again_opens_one_draft_and_sends_one_arret(access, person):
    case = draft(access, person, attempt="same")
    assert draft(access, person, attempt="same").pk == case.pk
    assert draft(access, person, "2026-10-05", "2026-10-09", attempt="same").pk == case.pk
    case.refresh_from_db()
    assert case.ends_on == date(2026, 10, 9)
    first, again = send(access, case, "once"), send(access, case, "once")
    assert first.declaration == again.declaration
    assert draft(access, person, attempt="same").state == CaseState.RECORDED
    assert StoppageDeclaration.objects.filter(case=case).count() == 1


def test_two_telephones_declare_one_arret(access, person):
    case = draft(access, person)
    send(access, case)
    with pytest.raises(NotAnyMore):
        send(access, StoppageCase.objects.get(pk=case.pk))
    other = sick_leave_case(person, starts_on=date(2026, 10, 12), expected_end_on=date(2026, 10, 20))
    with pytest.raises(StoppageRefused, match=case.reference):
        send(access, other)
    with pytest.raises(StoppageRefused, match=case.reference):
        draft(access, person, "2026-10-16", "2026-10-20")


def test_a_draft_changed_meanwhile_is_not_sent(access, person):
    case = draft(access, person)
    change_draft(access=access, case=case, values=values("2026-10-05", "2026-10-09"), version=case.version)
    with pytest.raises(ChangedMeanwhile):
        send(access, case)
    assert planning_of(person) == []


def test_leave_under_it_is_given_back_whatever_the_order(access, person):
    enter(access, person, "paid_leave", "2026-10-12", "2026-10-23")
    result = send(access, draft(access, person))
    assert planning_of(person) == [("sickness", FORTNIGHT), ("paid_leave", "du 17 octobre 2026 au 23 octobre 2026")]
    assert [one.stretch.label for one in result.given_back] == ["du 12 octobre 2026 au 16 octobre 2026"]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(leave=st.tuples(st.integers(1, 28), st.integers(0, 12)), arret=st.tuples(st.integers(1, 28), st.integers(0, 12)))
def test_leave_and_arret_end_the_same_in_both_orders(cast, leave, arret):
    """Whichever is entered first, the planning is the same; leave wholly under the arrêt is no leave."""
    access = access_of(cast)
    days = [
        [str(date.fromordinal(date(2026, 9, 1).toordinal() + first + more)) for more in (0, length)]
        for first, length in (leave, arret)
    ]
    one, other = worker(cast), worker(cast)
    enter(access, one, "paid_leave", *days[0])
    declared(access, one, *days[1])
    declared(access, other, *days[1])
    try:
        enter(access, other, "paid_leave", *days[0])
    except AbsenceRefused:
        assert all(key == "sickness" for key, _ in planning_of(one))
    assert planning_of(one) == planning_of(other)


def test_an_absence_that_is_there_already_is_taken_up(access, person):
    planned = enter(access, person, "sickness", "2026-10-05", "2026-10-07").absences[0]
    case = declared(access, person)
    assert leave_of(case).absence_id == planned.pk
    assert planning_of(person) == [("sickness", FORTNIGHT)]


def test_another_absence_refuses_it_in_words_and_keeps_the_draft(access, person):
    enter(access, person, "training", "2026-10-08", "2026-10-09")
    case = draft(access, person)
    with pytest.raises(StoppageRefused, match="Formation"):
        send(access, case)
    assert StoppageCase.objects.get(pk=case.pk).state == CaseState.DRAFT
    assert planning_of(person) == [("training", "du 8 octobre 2026 au 9 octobre 2026")]


def test_it_is_of_a_contract(cast, access):
    person = worker(cast, starts_on=date(2026, 10, 12))
    with pytest.raises(StoppageRefused, match="sous contrat le 5 octobre 2026"):
        draft(access, person)


def test_the_right_to_declare_is_enough_and_opens_nothing_else(access, person):
    declarant = without(access, Right.ABSENCES_ACT)
    declared(declarant, person)
    assert planning_of(person) == [("sickness", FORTNIGHT)]
    with pytest.raises(PermissionDenied):
        enter(declarant, person, "sickness", "2026-11-02", "2026-11-03")
    with pytest.raises(PermissionDenied):
        write_stoppage(access=declarant, employee=person, key="rtt", stretch=stretch("2026-11-02", "2026-11-03"))


@pytest.mark.parametrize("missing", [Right.MOTIVES_CONSULT, Right.STOPPAGES_ACT])
def test_without_the_motives_or_the_right_nothing_is_written(access, person, missing):
    blind = without(access, missing)
    with pytest.raises(PermissionDenied):
        draft(blind, person)
    with pytest.raises(PermissionDenied):
        write_stoppage(access=blind, employee=person, key="sickness", stretch=stretch("2026-11-02", "2026-11-03"))
    case = draft(access, person)
    with pytest.raises(PermissionDenied):
        send(blind, case)


@pytest.mark.parametrize("model", [SickLeave, StoppageDeclaration, CaseEvent, CaseFile])
def test_no_row_of_an_arret_is_of_whoever_may_not_read_motives(access, person, model):
    """Its receipt, its files, its life: every page reads them so."""
    case = declared(access, person)
    mine = {"case": case, "adherent": case.adherent}
    CaseFile.objects.create(
        kind="employer_part", stored_name="arrets/x", name="v.pdf", content_type="a", size=1, **mine
    )
    assert model.objects.for_access(access).filter(case=case).exists()
    assert not model.objects.for_access(without(access, Right.MOTIVES_CONSULT)).filter(case=case).exists()


def test_a_prolongation_is_chained_to_the_first(access, person):
    first = declared(access, person)
    second = declared(access, person, "2026-10-17", "2026-10-31", prolongs=first)
    third = declared(access, person, "2026-11-02", "2026-11-06", prolongs=second)
    assert {leave_of(second).first_id, leave_of(third).first_id} == {first.pk}
    assert [event.kind for event in first.caseevents.all()][:2] == ["extended", "extended"]
    assert planning_of(person) == [
        ("sickness", FORTNIGHT),
        ("sickness", "du 17 octobre 2026 au 31 octobre 2026"),
        ("sickness", "du 2 novembre 2026 au 6 novembre 2026"),
    ]


@pytest.mark.parametrize("start", ["2026-10-20", "2026-11-02"])
def test_a_prolongation_follows_at_once(access, person, start):
    first = declared(access, person)
    with pytest.raises(StoppageRefused, match="17 octobre 2026"):
        draft(access, person, start, "2026-11-10", prolongs=first)


def test_nobody_prolongs_an_arret_that_ended(access, person):
    first = back(access, declared(access, person), "2026-10-17")
    with pytest.raises(StoppageRefused, match="repris"):
        draft(access, person, "2026-10-18", "2026-10-31", prolongs=first)


def test_an_earlier_return_shortens_the_absence_and_is_a_new_version(access, person):
    case = back(access, declared(access, person), "2026-10-13")
    assert planning_of(person) == [("sickness", "du 5 octobre 2026 au 12 octobre 2026")]
    case = back(access, case, "2026-10-15")
    assert planning_of(person) == [("sickness", "du 5 octobre 2026 au 14 octobre 2026")]
    versions = case.stoppagedeclarations.order_by("number")
    assert [one.number for one in versions] == [1, 2, 3]
    assert [dict(one.content["rows"]).get("Reprise du travail") for one in versions] == [
        None,
        "13 octobre 2026",
        "15 octobre 2026",
    ]


def test_a_return_after_the_end_lengthens_nothing(access, person):
    back(access, declared(access, person), "2026-10-19")
    assert planning_of(person) == [("sickness", FORTNIGHT)]


def test_the_return_is_that_of_the_last_of_the_chain(access, person):
    first = declared(access, person)
    second = declared(access, person, "2026-10-17", "2026-10-31", prolongs=first)
    with pytest.raises(StoppageRefused, match=second.reference):
        back(access, StoppageCase.objects.get(pk=first.pk), "2026-10-20")


def test_days_planned_apart_stay_until_the_return(access, person):
    enter(access, person, "sickness", "2026-10-01", "2026-10-31")
    case = declared(access, person)
    assert planning_of(person) == [("sickness", "du 1er octobre 2026 au 31 octobre 2026")]
    back(access, case, "2026-10-17")
    assert planning_of(person) == [("sickness", "du 1er octobre 2026 au 16 octobre 2026")]


def test_what_was_sent_is_amended_and_the_planning_follows(access, person):
    case = declared(access, person)
    amend(access, case, "2026-10-06", "2026-10-20", reason=SickLeaveReason.WORK_ACCIDENT)
    assert planning_of(person) == [("work_accident", "du 6 octobre 2026 au 20 octobre 2026")]
    assert case.stoppagedeclarations.count() == 2


def test_an_arret_is_not_lengthened_over_its_prolongation(access, person):
    first = declared(access, person)
    declared(access, person, "2026-10-17", "2026-10-31", prolongs=first)
    with pytest.raises(StoppageRefused, match="prolongation"):
        amend(access, StoppageCase.objects.get(pk=first.pk), "2026-10-05", "2026-10-20")


def test_an_absence_cancelled_meanwhile_is_written_anew(access, person):
    case = declared(access, person)
    absence = Absence.objects.get(pk=leave_of(case).absence_id)
    cancel_absence(access=access, absence=absence, version=absence.version)
    amend(access, case, "2026-10-05", "2026-10-20")
    assert planning_of(person) == [("sickness", "du 5 octobre 2026 au 20 octobre 2026")]


@pytest.mark.parametrize(
    ("held", "was", "becomes", "is_over", "expected"),
    [
        ((5, 16), (5, 16), (5, 12), False, (5, 12)),
        ((5, 16), (5, 16), (7, 20), False, (7, 20)),
        ((1, 31), (5, 16), (5, 12), False, (1, 31)),
        ((1, 31), (5, 16), (5, 12), True, (1, 12)),
        ((7, 10), (5, 16), (5, 18), False, (5, 18)),
    ],
)
def test_where_the_absence_of_an_arret_goes(held, was, becomes, is_over, expected):
    of_october = [Stretch(*(date(2026, 10, number) for number in days)) for days in (held, was, becomes, expected)]
    assert moved(*of_october[:3], is_over=is_over) == of_october[3]


def test_the_caisse_decides_only_of_what_it_reimburses(cast, access, person):
    ReimbursedNature.objects.create(
        caisse=cast.acme.adherent.caisse, reason="maternity", starts_on=date(2026, 10, 1), source="Conseil"
    )
    assert declared(access, person).state == CaseState.RECORDED
    other, before = worker(cast), worker(cast)
    case = declared(access, other, reason=SickLeaveReason.MATERNITY)
    assert (case.state, is_decided_by_the_caisse(case)) == (CaseState.SENT, True)
    assert case in StoppageCase.objects.of_the_caisse()
    early = declared(access, before, "2026-09-21", "2026-09-25", reason=SickLeaveReason.MATERNITY)
    assert (early.state, is_decided_by_the_caisse(early)) == (CaseState.RECORDED, False)
    assert early not in StoppageCase.objects.of_the_caisse()


def test_weather_hours_of_the_same_days_are_to_be_looked_at_again(cast, access, person):
    case = weather_case(site_of(cast), starts="2026-10-06 08:00", resumes="2026-10-08 08:00")
    lose(case, person, {"2026-10-06": "8"})
    sent(case)
    declared(access, person)
    case.refresh_from_db()
    assert case.to_amend
    event = case.caseevents.first()
    assert (event.kind, "06/10/2026" in event.message) == ("to_amend", True)
    assert "maladie" not in event.message.lower()


def test_a_departure_during_an_arret_breaks_nothing(cast, access):
    person = worker(cast)
    case = declared(access, person)
    person.employments.update(ends_on=date(2026, 10, 9))
    assert back(access, case, "2026-10-10").state == CaseState.RECORDED
    assert planning_of(person) == [("sickness", "du 5 octobre 2026 au 9 octobre 2026")]


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_by_two_connections_at_once_is_one(cast):
    access, person = access_of(cast), worker(cast)
    case = draft(access, person)
    post = partial(send_sick_leave, access=access, case=case, version=case.version, attempt="both")
    assert len({result.declaration.pk for result in at_once(post, post)}) == 1
    assert Absence.objects.filter(employee=person).count() == 1
