"""Which days of a person are of a contract of the company."""

from collections.abc import Iterable
from datetime import date, timedelta

from absences.stretches import Stretch
from employees.models import Employment

FOR_EVER = date.max - timedelta(days=1)


def contracts_of_person(employee_id: int) -> list[Stretch]:
    """Of all the sites; one query."""
    rows = Employment.objects.real().filter(employee_id=employee_id)
    return as_stretches(rows.values_list("starts_on", "ends_on"))


def as_stretches(days: Iterable[tuple[date, date | None]]) -> list[Stretch]:
    return [Stretch(starts_on, ends_on or FOR_EVER) for starts_on, ends_on in days]
