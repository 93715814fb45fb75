"""What the tests of the sick-leave claim share: an arrêt typed, sent, ended."""

from datetime import date
from typing import Any

from django.urls import reverse

from core.access import Access
from core.references import new_public_id
from employees.models import Employee
from stoppages.enums import ResumptionReason, SickLeaveReason
from stoppages.models import SickLeave, StoppageCase
from stoppages.sick_leave.services.sending import resume_work, send_sick_leave
from stoppages.sick_leave.services.writing import start_sick_leave
from stoppages.sick_leave.values import Resumption, Sent, SickLeaveValues


def day(text: str) -> date:
    return date.fromisoformat(text)


def values(start: str = "2026-10-05", end: str = "2026-10-16", **fields: Any) -> SickLeaveValues:
    """A fortnight of illness."""
    fields = {"reason": SickLeaveReason.ILLNESS, "last_worked_on": day(start), **fields}
    return SickLeaveValues(starts_on=day(start), expected_end_on=day(end), **fields)


def draft(access: Access, employee: Employee, *days: str, attempt: str = "", **fields: Any) -> StoppageCase:
    case = start_sick_leave(
        access=access, employee=employee, values=values(*days, **fields), attempt=attempt or new_public_id()
    )
    return StoppageCase.objects.get(pk=case.pk)


def send(access: Access, case: StoppageCase, attempt: str = "") -> Sent:
    return send_sick_leave(access=access, case=case, version=case.version, attempt=attempt or new_public_id())


def declared(access: Access, employee: Employee, *days: str, **fields: Any) -> StoppageCase:
    """An arrêt sent, as the database has it."""
    case = draft(access, employee, *days, **fields)
    send(access, case)
    return StoppageCase.objects.get(pk=case.pk)


def back(access: Access, case: StoppageCase, on: str, attempt: str = "") -> StoppageCase:
    resume_work(
        access=access,
        case=case,
        resumption=Resumption(day(on), ResumptionReason.NORMAL),
        version=case.version,
        attempt=attempt or new_public_id(),
    )
    return StoppageCase.objects.get(pk=case.pk)


def leave_of(case: StoppageCase) -> SickLeave:
    return SickLeave.objects.get(pk=case.pk)


def address(cast: Any, name: str, *args: str, **query: str) -> str:
    return reverse(f"stoppages:{name}", args=[cast.acme.ref, *args], query=query)


def typed(start: str = "05/10/2026", end: str = "16/10/2026", **more: str) -> dict[str, str]:
    return {
        "attempt": new_public_id(),
        "reason": "illness",
        "last_worked_on": start,
        "starts_on": start,
        "expected_end_on": end,
        "subrogation": "no",
        **more,
    }
