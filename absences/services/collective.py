"""Absences of many people: prepared, seen, then entered by a job, fifty at a time, and undone while undeclared.

A job that was killed goes on with whoever still waits: nobody is entered twice. The right of whoever asked is judged
again by the job, and each person by the rules of one absence (`services.entering`).
"""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from absences.collective.counts import as_kept, counts_in
from absences.collective.preview import Judged, contracts_meant, judge
from absences.collective.queries import contracts_of
from absences.enums import AbsenceState, CollectiveState, EventKind, LineOutcome
from absences.models import Absence, CollectiveAbsence, CollectiveLine
from absences.motives import may_use
from absences.policies import can_enter_absences
from absences.services.entering import check_kind_and_days, enter_absence
from absences.services.history import note
from absences.services.refusals import AbsenceRefused, AlreadyAbsent, NothingLeft
from absences.services.settling import settle
from absences.values import AbsenceValues, CollectiveValues
from accounts.models import User
from core import audit, queue
from core.access import Access
from core.french import counted
from delegations import authority
from employees.models import Employee
from employees.services.movements import author_of

APPLY, UNDO = "absences.jobs.apply_collective", "absences.jobs.undo_collective"
UNIT = 50
# What each end ends.
_BEFORE = {CollectiveState.DONE: CollectiveState.RUNNING, CollectiveState.UNDONE: CollectiveState.UNDOING}
_NOT_ALLOWED = "La personne qui l’a demandée n’a plus le droit de mettre à jour le planning."
_NOT_ALL = "Certaines personnes ne le peuvent pas : personne de plus n’a été saisi."
_BROKEN = "Une panne a arrêté la saisie : recommencez, ceux qui sont déjà saisis ne le seront pas deux fois."
_UNDO_BROKEN = "Une panne a arrêté l’annulation : recommencez pour ceux qui restent."
_GONE = "Déjà annulée."
_TAKEN = "Ces jours viennent d’être pris par une autre absence."
# What was entered for somebody, whatever became of it.
HAPPENED = (LineOutcome.ENTERED, LineOutcome.KEPT, LineOutcome.UNDONE)
_CHANGED = "Déclarée ou changée depuis : elle reste."

audit.declare(
    {
        "absences.collective_applied": "Absence collective saisie",
        "absences.collective_undone": "Absence collective annulée",
    }
)


class CollectiveMoved(Exception):
    """It is no longer where the page showed it: already asked for, done, or undone."""


class TooManyAtOnce(Exception):
    """For all or for nobody, they would all be held too long. `str()` says what to do."""

    def __init__(self) -> None:
        super().__init__(
            f"Au-delà de {counted(settings.COLLECTIVE_AT_ONCE_MAX, 'salarié')}, « Seulement si tous le peuvent » n’est "
            "pas possible : préparez-en une par site ou par équipe, ou saisissez pour ceux qui le peuvent."
        )


def prepare_collective(*, access: Access, values: CollectiveValues) -> CollectiveAbsence:
    """Nothing is entered yet; whoever acts for one site means its people. Raises AbsenceRefused, PermissionDenied."""
    if not can_enter_absences(access) or not may_use(access, values.kind) or not values.kind.is_offered:
        raise PermissionDenied
    if not _is_within(access, values):
        raise PermissionDenied
    check_kind_and_days(access, AbsenceValues(values.kind, values.stretch))
    stretch = values.stretch
    collective = CollectiveAbsence(
        adherent_id=access.tiers.adherent_id,
        title=values.title,
        kind=values.kind,
        starts_on=stretch.starts_on,
        ends_on=stretch.ends_on,
        starts_at_noon=stretch.starts_at_noon,
        ends_at_noon=stretch.ends_at_noon,
        establishment_id=access.tiers.establishment_id or getattr(values.establishment, "pk", None),
        crew=values.crew,
        is_for_crew=values.crew is not None,
        category=values.category,
        is_closing=values.is_closing,
        acted_for=access.tiers.ref,
        created_by=access.user,
        created_by_label=author_of(access),
    )
    _count(access, collective)
    return collective


@transaction.atomic
def count_again(*, access: Access, collective: CollectiveAbsence) -> None:
    """What it would do, as things are now. Raises CollectiveMoved, PermissionDenied."""
    _count(access, _locked(access, collective, (CollectiveState.DRAFT, CollectiveState.FAILED)))


