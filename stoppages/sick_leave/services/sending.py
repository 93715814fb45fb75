"""An arrêt de travail sent, and sent again when it changes: the declaration and the planning in one transaction."""

from collections.abc import Sequence

from django.db import transaction

from absences.stretches import Stretch
from core.access import Access
from core.uploads import Upload
from employees.models import Employee
from stoppages.enums import OVER, CaseState, DeclarationKind, EventKind
from stoppages.models import SickLeave, StoppageCase
from stoppages.services.cases import held
from stoppages.services.declaring import Sending, declare, sent_already
from stoppages.services.history import note
from stoppages.services.refusals import StoppageRefused
from stoppages.sick_leave.queries import chain_of, days_of, lost_hours
from stoppages.sick_leave.services.planning import write_days
from stoppages.sick_leave.services.writing import check, write
from stoppages.sick_leave.values import Resumption, Sent, SickLeaveValues
from stoppages.sick_leave.words import rows_of

ANY_STATE = tuple(CaseState)
# Sent, and not over: what changes is sent again.
SENT_STATES = tuple(state for state in CaseState if state not in (*OVER, CaseState.DRAFT))


def send_sick_leave(*, access: Access, case: StoppageCase, version: int, attempt: str) -> Sent:
    """The draft, whole. Sent twice, it is one, answered twice the same. Raises StoppageRefused, PermissionDenied."""
    with transaction.atomic():
        if again := _again(access, case, attempt):
            return again
        leave = _held_with_person(access, case, version, (CaseState.DRAFT,))
        check(access, leave, _values_of(leave))
        return _send(access, leave, was=None, attempt=attempt)


def amend_sick_leave(
    *,
    access: Access,
    case: StoppageCase,
    values: SickLeaveValues,
    version: int,
    attempt: str,
    uploads: Sequence[Upload] = (),
) -> Sent:
    """A new version; the one that was sent stays. Raises StoppageRefused, PermissionDenied."""
    with transaction.atomic():
        if again := _again(access, case, attempt):
            return again
        leave = _held_with_person(access, case, version, SENT_STATES)
        was = days_of(leave)
        _check_order(leave, values)
        write(access, leave, values, uploads)
        return _send(access, leave, was=was, attempt=attempt)


def resume_work(*, access: Access, case: StoppageCase, resumption: Resumption, version: int, attempt: str) -> Sent:
    """The return, or another one in its place: a new version. Raises StoppageRefused, PermissionDenied."""
    with transaction.atomic():
        if again := _again(access, case, attempt):
            return again
        leave = _held_with_person(access, case, version, SENT_STATES)
        _check_return(leave, resumption)
        was = days_of(leave)
        leave.resumed_on, leave.resumption_reason = resumption.on, resumption.reason
        leave.save()
        sent = _send(access, leave, was=was, attempt=attempt)
        note(leave.case, EventKind.RESUMED, access=access, message=f"le {resumption.on:%d/%m/%Y}")
    return sent


def _again(access: Access, case: StoppageCase, attempt: str) -> Sent | None:
    """What this very form sent already: its answer was lost on the way."""
    locked = held(access, case, version=None, states=ANY_STATE)
    declaration = sent_already(locked, attempt)
    return Sent(declaration) if declaration is not None else None


def _held_with_person(access: Access, case: StoppageCase, version: int, states: tuple[CaseState, ...]) -> SickLeave:
    """The person is held too: two arrêts of one person are checked one after the other."""
    locked = held(access, case, version=version, states=states)
    leave: SickLeave = SickLeave.objects.select_related("employee__adherent", "first", "absence").get(pk=locked.pk)
    leave.case = locked
    Employee.objects.select_for_update(no_key=True).get(pk=leave.employee_id)
    return leave


def _send(access: Access, leave: SickLeave, *, was: Stretch | None, attempt: str) -> Sent:
    given_back = write_days(access, leave, was=was)
    sending = Sending(DeclarationKind.SICK_LEAVE, {"rows": rows_of(leave)})
    declaration = declare(access, leave.case, sending, attempt=attempt)
    if leave.first is not None and was is None:
        note(leave.first, EventKind.EXTENDED, access=access, message=leave.case.reference)
    _warn_weather(access, leave)
    return Sent(declaration, given_back)


def _warn_weather(access: Access, leave: SickLeave) -> None:
    """Weather stoppages that count hours on these days are to be looked at again; why is not theirs to tell."""
    for lost in lost_hours(leave.employee, days_of(leave)):
        case = StoppageCase.objects.select_related("adherent").select_for_update(of=("self",)).get(pk=lost.case_id)
        if case.is_over or case.to_amend:
            continue
        if case.is_declared:
            case.to_amend = True
            case.save(update_fields=["to_amend"])
        days = ", ".join(f"{day:%d/%m/%Y}" for day in lost.days)
        message = f"{leave.employee.full_name} est absent : vérifiez ses heures du {days}."
        note(case, EventKind.TO_AMEND, access=access, message=message[:500])


def _check_order(leave: SickLeave, values: SickLeaveValues) -> None:
    """An arrêt that was prolonged ends before its prolongation. Raises StoppageRefused."""
    after = [one for one in chain_of(leave.case) if one.starts_on > leave.starts_on]
    if after and values.expected_end_on >= after[0].starts_on:
        raise StoppageRefused(
            f"La prolongation {after[0].case.reference} commence le {after[0].starts_on:%d/%m/%Y} : l’arrêt finit "
            "avant.",
            field="expected_end_on",
        )


def _check_return(leave: SickLeave, resumption: Resumption) -> None:
    """Of the last arrêt of its chain, after its first day. Raises StoppageRefused."""
    last = chain_of(leave.case)[-1]
    if last.pk != leave.pk:
        raise StoppageRefused(
            f"Cet arrêt a été prolongé : déclarez la reprise dans le dossier {last.case.reference}.", field="on"
        )
    if resumption.on <= leave.starts_on:
        raise StoppageRefused(
            f"L’arrêt commence le {leave.starts_on:%d/%m/%Y} : le travail reprend au plus tôt le lendemain.", field="on"
        )


def _values_of(leave: SickLeave) -> SickLeaveValues:
    return SickLeaveValues(
        reason=leave.reason,  # type: ignore[arg-type]
        last_worked_on=leave.last_worked_on,
        starts_on=leave.starts_on,
        expected_end_on=leave.expected_end_on,
        prolongs=leave.first,
    )
