"""What the tests of absences after a sortie share: somebody who leaves on 31 July 2026."""

from datetime import date
from typing import Any

from absences.models import Absence
from core.access import Access
from employees.departure.services import DepartureValues, cancel_departure, correct_departure, declare_departure
from employees.models import Employee, Employment, Movement

LAST_DAY = date(2026, 7, 31)


def contract_of(person: Employee) -> Employment:
    contract: Employment = Employment.objects.get(employee=person)
    return contract


def leave_company(access: Access, person: Employee, last_day: date = LAST_DAY) -> Movement:
    values = DepartureValues(last_day=last_day, departure_reason="resignation")
    return declare_departure(access=access, employment=contract_of(person), values=values)


def put_off(access: Access, departure: Movement, last_day: date) -> None:
    values = DepartureValues(last_day=last_day, departure_reason="resignation")
    departure.refresh_from_db()
    correct_departure(access=access, movement=departure, values=values, version=departure.version)


def stay(access: Access, departure: Movement) -> None:
    cancel_departure(access=access, movement=departure)


def waiting(person: Employee) -> list[tuple[str, str]]:
    """What waits of the absences of somebody, by day."""
    rows = Absence.objects.filter(employee=person).exclude(after_departure="").order_by("starts_on", "pk")
    return [(row.stretch.label, row.after_departure) for row in rows]


def marks_of(*absences: Any) -> str:
    return ",".join(f"{absence.public_id}.{absence.version}" for absence in absences)