@transaction.atomic
def leave_out(*, access: Access, collective: CollectiveAbsence, employee: Employee, is_out: bool) -> None:
    """Set somebody apart, or take them back. Raises CollectiveMoved, PermissionDenied."""
    locked = _locked(access, collective, (CollectiveState.DRAFT,))
    if employee.adherent_id != locked.adherent_id:
        raise PermissionDenied
    others = [pk for pk in locked.left_out if pk != employee.pk]
    locked.left_out = [*others, employee.pk] if is_out else others
    locked.save(update_fields=["left_out"])


@transaction.atomic
def discard_collective(*, access: Access, collective: CollectiveAbsence) -> None:
    """Never one of which something was entered. Raises CollectiveMoved, PermissionDenied."""
    locked = _locked(access, collective, (CollectiveState.DRAFT, CollectiveState.FAILED))
    if locked.lines.filter(outcome__in=HAPPENED).exists():
        raise CollectiveMoved
    locked.delete()


@transaction.atomic
def request_application(*, access: Access, collective: CollectiveAbsence, all_or_none: bool) -> None:
    """Have a job enter it, once however often asked for. Raises CollectiveMoved, TooManyAtOnce, PermissionDenied."""
    locked = _locked(access, collective, (CollectiveState.DRAFT, CollectiveState.FAILED))
    if not may_use(access, locked.kind):
        raise PermissionDenied
    locked.lines.exclude(outcome__in=HAPPENED).delete()
    passed = {*locked.left_out, *locked.lines.values_list("employee_id", flat=True)}
    # Those that the page showed: whoever was hired since is counted first.
    shown = contracts_of(access, locked, counts_in(locked).everybody)
    meant = [one for one in shown.values_list("employee_id", flat=True) if one not in passed]
    if all_or_none and len(meant) > settings.COLLECTIVE_AT_ONCE_MAX:
        raise TooManyAtOnce
    CollectiveLine.objects.bulk_create(
        CollectiveLine(adherent_id=locked.adherent_id, collective=locked, employee_id=employee_id)
        for employee_id in meant
    )
    locked.state, locked.all_or_none, locked.message = CollectiveState.QUEUED, all_or_none, ""
    locked.acted_for = access.tiers.ref
    locked.save(update_fields=["state", "all_or_none", "message", "acted_for"])
    queue.defer(APPLY, collective_id=locked.pk, user_id=access.user.pk)


@transaction.atomic
def request_undo(*, access: Access, collective: CollectiveAbsence) -> None:
    """Have a job cancel what was entered and is still as it was. Raises CollectiveMoved, PermissionDenied."""
    locked = _locked(access, collective, (CollectiveState.DONE, CollectiveState.FAILED))
    if not locked.lines.filter(outcome=LineOutcome.ENTERED).exists():
        raise CollectiveMoved
    locked.state, locked.message, locked.acted_for = CollectiveState.UNDOING, "", access.tiers.ref
    locked.save(update_fields=["state", "message", "acted_for"])
    queue.defer(UNDO, collective_id=locked.pk, user_id=access.user.pk)


def apply_collective(collective_id: int, user_id: int) -> None:
    """Safe to run twice, after a kill, or from two workers at once."""
    waiting = CollectiveAbsence.objects.filter(pk=collective_id)
    if not waiting.filter(state__in=(CollectiveState.QUEUED, CollectiveState.RUNNING)).update(
        state=CollectiveState.RUNNING
    ):
        return
    try:
        access = _access_of(collective_id, user_id)
    except PermissionDenied:
        _fail(collective_id, _NOT_ALLOWED)
        return
    done = _all_or_none if waiting.get().all_or_none else _by_units
    if done(access, collective_id):
        _finish(access, collective_id, CollectiveState.DONE, "absences.collective_applied", LineOutcome.ENTERED)
    else:
        _fail(collective_id, _NOT_ALL)


