"""The history of somebody, as the reader may see it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from core.access import Access
from employees.models import Employee, EmployeeEvent
from employees.words import GUARDED, label_of


@dataclass(frozen=True, slots=True)
class HistoryLine:
    label: str
    at: datetime
    by: str
    reason: str
    changes: list[str]


def events_of(access: Access, employee: Employee) -> QuerySet[EmployeeEvent]:
    """The latest first; of the sites that the reader sees."""
    return EmployeeEvent.objects.for_access(access).filter(employee=employee)


def line_of(access: Access, event: EmployeeEvent) -> HistoryLine:
    via = f" ({event.via})" if event.via else ""
    return HistoryLine(
        label=event.get_kind_display(),
        at=event.at,
        by="Votre caisse" if event.by_caisse else f"{event.actor_label}{via}",
        reason=event.reason,
        changes=[_change(access, name, *values) for name, values in event.changes.items()],
    )


def may_read(access: Access, name: str) -> bool:
    """Whether the reader sees the value of that field, or only that there is one."""
    right = GUARDED.get(name)
    return right is None or access.has(right)


def _change(access: Access, name: str, before: str, after: str) -> str:
    label = label_of(name)
    if not may_read(access, name):
        return f"{label} : modifié"
    if not before:
        return f"{label} : {after}"
    return f"{label} : {before} → {after or 'retiré'}"
