"""How many people a company has today, and who comes and goes in the month that follows."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, DateField, F, Q, QuerySet, When
from django.utils import timezone

from core.access import Access, Scope
from core.compiled import TODAY, CompiledForScope, Given
from employees.enums import Presence
from employees.models import Employment, full_name
from employees.models.employments import EmploymentQuerySet, standing_on

HORIZON = timedelta(days=30)
SHOWN = 3


@dataclass(frozen=True, slots=True)
class ComingOrGoing:
    """Somebody's first day, or last one, among the next."""

    ref: str
    name: str
    day: date
    is_arrival: bool


@dataclass(frozen=True, slots=True)
class Headcount:
    """`next_changes`: the first of the arrivals and departures to come, by day."""

    present: int
    arrivals: int
    departures: int
    next_changes: list[ComingOrGoing]


@dataclass(frozen=True, slots=True)
class _Counts:
    present: int = 0
    arrivals: int = 0
    departures: int = 0


@dataclass(frozen=True, slots=True)
class _Next:
    """The contract of whoever comes or goes; `day`: its first or its last one."""

    ref: str
    last_name: str
    first_name: str
    starts_on: date
    day: date


def coming_and_going(access: Access) -> Headcount:
    """Two queries; one when nothing changes in the month."""
    today = timezone.localdate()
    days = {"today": today, "end": today + HORIZON}
    counts = _COUNTS.first(access.scope, **days) or _Counts()
    changes = _NEXT.rows(access.scope, **days) if counts.arrivals or counts.departures else []
    return Headcount(
        counts.present, counts.arrivals, counts.departures, [_change(contract, today) for contract in changes]
    )


def _change(contract: _Next, today: date) -> ComingOrGoing:
    name = full_name(contract.last_name, contract.first_name)
    return ComingOrGoing(contract.ref, name, contract.day, contract.starts_on > today)


_END = Given("end", DateField())
_ARRIVING = Q(starts_on__gt=TODAY, starts_on__lte=_END)
# Somebody who is still to come is told once.
_LEAVING = Q(starts_on__lte=TODAY, ends_on__gte=TODAY, ends_on__lte=_END)


def _listed(scope: Scope) -> EmploymentQuerySet:
    rows: EmploymentQuerySet = Employment.objects.for_scope(scope).current().real()
    return rows


def _counts(scope: Scope) -> QuerySet[Any, Any]:
    """One row; none for a company without anybody."""
    counted = {
        "present": Count("adherent_id", filter=standing_on(Presence.PRESENT, TODAY)),
        "arrivals": Count("adherent_id", filter=_ARRIVING),
        "departures": Count("adherent_id", filter=_LEAVING),
    }
    return _listed(scope).order_by().values("adherent_id").annotate(**counted).values_list(*counted)


def _next(scope: Scope) -> QuerySet[Any, Any]:
    rows = _listed(scope).filter(_ARRIVING | _LEAVING)
    told = {
        "ref": F("employee__public_id"),
        "last_name": F("employee__last_name"),
        "first_name": F("employee__first_name"),
        "day": Case(When(_ARRIVING, then=F("starts_on")), default=F("ends_on"), output_field=DateField()),
    }
    rows = rows.annotate(**told).order_by("day", "employee__plain_name")
    return rows.values_list("ref", "last_name", "first_name", "starts_on", "day")[:SHOWN]


_COUNTS = CompiledForScope(_counts, into=_Counts)
_NEXT = CompiledForScope(_next, into=_Next)
