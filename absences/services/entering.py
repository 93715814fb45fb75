"""Absences entered, changed, cut in two, cancelled.

Sickness wins over leave, in whatever order they are entered: a stoppage over leave cuts it, leave over a stoppage goes
around it (L3141-19-1; `absences.placing`). Any other meeting is refused. One person at a time: the row of the person
is held.
"""

from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from absences.enums import AbsenceState, EventKind
from absences.models import Absence, CollectiveAbsence
from absences.motives import may_use, sees_motives, shown_kind
from absences.placing import Placement, placed
from absences.policies import can_change_absence, can_enter_absences
from absences.queries.contracts import as_stretches
from absences.queries.rules import leave_is_in_whole_days
from absences.services.history import changes_between, note, said_of
from absences.services.refusals import (
    AbsenceRefused,
    AlreadyAbsent,
    ChangedMeanwhile,
    CutOutside,
    KindDeclared,
    NothingLeft,
    OutOfContract,
)
from absences.services.settling import settle
from absences.stretches import Stretch
from absences.telling import last_heard, said_of_leave
from absences.values import AbsenceValues, Entered, GivenBack
from core.access import Access
from employees.models import Employee, Employment

_MIDDAY_REFUSED = "Votre caisse ne compte les congés payés qu’en jours entiers : choisissez des jours entiers."


def enter_absence(
    *, access: Access, employee: Employee, values: AbsenceValues, collective: CollectiveAbsence | None = None
) -> Entered:
    """`collective`: of many people, which the journal tells once. Raises AbsenceRefused, PermissionDenied."""
    with transaction.atomic():
        person = held_person(access, employee)
        _check(access, person, values)
        placement = _placed(access, person, values)
        _give_back(access, placement.cut)
        absences = [_create(access, person, values, piece) for piece in placement.pieces]
        for absence in absences:
            absence.collective = collective
            settle(absence)
            changes = changes_between({}, said_of(absence))
            note(absence, EventKind.ENTERED, access=access, changes=changes, in_journal=collective is None)
    return Entered(absences, placement.cut)


def change_absence(*, access: Access, absence: Absence, values: AbsenceValues, version: int) -> Entered:
    """`version`: that of the page read. Raises ChangedMeanwhile, AbsenceRefused, PermissionDenied."""
    with transaction.atomic():
        locked = _locked(access, absence, version)
        if last_heard(said_of_leave(locked)) is not None and not values.kind.is_paid_leave:
            raise KindDeclared
        _check(access, locked.employee, values, own=locked)
        placement = _placed(access, locked.employee, values, own=locked)
        before, (first, *rest) = said_of(locked), placement.pieces
        _give_back(access, placement.cut)
        locked.kind, locked.note, locked.stretch = values.kind, values.note, first
        _save_changed(locked)
        note(locked, EventKind.CHANGED, access=access, changes=changes_between(before, said_of(locked)))
        others = [_part_of(access, locked, piece) for piece in rest]
    return Entered([locked, *others], placement.cut)


def split_absence(*, access: Access, absence: Absence, on: date, version: int) -> Entered:
    """In two, the second one from that day. Raises ChangedMeanwhile, AbsenceRefused, PermissionDenied."""
    with transaction.atomic():
        locked = _locked(access, absence, version)
        parts = locked.stretch.cut_at(on)
        if parts is None:
            raise CutOutside
        before = said_of(locked)
        locked.stretch = parts[0]
        _save_changed(locked)
        note(locked, EventKind.SPLIT, access=access, changes=changes_between(before, said_of(locked)))
        second = _part_of(access, locked, parts[1])
    return Entered([locked, second])


def cancel_absence(*, access: Access, absence: Absence, version: int) -> Absence:
    """The row stays, and holds no day; of declared leave, the cancellation is to be declared. Raises ChangedMeanwhile,
    PermissionDenied.
    """
    with transaction.atomic():
        locked = _locked(access, absence, version)
        locked.version += 1
        settle(locked, is_cancelled=True)
        note(locked, EventKind.CANCELLED, access=access)
    return locked


def held_person(access: Access, employee: Employee) -> Employee:
    """The person, held to the end of the transaction."""
    if not can_enter_absences(access):
        raise PermissionDenied
    rows = Employee.objects.for_access(access).select_related("adherent").select_for_update(of=("self",), no_key=True)
    held: Employee | None = rows.filter(pk=employee.pk).first()
    if held is None:
        raise PermissionDenied
    return held