def undo_collective(collective_id: int, user_id: int) -> None:
    """Safe to run twice, after a kill, or from two workers at once."""
    if not CollectiveAbsence.objects.filter(pk=collective_id, state=CollectiveState.UNDOING).exists():
        return
    try:
        access = _access_of(collective_id, user_id)
    except PermissionDenied:
        CollectiveAbsence.objects.filter(pk=collective_id).update(state=CollectiveState.DONE, message=_NOT_ALLOWED)
        return
    while _unit(collective_id, LineOutcome.ENTERED, lambda lines: _undo_lines(access, collective_id, lines)):
        pass
    _finish(access, collective_id, CollectiveState.UNDONE, "absences.collective_undone", LineOutcome.UNDONE)


def give_up(collective_id: int) -> None:
    """After the last try of the job."""
    _fail(collective_id, _BROKEN)


def give_up_undoing(collective_id: int) -> None:
    """After the last try of the job: what is left may be asked for again."""
    undoing = CollectiveAbsence.objects.filter(pk=collective_id, state=CollectiveState.UNDOING)
    undoing.update(state=CollectiveState.DONE, message=_UNDO_BROKEN)


def _count(access: Access, collective: CollectiveAbsence) -> None:
    judged = judge(access, collective, list(contracts_meant(access, collective)), with_motives=False)
    collective.counts, collective.counted_at = as_kept(judged), timezone.now()
    collective.save()


def _is_within(access: Access, values: CollectiveValues) -> bool:
    """The site and the crew chosen are of those that one acts for."""
    site, crew = values.establishment, values.crew
    places = [place for place in (site, crew.establishment if crew is not None else None) if place is not None]
    own = access.tiers.establishment_id
    return all(place.adherent_id == access.tiers.adherent_id and own in (None, place.pk) for place in places)


def _locked(access: Access, collective: CollectiveAbsence, states: Sequence[CollectiveState]) -> CollectiveAbsence:
    if not can_enter_absences(access):
        raise PermissionDenied
    rows = CollectiveAbsence.objects.for_access(access).select_related("kind").select_for_update(of=("self",))
    locked: CollectiveAbsence | None = rows.filter(pk=collective.pk).first()
    if locked is not None and not may_use(access, locked.kind):
        raise PermissionDenied
    if locked is None or locked.state not in states:
        raise CollectiveMoved
    return locked


def _access_of(collective_id: int, user_id: int) -> Access:
    """What the person who asked may do now. Raises PermissionDenied."""
    collective = CollectiveAbsence.objects.select_related("kind").get(pk=collective_id)
    user = User.objects.filter(pk=user_id).first()
    access = authority.resolve(user, collective.acted_for) if user is not None else None
    if access is None or access.tiers.adherent_id != collective.adherent_id or not may_use(access, collective.kind):
        raise PermissionDenied
    return access


def _by_units(access: Access, collective_id: int) -> bool:
    while _unit(collective_id, LineOutcome.WAITING, lambda lines: _enter_lines(access, collective_id, lines)):
        pass
    return True


@transaction.atomic
def _unit(collective_id: int, outcome: LineOutcome, act: Callable[[list[CollectiveLine]], object]) -> bool:
    """The next people with that outcome; False when there are none left."""
    CollectiveAbsence.objects.select_for_update().get(pk=collective_id)
    lines = list(CollectiveLine.objects.filter(collective_id=collective_id, outcome=outcome).order_by("pk")[:UNIT])
    if lines:
        act(lines)
    return bool(lines)


@transaction.atomic
def _all_or_none(access: Access, collective_id: int) -> bool:
    """False, and nothing is entered, when somebody cannot: first known by reading, which holds nobody."""
    CollectiveAbsence.objects.select_for_update().get(pk=collective_id)
    waiting = CollectiveLine.objects.filter(collective_id=collective_id, outcome=LineOutcome.WAITING)
    refused = _refused_already(access, collective_id, list(waiting))
    if not refused:
        point = transaction.savepoint()
        refused = _enter_lines(access, collective_id, list(waiting))
        if not refused:
            transaction.savepoint_commit(point)
            return True
        transaction.savepoint_rollback(point)
    _count(access, CollectiveAbsence.objects.select_related("kind").get(pk=collective_id))
    for line in refused:
        CollectiveLine.objects.filter(pk=line.pk).update(outcome=LineOutcome.REFUSED, reason=line.reason)
    return False


