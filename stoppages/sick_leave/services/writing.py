"""An arrêt de travail written down: opened as a draft, changed."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from absences.stretches import Stretch
from core.access import Access
from core.uploads import Upload
from employees.leave.arithmetic.periods import day_label
from employees.models import Employee, Employment
from stoppages.enums import CaseState, EventKind, FileKind, Nature
from stoppages.models import SickLeave, StoppageCase
from stoppages.services.cases import held, open_case, touch
from stoppages.services.history import note
from stoppages.services.keeping import attach
from stoppages.services.refusals import StoppageRefused
from stoppages.services.settling import settle
from stoppages.sick_leave.queries import MOST_DAYS_BETWEEN, chain_of, meeting_leave
from stoppages.sick_leave.values import SickLeaveValues


def start_sick_leave(
    *, access: Access, employee: Employee, values: SickLeaveValues, attempt: str, uploads: Sequence[Upload] = ()
) -> StoppageCase:
    """A draft; the same form sent again changes the draft that it opened, and nothing once that was sent.

    Raises StoppageRefused, PermissionDenied.
    """
    with transaction.atomic():
        contract = contract_on(access, employee, values.starts_on)
        case, is_new = open_case(
            access,
            nature=Nature.SICK_LEAVE,
            establishment=contract.establishment,
            starts_on=values.starts_on,
            attempt=attempt,
        )
        if not is_new:
            return _written_again(access, case, values, uploads)
        leave = SickLeave(case=case, adherent_id=case.adherent_id, employee=employee)
        write(access, leave, values, uploads)
        settle(case)
        note(case, EventKind.CREATED, access=access)
    return case


def change_draft(
    *, access: Access, case: StoppageCase, values: SickLeaveValues, version: int, uploads: Sequence[Upload] = ()
) -> StoppageCase:
    """Raises StoppageRefused, PermissionDenied."""
    with transaction.atomic():
        locked = held(access, case, version=version, states=(CaseState.DRAFT,))
        write(access, locked.sick_leave, values, uploads)
        touch(locked)
        settle(locked)
        note(locked, EventKind.CHANGED, access=access)
    return locked


def write(access: Access, leave: SickLeave, values: SickLeaveValues, uploads: Sequence[Upload]) -> None:
    """The row, its files, the site of its contract; of a case that the caller holds. Raises StoppageRefused."""
    check(access, leave, values)
    for name, value in _columns(values).items():
        setattr(leave, name, value)
    leave.save()
    leave.case.establishment = contract_on(access, leave.employee, values.starts_on).establishment
    attach(leave.case, uploads, FileKind.EMPLOYER_PART, access=access, employee=leave.employee)


def check(access: Access, leave: SickLeave, values: SickLeaveValues) -> None:
    """What no form can know: the contract, the other arrêts of the person. Raises StoppageRefused."""
    contract_on(access, leave.employee, values.starts_on)
    if values.prolongs is not None:
        _check_follows(values.prolongs, values.starts_on, own=leave.case)
    if leave.resumed_on is not None and leave.resumed_on <= values.starts_on:
        raise StoppageRefused(
            f"La reprise est déclarée le {day_label(leave.resumed_on)} : l’arrêt commence avant.", field="starts_on"
        )
    stretch = Stretch(values.starts_on, values.expected_end_on)
    other = meeting_leave(leave.employee, stretch, leave.case)
    if other is not None:
        raise StoppageRefused(
            f"{leave.employee.full_name} a déjà un arrêt {_said_days(other)} ({other.case.reference}) : corrigez les "
            "dates, ou reprenez ce dossier.",
            field="starts_on",
        )


def contract_on(access: Access, employee: Employee, day: date) -> Employment:
    """Raises StoppageRefused."""
    rows = Employment.objects.for_access(access).real().filter(employee=employee, starts_on__lte=day)
    contract: Employment | None = rows.select_related("establishment").order_by("-starts_on").first()
    if contract is None or (contract.ends_on is not None and contract.ends_on < day):
        raise StoppageRefused(
            f"{employee.full_name} n’est pas sous contrat le {day_label(day)} : corrigez la date.", field="starts_on"
        )
    return contract


def _written_again(
    access: Access, case: StoppageCase, values: SickLeaveValues, uploads: Sequence[Upload]
) -> StoppageCase:
    """The files were kept the first time."""
    if case.state != CaseState.DRAFT:
        return case
    is_same = all(getattr(case.sick_leave, name) == value for name, value in _columns(values).items())
    return (
        case
        if is_same
        else change_draft(access=access, case=case, values=values, version=case.version, uploads=uploads)
    )


def _columns(values: SickLeaveValues) -> dict[str, Any]:
    prolongs = values.prolongs
    return {
        "reason": values.reason,
        "first_id": None if prolongs is None else prolongs.sick_leave.first_id or prolongs.pk,
        "last_worked_on": values.last_worked_on,
        "starts_on": values.starts_on,
        "expected_end_on": values.expected_end_on,
        "accident_on": values.accident_on,
        "has_subrogation": values.subrogation_from is not None,
        "subrogation_from": values.subrogation_from,
        "subrogation_to": values.subrogation_to,
    }


def _check_follows(prolonged: StoppageCase, starts_on: date, own: StoppageCase) -> None:
    """The prolongation comes after all the arrêts of the chain, with days of rest between at most."""
    before = [one for one in chain_of(prolonged) if one.case_id != own.pk and one.starts_on < starts_on]
    if not before or any(one.resumed_on is not None for one in before):
        raise StoppageRefused(
            "Le travail a repris après cet arrêt : saisissez un premier arrêt, ou corrigez d’abord la reprise.",
            field="prolongs",
        )
    ends_on = before[-1].expected_end_on
    if not 0 < (starts_on - ends_on).days <= MOST_DAYS_BETWEEN:
        follows = day_label(ends_on + timedelta(days=1))
        raise StoppageRefused(
            f"L’arrêt prolongé finit le {day_label(ends_on)} : la prolongation commence le {follows}. Si le travail a "
            "repris entre les deux, saisissez un premier arrêt.",
            field="starts_on",
        )


def _said_days(leave: SickLeave) -> str:
    return Stretch(leave.starts_on, leave.expected_end_on).label
