"""How many people a company has today, and who comes and goes in the month that follows."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, DateField, F, Q, When
from django.utils import timezone

from core.access import Access
from employees.enums import Presence
from employees.models import Employment
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
    end = today + HORIZON
    arriving = Q(starts_on__gt=today, starts_on__lte=end)
    # Somebody who is still to come is told once.
    leaving = Q(starts_on__lte=today, ends_on__gte=today, ends_on__lte=end)
    rows: EmploymentQuerySet = Employment.objects.for_access(access).current().real()
    counts = rows.aggregate(
        present=Count("pk", filter=standing_on(Presence.PRESENT, today)),
        arrivals=Count("pk", filter=arriving),
        departures=Count("pk", filter=leaving),
    )
    changes = _next(rows, arriving, leaving, today) if counts["arrivals"] or counts["departures"] else []
    return Headcount(**counts, next_changes=changes)


def _next(rows: EmploymentQuerySet, arriving: Q, leaving: Q, today: date) -> list[Change]:
    day = Case(When(arriving, then=F("starts_on")), default=F("ends_on"), output_field=DateField())
    found = rows.filter(arriving | leaving).annotate(day=day).select_related("employee")
    fields = ("adherent_id", "starts_on", "employee__adherent_id", "employee__public_id")
    named = found.only(*fields, "employee__last_name", "employee__first_name")
    return [
        Change(row.employee.public_id, row.employee.full_name, row.day, row.starts_on > today)
        for row in named.order_by("day", "employee__plain_name")[:SHOWN]
    ]
