"""Absences on days that no contract holds any more: after a sortie, a hire corrected or cancelled.

Nothing is deleted by itself: the contract says what is to be resolved, the employer resolves it. When a contract holds
the days again, what was cancelled is proposed to be put back. What the caisse knew of a leave is to be declared again.
"""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from absences.enums import AbsenceState, AfterDeparture, EventKind
from absences.models import Absence
from absences.motives import may_use, sees_motives, shown_kind
from absences.queries.contracts import contracts_of_person
from absences.services.entering import split_absence
from absences.services.history import changes_between, note, said_of
from absences.services.refusals import AbsenceRefused, AlreadyAbsent, ChangedMeanwhile
from absences.services.settling import settle, standing_after
from absences.stretches import Stretch
from core.access import Access
from employees.models import Employee, Employment

_PAID = "Ce congé est payé : demandez à votre caisse de le modifier."


def follow_contract(*, employment: Employment, **_: Any) -> None:
    """The days of a contract changed: mark the absences of the person, in the caller's transaction."""
    _hold(employment.employee_id)
    contracts = contracts_of_person(employment.employee_id)
    rows = Absence.objects.filter(adherent_id=employment.adherent_id, employee_id=employment.employee_id)
    changed = []
    for absence in rows:
        mark = standing_after(absence, contracts)
        if mark != absence.after_departure:
            absence.after_departure = mark
            changed.append(absence)
    Absence.objects.bulk_update(changed, ["after_departure"])


def resolve_absence(*, access: Access, absence: Absence, version: int) -> None:
    """Cancel the days that no contract holds any more, all of them or those of its end. Raises ChangedMeanwhile,
    AbsenceRefused, PermissionDenied.
    """
    with transaction.atomic():
        locked, contracts = _locked(access, absence, version, AfterDeparture.TO_RESOLVE)
        if locked.state == AbsenceState.PAID:
            raise AbsenceRefused(_PAID)
        outside = locked.stretch.without(contracts)
        gone = _alone(access, locked, outside[0]) if outside else None
        if gone is not None:
            gone.after_departure = AfterDeparture.RESOLVED
            gone.version += 1
            settle(gone, is_cancelled=True)
            note(gone, EventKind.RESOLVED, access=access)


def put_back(*, access: Access, absence: Absence, version: int) -> Absence:
    """What was cancelled for a departure holds its days again, as a part of the absence that it was cut from where that
    one still ends at it. Raises AlreadyAbsent, ChangedMeanwhile, PermissionDenied.
    """
    with transaction.atomic():
        locked, contracts = _locked(access, absence, version, AfterDeparture.TO_PUT_BACK)
        piece = locked.stretch.without(locked.stretch.without(contracts))[0]
        _check_free(access, locked, piece)
        locked.after_departure = ""
        locked.version += 1
        whole = _cut_from(locked, piece)
        if whole is None:
            locked.stretch = piece
            settle(locked, is_cancelled=False)
            note(locked, EventKind.PUT_BACK, access=access)
            return locked
        locked.save(update_fields=["after_departure", "version"])
        before = said_of(whole)
        whole.stretch = Stretch.of_halves(whole.stretch.first_half, piece.end_half)
        whole.version += 1
        settle(whole)
        note(whole, EventKind.PUT_BACK, access=access, changes=changes_between(before, said_of(whole)))
    return whole


def leave_as_it_is(*, access: Access, absence: Absence, version: int) -> None:
    """A cancelled one stays so; one that the caisse has paid is for the company and the caisse to settle. Raises
    ChangedMeanwhile, AbsenceRefused, PermissionDenied.
    """
    with transaction.atomic():
        locked, _ = _locked(access, absence, version)
        if locked.is_live and locked.state != AbsenceState.PAID:
            raise AbsenceRefused("Cette absence est après la sortie du salarié : elle ne peut pas rester ainsi.")
        locked.after_departure = ""
        locked.version += 1
        locked.save(update_fields=["after_departure", "version"])
        note(locked, EventKind.RESOLVED, access=access)


def _hold(employee_id: int) -> None:
    """The row of the person, to the end of the transaction."""
    Employee.objects.select_for_update(no_key=True).filter(pk=employee_id).values_list("pk").first()


def _locked(
    access: Access, absence: Absence, version: int, mark: AfterDeparture | None = None
) -> tuple[Absence, list[Stretch]]:
    """The absence, after its person, and the contracts of that one; `mark`: what it must wait for, None for any."""
    _hold(absence.employee_id)
    rows = Absence.objects.for_access(access).select_related("kind", "employee__adherent")
    locked = rows.select_for_update(of=("self",), no_key=True).filter(pk=absence.pk).first()
    if locked is None or not may_use(access, locked.kind):
        raise PermissionDenied
    if locked.version != version or not locked.after_departure or mark not in {None, locked.after_departure}:
        event = locked.events.first()
        raise ChangedMeanwhile(locked, event.actor_label if event is not None else "")
    return locked, contracts_of_person(locked.employee_id)


def _alone(access: Access, absence: Absence, gone: Stretch) -> Absence:
    """The absence of these days only: what is before and after them is parted from it."""
    whole = absence.stretch
    if gone.first_half > whole.first_half:
        _, absence = split_absence(access=access, absence=absence, on=gone.starts_on, version=absence.version).absences
    if gone.end_half < whole.end_half:
        after = gone.ends_on + timedelta(days=1)
        absence, _ = split_absence(access=access, absence=absence, on=after, version=absence.version).absences
    return absence


def _check_free(access: Access, absence: Absence, piece: Stretch) -> None:
    rows = Absence.objects.filter(adherent_id=absence.adherent_id, employee_id=absence.employee_id)
    met = rows.meeting(piece).select_related("kind").first()
    if met is not None:
        kind = shown_kind(met.kind, with_motives=sees_motives(access))
        raise AlreadyAbsent(absence.employee.full_name, kind.name, met.stretch.label)


def _cut_from(absence: Absence, piece: Stretch) -> Absence | None:
    """The absence that this one was the end of, if it is still so."""
    if absence.split_from_id is None:
        return None
    rows = Absence.objects.live().select_related("kind", "employee__adherent").exclude(state=AbsenceState.PAID)
    whole: Absence | None = rows.filter(pk=absence.split_from_id, kind_id=absence.kind_id).first()
    return whole if whole is not None and whole.stretch.end_half == piece.first_half else None
