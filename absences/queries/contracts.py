"""Which days of a person are of a contract of the company."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from absences.stretches import Stretch
from employees.models import Employment
from employees.models.employments import EmploymentQuerySet

FOR_EVER = date.max - timedelta(days=1)


def contracts_of_person(employee_id: int) -> list[Stretch]:
    """Of all the sites; one query."""
    rows = Employment.objects.real().filter(employee_id=employee_id)
    return as_stretches(rows.values_list("starts_on", "ends_on"))


def contracts_by_person(contracts: EmploymentQuerySet) -> dict[int, list[Stretch]]:
    """Of these contracts; nothing for whoever has none."""
    held: dict[int, list[Stretch]] = defaultdict(list)
    for employee_id, starts_on, ends_on in contracts.values_list("employee_id", "starts_on", "ends_on"):
        held[employee_id] += as_stretches([(starts_on, ends_on)])
    return held


def as_stretches(days: Iterable[tuple[date, date | None]]) -> list[Stretch]:
    return [Stretch(starts_on, ends_on or FOR_EVER) for starts_on, ends_on in days]
