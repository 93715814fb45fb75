"""How many people a company has today, and who comes and goes in the month that follows."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, DateField, F, Q, QuerySet, When
from django.utils import timezone

from core.access import Access
from core.prepared import PreparedForAccess
from employees.enums import Presence
from employees.models import Employment, full_name
from employees.models.employments import EmploymentQuerySet, standing_on

HORIZON = timedelta(days=30)
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Change:
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
    next_changes: list[Change]


def coming_and_going(access: Access) -> Headcount:
    """Two queries; one when nothing changes in the month."""
    today = timezone.localdate()
    days = {"today": today, "end": today + HORIZON}
    counted = _COUNTS.rows(access, **days)
    present, arrivals, departures = counted[0] if counted else (0, 0, 0)
    changes = _NEXT.rows(access, **days) if arrivals or departures else []
    return Headcount(present, arrivals, departures, [_change(today, *row) for row in changes])


def _change(today: date, ref: str, last_name: str, first_name: str, starts_on: date, day: date) -> Change:
    return Change(ref, full_name(last_name, first_name), day, starts_on > today)


def _listed(access: Access) -> EmploymentQuerySet:
    rows: EmploymentQuerySet = Employment.objects.for_access(access).current().real()
    return rows


def _arriving(today: date, end: date) -> Q:
    return Q(starts_on__gt=today, starts_on__lte=end)


def _leaving(today: date, end: date) -> Q:
    """Somebody who is still to come is told once."""
    return Q(starts_on__lte=today, ends_on__gte=today, ends_on__lte=end)


def _counts(access: Access, today: date, end: date) -> QuerySet[Any]:
    """One row: present, arrivals, departures; none for a company without anybody."""
    counted = {
        "present": Count("adherent_id", filter=standing_on(Presence.PRESENT, today)),
        "arrivals": Count("adherent_id", filter=_arriving(today, end)),
        "departures": Count("adherent_id", filter=_leaving(today, end)),
    }
    return _listed(access).order_by().values("adherent_id").annotate(**counted).values_list(*counted)


def _next(access: Access, today: date, end: date) -> QuerySet[Any]:
    arriving = _arriving(today, end)
    day = Case(When(arriving, then=F("starts_on")), default=F("ends_on"), output_field=DateField())
    found = _listed(access).filter(arriving | _leaving(today, end)).annotate(day=day)
    fields = ("employee__public_id", "employee__last_name", "employee__first_name", "starts_on", "day")
    return found.order_by("day", "employee__plain_name").values_list(*fields)[:SHOWN]


_COUNTS = PreparedForAccess(_counts, today=DateField(), end=DateField())
_NEXT = PreparedForAccess(_next, today=DateField(), end=DateField())
