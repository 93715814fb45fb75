"""Absences of many people: seen, entered by a job however often it is killed, undone while undeclared."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from absences.collective.preview import contracts_meant, judge, judge_shown
from absences.enums import AbsenceState, CollectiveState, LineOutcome
from absences.models import Absence, CollectiveAbsence, CollectiveLine
from absences.services import collective as services
from absences.services.declaring import declare_leave
from absences.services.entering import cancel_absence
from absences.services.refusals import AbsenceRefused
from absences.services.retention import purge_drafts
from absences.values import CollectiveValues
from core.models import AuditEvent
from delegations import authority
from tests.absences.factories import kind
from tests.absences.kit import access_of, enter, stretch, worker
from tests.employees.factories import CrewFactory

pytestmark = pytest.mark.django_db
AUGUST = ("2026-08-10", "2026-08-14")


@pytest.fixture
def alice(cast):
    return access_of(cast)


def prepare(access, key: str = "paid_leave", days: tuple[str, str] = AUGUST, **chosen) -> CollectiveAbsence:
    values = CollectiveValues("Fermeture d’août", kind(key), stretch(*days), **chosen)
    return services.prepare_collective(access=access, values=values)


def crew_of(cast, number: int):
    crew = CrewFactory(establishment=cast.acme.adherent.establishments.get(is_head_office=True))
    return crew, [worker(cast, crew=crew) for _ in range(number)]


def apply(access, collective: CollectiveAbsence, *, all_or_none: bool = False) -> CollectiveAbsence:
    services.request_application(access=access, collective=collective, all_or_none=all_or_none)
    services.apply_collective(collective.pk, access.user.pk)
    collective.refresh_from_db()
    return collective


def outcomes(collective) -> list[str]:
    return sorted(collective.lines.values_list("outcome", flat=True))


def test_the_preview_says_who_gets_how_many_days_and_who_cannot(cast, alice):
    crew, [plain, sick, away, leaver] = crew_of(cast, 4)
    enter(alice, sick, "sickness", "2026-08-12", "2026-08-12")
    enter(alice, away, "rtt", "2026-08-14", "2026-08-14")
    leaver.employments.update(ends_on=stretch(*AUGUST).starts_on)
    collective = prepare(alice, crew=crew)
    said = {one.employee_id: one for one in judge(alice, collective, list(contracts_meant(alice, collective)))}
    assert (said[plain.pk].days, said[plain.pk].problem) == (5, "")  # Saturday 15 August
    assert not said[sick.pk].problem
    assert "du 10 août 2026 au 11 août 2026" in said[sick.pk].note
    assert said[away.pk].problem == "Déjà absent le 14 août 2026 (RTT)"
    assert said[leaver.pk].problem == "Pas sous contrat du 11 août 2026 au 14 août 2026"


@pytest.mark.parametrize("name", ["alice", "chloe"])
def test_a_page_judges_as_the_job_does(cast, alice, name):
    crew, [_, sick, away, leaver] = crew_of(cast, 4)
    enter(alice, sick, "sickness", "2026-08-12", "2026-08-12", noon="start")
    enter(alice, away, "rtt", "2026-08-14", "2026-08-14")
    leaver.employments.update(ends_on=stretch(*AUGUST).starts_on)
    access, collective = access_of(cast, name), prepare(alice, crew=crew)
    contracts = list(contracts_meant(access, collective))
    shown = judge_shown(access, collective, contracts, timezone.localdate())
    assert [replace(one, left="") for one in shown] == judge(access, collective, contracts)


def test_a_private_motive_shows_in_no_preview(cast, alice):
    crew, [person] = crew_of(cast, 1)
    enter(alice, person, "sickness", "2026-08-12", "2026-08-12")
    chloe = access_of(cast, "chloe")
    collective = prepare(chloe, key="rtt", crew=crew)
    [said] = judge(chloe, collective, list(contracts_meant(chloe, collective)))
    assert said.problem == "Déjà absent le 12 août 2026 (Absence)"


def test_those_who_can_are_entered_and_the_others_told_why(cast, alice):
    crew, [_, away, out] = crew_of(cast, 3)
    enter(alice, away, "rtt", "2026-08-14", "2026-08-14")
    collective = prepare(alice, crew=crew)
    services.leave_out(access=alice, collective=collective, employee=out, is_out=True)
    apply(alice, collective)
    assert collective.state == CollectiveState.DONE
    assert outcomes(collective) == [LineOutcome.ENTERED, LineOutcome.REFUSED]
    assert collective.absences.count() == 1
    assert AuditEvent.objects.filter(action="absences.collective_applied").count() == 1
    assert AuditEvent.objects.filter(action="absences.entered").count() == 1  # the RTT, not the closing


def test_all_or_none_enters_nobody_when_somebody_cannot(cast, alice):
    crew, [_, away] = crew_of(cast, 2)
    enter(alice, away, "rtt", "2026-08-14", "2026-08-14")
    collective = apply(alice, prepare(alice, crew=crew), all_or_none=True)
    assert (collective.state, collective.absences.count()) == (CollectiveState.FAILED, 0)
    assert LineOutcome.REFUSED in outcomes(collective)
    assert apply(alice, collective).state == CollectiveState.DONE


def test_a_job_killed_midway_goes_on_and_enters_nobody_twice(cast, alice, monkeypatch):
    monkeypatch.setattr(services, "UNIT", 5)
    crew, people = crew_of(cast, 17)
    collective = prepare(alice, crew=crew)
    services.request_application(access=alice, collective=collective, all_or_none=False)
    entering, seen = services.enter_absence, []

    def killed(**given):
        seen.append(given)
        if len(seen) == 12:
            raise KeyboardInterrupt
        return entering(**given)

    monkeypatch.setattr(services, "enter_absence", killed)
    with pytest.raises(KeyboardInterrupt):
        services.apply_collective(collective.pk, alice.user.pk)
    assert Absence.objects.filter(collective=collective).count() == 10
    monkeypatch.setattr(services, "enter_absence", entering)
    services.apply_collective(collective.pk, alice.user.pk)
    services.apply_collective(collective.pk, alice.user.pk)
    assert Absence.objects.filter(collective=collective).count() == len(people)
    assert AuditEvent.objects.filter(action="absences.collective_applied").count() == 1


def test_a_right_lost_meanwhile_enters_nobody(cast, alice):
    crew, _ = crew_of(cast, 1)
    collective = prepare(alice, crew=crew)
    services.request_application(access=alice, collective=collective, all_or_none=False)
    cast.acme.membership.delete()
    services.apply_collective(collective.pk, alice.user.pk)
    collective.refresh_from_db()
    assert (collective.state, collective.absences.count()) == (CollectiveState.FAILED, 0)
    assert "n’a plus le droit" in collective.message


def test_undone_what_was_declared_or_changed_stays(cast, alice):
    crew, [plain, declared, changed] = crew_of(cast, 3)
    collective = apply(alice, prepare(alice, crew=crew))
    declare_leave(access=alice, absences=[collective.absences.get(employee=declared)])
    enter(alice, changed, "sickness", "2026-08-12", "2026-08-12")
    services.request_undo(access=alice, collective=collective)
    services.undo_collective(collective.pk, alice.user.pk)
    collective.refresh_from_db()
    assert collective.state == CollectiveState.UNDONE
    assert outcomes(collective) == [LineOutcome.KEPT, LineOutcome.KEPT, LineOutcome.UNDONE]
    assert collective.absences.get(employee=plain).state == AbsenceState.CANCELLED
    assert collective.absences.get(employee=declared).state == AbsenceState.DECLARED


def test_asked_for_twice_it_is_done_once(cast, alice):
    crew, _ = crew_of(cast, 2)
    collective = prepare(alice, crew=crew)
    services.request_application(access=alice, collective=collective, all_or_none=False)
    with pytest.raises(services.CollectiveMoved):
        services.request_application(access=alice, collective=collective, all_or_none=False)


def test_whoever_only_reads_prepares_nothing_and_motives_are_kept(cast):
    with pytest.raises(PermissionDenied):
        prepare(access_of(cast, "bruno"))
    with pytest.raises(PermissionDenied):
        prepare(access_of(cast, "chloe"), key="short_time")


def test_drafts_that_nobody_went_on_with_are_forgotten(cast, alice):
    crew, _ = crew_of(cast, 1)
    old, done = prepare(alice, crew=crew), apply(alice, prepare(alice, crew=crew))
    both = CollectiveAbsence.objects.filter(pk__in=[old.pk, done.pk])
    both.update(created_at=timezone.now() - timedelta(days=31))
    assert purge_drafts() == 1
    assert list(both) == [done]
    assert not CollectiveLine.objects.filter(collective_id=old.pk).exists()


def test_one_entered_then_cancelled_by_hand_is_undone_already(cast, alice):
    crew, [person] = crew_of(cast, 1)
    collective = apply(alice, prepare(alice, crew=crew))
    [absence] = collective.absences.filter(employee=person)
    cancel_absence(access=alice, absence=absence, version=absence.version)
    services.request_undo(access=alice, collective=collective)
    services.undo_collective(collective.pk, alice.user.pk)
    assert outcomes(collective) == [LineOutcome.UNDONE]


def test_stopped_midway_it_goes_on_or_is_undone_and_is_never_forgotten(cast, alice, monkeypatch):
    monkeypatch.setattr(services, "UNIT", 2)
    crew, _ = crew_of(cast, 4)
    collective = prepare(alice, crew=crew)
    services.request_application(access=alice, collective=collective, all_or_none=False)
    entering, seen = services.enter_absence, []

    def broken(**given):
        seen.append(given)
        if len(seen) == 3:
            raise RuntimeError
        return entering(**given)

    monkeypatch.setattr(services, "enter_absence", broken)
    with pytest.raises(RuntimeError):
        services.apply_collective(collective.pk, alice.user.pk)
    services.give_up(collective.pk)
    collective.refresh_from_db()
    assert (collective.state, collective.absences.count()) == (CollectiveState.FAILED, 2)
    CollectiveAbsence.objects.filter(pk=collective.pk).update(created_at=timezone.now() - timedelta(days=31))
    assert purge_drafts() == 0
    with pytest.raises(services.CollectiveMoved):
        services.discard_collective(access=alice, collective=collective)
    assert apply(alice, collective).absences.count() == 4
    services.request_undo(access=alice, collective=collective)
    services.undo_collective(collective.pk, alice.user.pk)
    assert outcomes(collective) == [LineOutcome.UNDONE] * 4


def test_whoever_acts_for_a_site_means_its_people_only(cast, alice):
    here, there = worker(cast, establishment=cast.acme.site), worker(cast)
    at_site = authority.resolve(cast.alice, cast.acme.site.public_id)
    collective = prepare(at_site, key="rtt")
    assert collective.establishment == cast.acme.site
    meant = {contract.employee_id for contract in contracts_meant(at_site, collective)}
    assert here.pk in meant
    assert there.pk not in meant
    crew, _ = crew_of(cast, 1)
    with pytest.raises(PermissionDenied):
        prepare(at_site, key="rtt", crew=crew)
    with pytest.raises(PermissionDenied):
        prepare(alice, establishment=cast.rival.site)


def test_what_no_one_could_have_is_refused_before_the_preview(cast, alice):
    with pytest.raises(AbsenceRefused, match="lointaine"):
        prepare(alice, key="rtt", days=("2036-08-10", "2036-08-14"))


def test_a_reason_that_everybody_reads_tells_no_motive(cast, alice):
    crew, [sick, _] = crew_of(cast, 2)
    enter(alice, sick, "sickness", "2026-08-12", "2026-08-12")
    collective = apply(alice, prepare(alice, key="rtt", crew=crew))
    reason = collective.lines.get(employee=sick).reason
    assert reason == "Déjà absent le 12 août 2026 (Absence)"


def test_the_crew_deleted_it_is_for_nobody(cast, alice):
    crew, _ = crew_of(cast, 2)
    collective = prepare(alice, crew=crew)
    crew.employments.update(crew=None)
    crew.delete()
    collective.refresh_from_db()
    assert not contracts_meant(alice, collective).exists()
    assert apply(alice, collective).absences.count() == 0


def test_whoever_lacks_the_motive_touches_nothing_of_it(cast, alice):
    crew, [person] = crew_of(cast, 1)
    collective, chloe = prepare(alice, key="short_time", crew=crew), access_of(cast, "chloe")
    for act in (
        lambda: services.leave_out(access=chloe, collective=collective, employee=person, is_out=True),
        lambda: services.request_application(access=chloe, collective=collective, all_or_none=False),
        lambda: services.discard_collective(access=chloe, collective=collective),
    ):
        with pytest.raises(PermissionDenied):
            act()
    apply(alice, collective)
    with pytest.raises(PermissionDenied):
        services.request_undo(access=chloe, collective=collective)
    assert AuditEvent.objects.get(action="absences.collective_applied").target == "absence collective"


def test_a_second_worker_ends_nothing_that_is_being_undone(cast, alice):
    crew, _ = crew_of(cast, 1)
    collective = apply(alice, prepare(alice, crew=crew))
    services.request_undo(access=alice, collective=collective)
    services.apply_collective(collective.pk, alice.user.pk)
    collective.refresh_from_db()
    assert collective.state == CollectiveState.UNDOING