def _refused_already(access: Access, collective_id: int, lines: list[CollectiveLine]) -> list[CollectiveLine]:
    """Those who cannot, with why."""
    judged = _judged(access, CollectiveAbsence.objects.select_related("kind").get(pk=collective_id), lines)
    for line in lines:
        line.reason = _why_not(judged.get(line.employee_id))
    return [line for line in lines if line.reason]


def _enter_lines(access: Access, collective_id: int, lines: list[CollectiveLine]) -> list[CollectiveLine]:
    """Each by the rules of one absence; those who cannot are returned."""
    collective = CollectiveAbsence.objects.select_related("kind").get(pk=collective_id)
    judged = _judged(access, collective, lines)
    people = _held([line.employee_id for line in lines])
    for line in lines:
        line.outcome, line.reason = LineOutcome.REFUSED, _why_not(judged.get(line.employee_id))
        if not line.reason:
            _enter(access, collective, people[line.employee_id], line)
    CollectiveLine.objects.bulk_update(lines, ["outcome", "reason"])
    return [line for line in lines if line.outcome == LineOutcome.REFUSED]


def _held(keys: list[int]) -> dict[int, Employee]:
    """The people, held in one order for everybody who holds several."""
    rows = Employee.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    return {person.pk: person for person in rows}


def _judged(access: Access, collective: CollectiveAbsence, lines: list[CollectiveLine]) -> dict[int, Judged]:
    meant = contracts_meant(access, collective).filter(employee_id__in=[line.employee_id for line in lines])
    return {one.employee_id: one for one in judge(access, collective, meant, with_motives=False)}


def _why_not(judged: Judged | None) -> str:
    return "N’est plus de ceux que vous aviez choisis" if judged is None else judged.problem


def _enter(access: Access, collective: CollectiveAbsence, person: Employee, line: CollectiveLine) -> None:
    values = AbsenceValues(collective.kind, collective.stretch, collective.title)
    try:
        enter_absence(access=access, employee=person, values=values, collective=collective)
    except AbsenceRefused as refused:
        # What took their days since they were judged is said as whoever asked may read it: others read the line.
        is_told = not isinstance(refused, AlreadyAbsent | NothingLeft)
        line.reason = str(refused)[:300] if is_told else _TAKEN
    else:
        line.outcome = LineOutcome.ENTERED


def _undo_lines(access: Access, collective_id: int, lines: list[CollectiveLine]) -> None:
    people = [line.employee_id for line in lines]
    _held(people)
    rows = Absence.objects.filter(collective_id=collective_id, employee_id__in=people).live()
    kept, undone = set[int](), set[int]()
    for absence in rows.select_related("kind", "employee__adherent"):
        if absence.version == 1 and absence.state == AbsenceState.ENTERED:
            absence.version += 1
            settle(absence, is_cancelled=True)
            note(absence, EventKind.CANCELLED, access=access, in_journal=False)
            undone.add(absence.employee_id)
        else:
            kept.add(absence.employee_id)
    for line in lines:
        line.outcome = LineOutcome.KEPT if line.employee_id in kept else LineOutcome.UNDONE
        line.reason = _CHANGED if line.employee_id in kept else "" if line.employee_id in undone else _GONE
    CollectiveLine.objects.bulk_update(lines, ["outcome", "reason"])


@transaction.atomic
def _finish(access: Access, collective_id: int, state: CollectiveState, action: str, outcome: LineOutcome) -> None:
    collective = CollectiveAbsence.objects.select_for_update().get(pk=collective_id)
    if collective.state != _BEFORE[state]:
        return
    collective.state, collective.finished_at = state, timezone.now()
    collective.save(update_fields=["state", "finished_at"])
    number = collective.lines.filter(outcome=outcome, reason="").count()
    audit.record(
        action, access=access, target=_target(collective), changes={"days": collective.stretch.label, "count": number}
    )


def _target(collective: CollectiveAbsence) -> str:
    """The journal is read by people who may not know motives, of which a title may tell."""
    return "absence collective" if collective.kind.is_sensitive else collective.title


def _fail(collective_id: int, message: str) -> None:
    running = (CollectiveState.QUEUED, CollectiveState.RUNNING)
    failed = CollectiveAbsence.objects.filter(pk=collective_id, state__in=running)
    failed.update(state=CollectiveState.FAILED, message=message, finished_at=timezone.now())
