"""People told the days of their leave, noted with who says so; the order of leave on paper."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from absences.leave_order.queries import OrderedLeave, Standing, leaves_of, ordered
from absences.leave_order.values import Chosen, Told
from absences.models import Absence, LeaveNotice
from absences.policies import can_enter_absences
from absences.printing import check_size, heading_of
from absences.selection import Selection
from core import audit, pdf
from core.access import Access
from core.templatetags.portal import short_date
from employees.leave.arithmetic.periods import span_label

audit.declare(
    {
        "absences.leave_told": "Dates de congé communiquées",
        "absences.leave_order_printed": "Ordre des départs imprimé",
    }
)


@transaction.atomic
def tell_leave(*, access: Access, chosen: Iterable[Chosen], told_on: date, means: str) -> Told:
    """For the days that the page showed: a leave that changed meanwhile is left alone; sent twice, it is noted once.

    Raises PermissionDenied.
    """
    if not can_enter_absences(access):
        raise PermissionDenied
    versions = {one.ref: one.version for one in chosen}
    rows = Absence.objects.for_access(access).live().filter(kind__is_paid_leave=True, public_id__in=versions)
    leaves = [
        leave
        for leave in rows.order_by("pk").select_for_update(of=("self",), no_key=True)
        if _is_as_shown(leave, versions)
    ]
    LeaveNotice.objects.bulk_create((_notice(access, leave, told_on, means) for leave in leaves), ignore_conflicts=True)
    if leaves:
        said = {"count": len(leaves), "told_on": short_date(told_on), "means": means}
        audit.record("absences.leave_told", access=access, changes=said)
    return Told(len(leaves), len(versions) - len(leaves))


def print_leave_order(*, access: Access, selection: Selection) -> bytes:
    """Every leave of the period, told or not. Raises NotPrinted."""
    rows = leaves_of(access, selection)
    check_size(rows.count())
    leaves = ordered(access, rows)
    audit.record("absences.leave_order_printed", access=access, changes={"count": len(leaves)})
    lines = [_line(leave) for leave in leaves]
    period = span_label(selection.first, selection.last)
    return pdf.render("absences/leave_order.typ", {**heading_of(access), "period": period, "lines": lines})


def _is_as_shown(leave: Absence, versions: dict[str, int]) -> bool:
    return leave.version == versions[leave.public_id]


def _notice(access: Access, leave: Absence, told_on: date, means: str) -> LeaveNotice:
    days = leave.stretch
    return LeaveNotice(
        adherent_id=leave.adherent_id,
        absence=leave,
        starts_on=days.starts_on,
        ends_on=days.ends_on,
        starts_at_noon=days.starts_at_noon,
        ends_at_noon=days.ends_at_noon,
        told_on=told_on,
        means=means,
        told_by_label=str(access.user)[:200],
    )


def _line(leave: OrderedLeave) -> list[Any]:
    """Name, place, days, what was told: nothing when it has to be, so that the date is written by hand."""
    return [leave.name, leave.place, leave.stretch.label, _said(leave)]


def _said(leave: OrderedLeave) -> str:
    if leave.told_on is None:
        return ""
    told = f"Le {short_date(leave.told_on)}, {leave.means}"
    if leave.standing == Standing.CHANGED.value and leave.told is not None:
        return f"{told} : {leave.told.label}. Dates changées depuis, à communiquer de nouveau."
    return told
