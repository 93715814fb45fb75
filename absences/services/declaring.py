"""Leave declared to the caisse: sent, changed, cancelled by the company; taken into account, refused, paid by it.

What was declared and when is never rewritten: each time is a row. One transaction; the person's row is held.
"""

import secrets
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from absences.counting import count
from absences.enums import AbsenceState, DeclarationKind, DeclarationState, EventKind, Unit
from absences.models import Absence, LeaveDeclaration
from absences.policies import can_declare_leave, can_treat_leave
from absences.services.history import note
from absences.services.settling import last_heard, settle
from core.access import Access
from core.references import ALPHABET
from employees.leave.schedules import schedules_of
from employees.models import Employee
from employees.services.movements import author_of

_REFERENCE_LENGTH = 8


class TreatmentRefused(Exception):
    """The declaration cannot be treated so; `str()` says why, in words."""


def declare_leave(*, access: Access, absences: Collection[Absence]) -> list[LeaveDeclaration]:
    """Tell the caisse what it does not know of these leaves; those of which nothing is left to tell are passed over, so
    that sending twice makes one row. Raises PermissionDenied.
    """
    with transaction.atomic():
        locked = _locked(access, absences)
        return [_declare(access, absence) for absence in locked if can_declare_leave(access, absence)]


def withdraw_declaration(*, access: Access, declaration: LeaveDeclaration) -> None:
    """Take back what the caisse has not treated: it is to be declared again. Raises TreatmentRefused,
    PermissionDenied.
    """
    with transaction.atomic():
        absence = next(iter(_locked(access, [declaration.absence])), None)
        locked = _waiting(declaration)
        if absence is None:
            raise PermissionDenied
        _treat(locked, DeclarationState.WITHDRAWN, by=None)
        settle(absence)
        note(absence, EventKind.WITHDRAWN, access=access)


def take_into_account(*, declaration: LeaveDeclaration, by: Any, version: int) -> None:
    """The caisse will pay the leave so. Raises TreatmentRefused, PermissionDenied."""
    _decide(declaration, DeclarationState.TAKEN_INTO_ACCOUNT, EventKind.TAKEN_INTO_ACCOUNT, by=by, version=version)


def refuse_leave(*, declaration: LeaveDeclaration, by: Any, version: int, reason: str) -> None:
    """Raises TreatmentRefused, PermissionDenied."""
    _decide(declaration, DeclarationState.REFUSED, EventKind.REFUSED, by=by, version=version, reason=reason)


def record_payment(*, declaration: LeaveDeclaration, paid_on: date, by: Any = None) -> None:
    """From the caisse's information system. Raises TreatmentRefused unless the leave was taken into account."""
    with transaction.atomic():
        absence, locked = _held(declaration)
        if locked.state != DeclarationState.TAKEN_INTO_ACCOUNT or locked.kind == DeclarationKind.CANCELLATION:
            raise TreatmentRefused("Seul un congé pris en compte se paie.")
        locked.paid_on = paid_on
        locked.save(update_fields=["paid_on"])
        settle(absence)
        note(absence, EventKind.PAID, by=by)


def _declare(access: Access, absence: Absence) -> LeaveDeclaration:
    said = list(absence.declarations.order_by("-sent_at", "-pk"))
    for waiting in said:
        if waiting.is_waiting:
            waiting.state, waiting.version = DeclarationState.REPLACED, waiting.version + 1
            waiting.save(update_fields=["state", "version"])
    heard = last_heard(said)
    declaration = LeaveDeclaration(
        adherent_id=absence.adherent_id,
        absence=absence,
        kind=_kind_of(absence, heard),
        reference=_new_reference(),
        days=days_of(absence),
        sent_by=access.user,
        sent_by_label=author_of(access),
    )
    stretch = absence.stretch
    declaration.starts_on, declaration.ends_on = stretch.starts_on, stretch.ends_on
    declaration.starts_at_noon, declaration.ends_at_noon = stretch.starts_at_noon, stretch.ends_at_noon
    declaration.sent = _sent_of(declaration, heard)
    declaration.save()
    settle(absence)
    note(absence, EventKind.DECLARED, access=access)
    return declaration


def _kind_of(absence: Absence, heard: LeaveDeclaration | None) -> DeclarationKind:
    if absence.state == AbsenceState.CANCELLED:
        return DeclarationKind.CANCELLATION
    return DeclarationKind.LEAVE if heard is None else DeclarationKind.CHANGE


def _sent_of(declaration: LeaveDeclaration, heard: LeaveDeclaration | None) -> dict[str, str]:
    """What a receipt prints."""
    absence = declaration.absence
    return {
        "person": absence.employee.full_name,
        "kind": absence.kind.name,
        "days": declaration.stretch.label,
        **({"before": heard.stretch.label} if heard is not None else {}),
    }


def days_of(absence: Absence) -> Decimal:
    """Jours ouvrables; nothing for somebody without a contract any more."""
    schedule = schedules_of(absence.adherent_id, [absence.employee_id]).get(absence.employee_id)
    if schedule is None:
        return Decimal(0)
    counted = count(absence.stretch, Unit.OUVRABLES, is_worked=schedule.is_worked, calendar=schedule.calendar)
    return counted.total


def _decide(
    declaration: LeaveDeclaration,
    state: DeclarationState,
    event: EventKind,
    *,
    by: Any,
    version: int,
    reason: str = "",
) -> None:
    with transaction.atomic():
        absence, locked = _held(declaration)
        if not can_treat_leave(by, locked):
            raise PermissionDenied
        if not locked.is_waiting or locked.version != version:
            raise TreatmentRefused("Cette déclaration a changé depuis votre lecture : relisez-la avant de décider.")
        locked.message = reason
        _treat(locked, state, by=by)
        settle(absence)
        note(absence, event, by=by, reason=reason)


def _treat(locked: LeaveDeclaration, state: DeclarationState, *, by: Any) -> None:
    locked.state, locked.treated_at, locked.treated_by = state, timezone.now(), by
    locked.version += 1
    locked.save()


def _waiting(declaration: LeaveDeclaration) -> LeaveDeclaration:
    locked = LeaveDeclaration.objects.select_for_update(of=("self",)).get(pk=declaration.pk)
    if not locked.is_waiting:
        raise TreatmentRefused("La caisse a déjà traité cette déclaration : elle ne se retire plus.")
    return locked


def _held(declaration: LeaveDeclaration) -> tuple[Absence, LeaveDeclaration]:
    """The absence and its declaration, after the row of the person."""
    Employee.objects.select_for_update(no_key=True).get(absences=declaration.absence_id)
    absences = Absence.objects.select_related("kind", "employee__adherent").select_for_update(of=("self",))
    absence = absences.get(pk=declaration.absence_id)
    rows = LeaveDeclaration.objects.select_related("adherent").select_for_update(of=("self",))
    locked = rows.get(pk=declaration.pk)
    locked.absence = absence
    return absence, locked


def _locked(access: Access, absences: Collection[Absence]) -> list[Absence]:
    """Held, their people first, in one order for everybody."""
    people = {absence.employee_id for absence in absences}
    list(Employee.objects.filter(pk__in=people).order_by("pk").select_for_update(no_key=True))
    rows = Absence.objects.for_access(access).filter(pk__in=[absence.pk for absence in absences])
    return list(rows.select_related("kind", "employee__adherent").select_for_update(of=("self",)).order_by("pk"))


def _new_reference() -> str:
    return f"C-{''.join(secrets.choice(ALPHABET) for _ in range(_REFERENCE_LENGTH)).upper()}"