def _locked(access: Access, absence: Absence, version: int) -> Absence:
    """The absence and its person, held; the person first, as everywhere."""
    person = held_person(access, absence.employee)
    rows = Absence.objects.for_access(access).select_related("kind").select_for_update(of=("self",), no_key=True)
    locked: Absence | None = rows.filter(pk=absence.pk).first()
    if locked is None:
        raise PermissionDenied
    locked.employee = person
    if locked.version != version:
        raise ChangedMeanwhile(locked, _last_author(locked))
    if locked.state == AbsenceState.PAID:
        raise AbsenceRefused("Ce congé est payé : demandez à votre caisse de le modifier.")
    if not can_change_absence(access, locked):
        raise PermissionDenied
    return locked


def _last_author(absence: Absence) -> str:
    event = absence.events.first()
    return event.actor_label if event is not None else ""


def check_kind_and_days(access: Access, values: AbsenceValues) -> None:
    """What a kind allows, whoever it is for. Raises AbsenceRefused."""
    if values.kind.is_paid_leave and leave_is_in_whole_days(access.tiers.caisse_id, [values.stretch]):
        raise AbsenceRefused(_MIDDAY_REFUSED, field="ends_on")
    _check_dates(values.stretch)


def _check(access: Access, person: Employee, values: AbsenceValues, own: Absence | None = None) -> None:
    """What a kind allows, and the contract. A kind that is no longer offered stays that of its absences."""
    is_offered = values.kind.is_offered or (own is not None and own.kind_id == values.kind.pk)
    if not may_use(access, values.kind) or not is_offered:
        raise PermissionDenied
    if own is None or (own.kind_id, own.stretch) != (values.kind.pk, values.stretch):
        check_kind_and_days(access, values)
    missing = values.stretch.without(_contracts(access, person))
    if missing:
        raise OutOfContract(person.full_name, missing[0].label)


def _check_dates(stretch: Stretch) -> None:
    today = timezone.localdate()
    if stretch.starts_on < today - settings.ABSENCE_MAX_BACK:
        raise AbsenceRefused("Cette date est trop ancienne : vérifiez l’année.", field="starts_on")
    if stretch.ends_on > today + settings.ABSENCE_MAX_AHEAD:
        raise AbsenceRefused("Cette date est trop lointaine : vérifiez l’année.", field="ends_on")


def _contracts(access: Access, person: Employee) -> list[Stretch]:
    """The days of the contracts that the access acts for."""
    rows = Employment.objects.for_access(access).real().filter(employee=person)
    return as_stretches(rows.values_list("starts_on", "ends_on"))


def _placed(access: Access, person: Employee, values: AbsenceValues, own: Absence | None = None) -> Placement:
    """Raises AlreadyAbsent, NothingLeft."""
    met = Absence.objects.filter(adherent_id=person.adherent_id, employee=person).meeting(values.stretch)
    others = [one for one in met.select_related("kind", "employee__adherent") if own is None or one.pk != own.pk]
    stretches = [values.stretch, *(one.stretch for one in others)]
    placement = placed(values, others, in_whole_days=leave_is_in_whole_days(access.tiers.caisse_id, stretches))
    for one in placement.in_the_way:
        name = shown_kind(one.kind, with_motives=sees_motives(access)).name
        raise AlreadyAbsent(person.full_name, name, one.stretch.label)
    if not placement.pieces:
        raise NothingLeft(with_motives=sees_motives(access))
    return placement


def _create(access: Access, person: Employee, values: AbsenceValues, piece: Stretch) -> Absence:
    absence = Absence(adherent_id=person.adherent_id, employee=person, kind=values.kind, note=values.note)
    absence.stretch, absence.created_by_label = piece, str(access.user)[:200]
    absence.save()
    return absence


def _give_back(access: Access, cut: list[GivenBack]) -> None:
    """Cut these leaves around a stoppage; each keeps its first part, or is cancelled when nothing is left of it."""
    for given in cut:
        leave, parts = given.absence, given.parts
        before = said_of(leave)
        if parts:
            leave.stretch = parts[0]
        leave.version += 1
        settle(leave, is_cancelled=not parts)
        note(leave, EventKind.GIVEN_BACK, access=access, changes=changes_between(before, said_of(leave)))
        for part in parts[1:]:
            _part_of(access, leave, part)


def _part_of(access: Access, absence: Absence, piece: Stretch) -> Absence:
    values = AbsenceValues(absence.kind, piece, absence.note)
    part = _create(access, absence.employee, values, piece)
    part.split_from = absence
    settle(part)
    note(part, EventKind.ENTERED, access=access, changes=changes_between({}, said_of(part)))
    return part


def _save_changed(absence: Absence) -> None:
    absence.version += 1
    settle(absence)
