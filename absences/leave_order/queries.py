"""The order of leave: each leave of the period, and what its person was told of it (D3141-6: a month before)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from absences.models import Absence, LeaveNotice
from absences.selection import Selection, absences_of, contract_then
from absences.stretches import Stretch
from adherents.calendar import months_away
from core.access import Access
from employees.models import Employment


class Standing(Enum):
    """`OVERDUE`: less than a month is left. `LATE`: told, less than a month before. `CHANGED`: told other days."""

    TO_TELL = "to_tell"
    OVERDUE = "overdue"
    TOLD = "told"
    LATE = "late"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class OrderedLeave:
    """`version`: of the leave as it is shown. `told_on` and `means`: of the last time; `told`: the days said then."""

    ref: str
    version: int
    name: str
    place: str
    stretch: Stretch
    due_on: date
    standing: str
    told_on: date | None = None
    means: str = ""
    told: Stretch | None = None

    @property
    def value(self) -> str:
        """What its box sends."""
        return f"{self.ref}.{self.version}"


def leaves_of(access: Access, selection: Selection) -> QuerySet[Absence]:
    """Paid leave that begins on one of these days, in that order."""
    rows = absences_of(access, selection).filter(kind__is_paid_leave=True, starts_on__gte=selection.first)
    notices = Prefetch("notices", LeaveNotice.objects.order_by("-told_on", "-pk"))
    return rows.select_related("employee").prefetch_related(notices).order_by("starts_on", "employee__plain_name", "pk")


def ordered(access: Access, leaves: Iterable[Absence]) -> list[OrderedLeave]:
    """One query, for any number of them."""
    shown, today = list(leaves), timezone.localdate()
    contracts = _contracts(access, {leave.employee_id for leave in shown})
    places = (_place(contract_then(access, contracts[leave.employee_id], leave.stretch)) for leave in shown)
    return [_ordered(leave, place, today) for leave, place in zip(shown, places, strict=True)]


def _contracts(access: Access, people: set[int]) -> dict[int, list[Employment]]:
    rows = Employment.objects.for_access(access).real().filter(employee_id__in=people)
    by_person: dict[int, list[Employment]] = defaultdict(list)
    for contract in rows.select_related("establishment", "crew").order_by("starts_on"):
        by_person[contract.employee_id].append(contract)
    return by_person


def _ordered(leave: Absence, place: str, today: date) -> OrderedLeave:
    notice = next(iter(leave.notices.all()), None)
    due_on = months_away(leave.starts_on, -1)
    return OrderedLeave(
        ref=leave.public_id,
        version=leave.version,
        name=leave.employee.full_name,
        place=place,
        stretch=leave.stretch,
        due_on=due_on,
        standing=_standing(leave, notice, due_on, today).value,
        told_on=notice.told_on if notice else None,
        means=notice.get_means_display().lower() if notice else "",
        told=notice.stretch if notice else None,
    )


def _standing(leave: Absence, notice: LeaveNotice | None, due_on: date, today: date) -> Standing:
    if notice is None:
        return Standing.OVERDUE if due_on < today else Standing.TO_TELL
    if notice.stretch != leave.stretch:
        return Standing.CHANGED
    return Standing.LATE if notice.told_on > due_on else Standing.TOLD


def _place(contract: Employment | None) -> str:
    if contract is None:
        return ""
    names = (contract.establishment.name, contract.crew.name if contract.crew is not None else "")
    return " · ".join(filter(None, names))
