"""Leave declared to the caisse: sent, changed, cancelled by the company; taken into account, refused, paid by it.

What was declared and when is never rewritten: each time is a row. One transaction; the person's row is held.
"""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from absences import emails
from absences.enums import DeclarationKind, DeclarationState, EventKind
from absences.models import Absence, LeaveDeclaration
from absences.policies import can_declare_leave, can_enter_absences, can_treat_leave, can_withdraw_declaration
from absences.queries.leave_days import leave_days
from absences.services.history import note
from absences.services.settling import settle
from absences.telling import said_of_leave, telling_of
from core.access import Access
from core.references import new_reference
from employees.models import Employee
from employees.services.movements import author_of


class TreatmentRefused(Exception):
    """The declaration cannot be treated so; `str()` says why, in words."""


def declare_leave(
    *, access: Access, absences: Collection[Absence], versions: Mapping[int, int] | None = None
) -> list[LeaveDeclaration]:
    """Tell the caisse what it does not know of these leaves. Those of which nothing is left to tell are passed over, so
    that sending twice makes one row; so are those that are not as they were read (`versions`, by key).

    When the caisse has treated nothing that differs, what waits is taken back, and is what comes back. Raises
    PermissionDenied.
    """
    if not can_enter_absences(access):
        raise PermissionDenied
    with transaction.atomic():
        locked = [one for one in _locked(access, absences) if can_declare_leave(access, one)]
        as_read = [one for one in locked if versions is None or versions.get(one.pk) == one.version]
        days = leave_days(access.tiers.adherent_id, as_read)
        return [_declare(access, absence, days[absence.pk]) for absence in as_read]


def withdraw_declaration(*, access: Access, declaration: LeaveDeclaration) -> None:
    """Take back what the caisse has not treated: it is to be declared again. Raises TreatmentRefused,
    PermissionDenied.
    """
    with transaction.atomic():
        absence = next(iter(_locked(access, [declaration.absence])), None)
        locked = LeaveDeclaration.objects.select_for_update(of=("self",)).get(pk=declaration.pk)
        if absence is None or not can_enter_absences(access):
            raise PermissionDenied
        if not can_withdraw_declaration(access, locked):
            raise TreatmentRefused(f"Elle est déjà « {locked.get_state_display()} » : elle ne se retire plus.")
        _take_back(access, absence, locked)


def take_into_account(*, declaration: LeaveDeclaration, by: Any, version: int) -> None:
    """The caisse will pay the leave so. Raises TreatmentRefused, PermissionDenied."""
    with transaction.atomic():
        absence, locked = _to_treat(declaration, by, version)
        _close(locked, DeclarationState.TAKEN_INTO_ACCOUNT, by=by)
        settle(absence)
        note(absence, EventKind.TAKEN_INTO_ACCOUNT, by=by)


def refuse_leave(*, declaration: LeaveDeclaration, by: Any, version: int, reason: str) -> None:
    """Whoever sent it is told at once. Raises TreatmentRefused, PermissionDenied."""
    with transaction.atomic():
        absence, locked = _to_treat(declaration, by, version)
        locked.message = reason
        _close(locked, DeclarationState.REFUSED, by=by)
        settle(absence)
        note(absence, EventKind.REFUSED, by=by, reason=reason)
        emails.leave_refused(locked)


def record_payment(*, declaration: LeaveDeclaration, paid_on: date, by: Any = None) -> bool:
    """From the caisse's information system; False when it is known already. Raises TreatmentRefused unless the leave
    was taken into account.
    """
    with transaction.atomic():
        absence, locked = _held(declaration)
        if locked.state != DeclarationState.TAKEN_INTO_ACCOUNT or locked.kind == DeclarationKind.CANCELLATION:
            raise TreatmentRefused("Seul un congé pris en compte se paie.")
        if locked.paid_on == paid_on:
            return False
        locked.paid_on = paid_on
        locked.save(update_fields=["paid_on"])
        settle(absence)
        note(absence, EventKind.PAID, by=by)
        return True


def _declare(access: Access, absence: Absence, days: Decimal) -> LeaveDeclaration:
    telling = telling_of(absence, said_of_leave(absence))
    if telling.kind is None and telling.waiting is not None:
        return _take_back(access, absence, telling.waiting)
    if telling.waiting is not None:
        _close(telling.waiting, DeclarationState.REPLACED, by=None)
    declaration = LeaveDeclaration(
        adherent_id=absence.adherent_id,
        absence=absence,
        kind=telling.kind or DeclarationKind.LEAVE,
        reference=new_reference("C"),
        sent_by=access.user,
        sent_by_label=author_of(access),
    )
    _write(declaration, telling.believed, days)
    declaration.save()
    settle(absence)
    note(absence, EventKind.DECLARED, access=access)
    return declaration


def _take_back(access: Access, absence: Absence, waiting: LeaveDeclaration) -> LeaveDeclaration:
    _close(waiting, DeclarationState.WITHDRAWN, by=None)
    settle(absence)
    note(absence, EventKind.WITHDRAWN, access=access)
    return waiting


def _write(declaration: LeaveDeclaration, believed: LeaveDeclaration | None, days: Decimal) -> None:
    """What it says; `believed`: what the caisse goes by until then."""
    absence = declaration.absence
    if declaration.kind == DeclarationKind.CANCELLATION and believed is not None:
        # The leave that the caisse goes by, whatever the absence became since.
        declaration.leave_kind, declaration.days = believed.leave_kind, believed.days
        declaration.stretch = believed.stretch
    else:
        declaration.leave_kind, declaration.days = absence.kind, days
        declaration.stretch = absence.stretch
    declaration.sent = _sent_of(declaration, believed)


def _sent_of(declaration: LeaveDeclaration, believed: LeaveDeclaration | None) -> dict[str, str]:
    """What a receipt prints, as it was called that day; `before`: what the caisse went by until then."""
    said = {
        "person": declaration.absence.employee.full_name,
        "kind": declaration.leave_kind.name if declaration.leave_kind else "",
        "days": declaration.stretch.label,
    }
    if believed is None:
        return said
    return said | {"before": believed.stretch.label, "kind_before": believed.sent.get("kind", "")}


def _to_treat(declaration: LeaveDeclaration, by: Any, version: int) -> tuple[Absence, LeaveDeclaration]:
    absence, locked = _held(declaration)
    if not can_treat_leave(by, locked):
        raise PermissionDenied
    if not locked.is_waiting:
        raise TreatmentRefused(f"L’état est déjà « {locked.get_state_display()} » : rien n’a été changé.")
    if locked.version != version:
        raise TreatmentRefused("Cette déclaration a changé depuis l’affichage de la page : relisez-la.")
    return absence, locked


def _close(locked: LeaveDeclaration, state: DeclarationState, *, by: Any) -> None:
    locked.state, locked.treated_at, locked.treated_by = state, timezone.now(), by
    locked.version += 1
    locked.save()


def _held(declaration: LeaveDeclaration) -> tuple[Absence, LeaveDeclaration]:
    """The absence and its declaration, after the row of the person."""
    Employee.objects.select_for_update(no_key=True).get(absences=declaration.absence_id)
    absences = Absence.objects.select_related("kind", "employee__adherent").select_for_update(of=("self",))
    absence = absences.get(pk=declaration.absence_id)
    rows = LeaveDeclaration.objects.select_related("adherent__caisse", "sent_by").select_for_update(of=("self",))
    locked = rows.get(pk=declaration.pk)
    locked.absence = absence
    return absence, locked


def _locked(access: Access, absences: Collection[Absence]) -> list[Absence]:
    """Held, their people first, in one order for everybody."""
    people = {absence.employee_id for absence in absences}
    list(Employee.objects.filter(pk__in=people).order_by("pk").select_for_update(no_key=True))
    rows = Absence.objects.for_access(access).filter(pk__in=[absence.pk for absence in absences])
    return list(rows.select_related("kind", "employee__adherent").select_for_update(of=("self",)).order_by("pk"))
