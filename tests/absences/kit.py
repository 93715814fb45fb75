"""What several tests of the planning need: somebody at work at Acme, and who acts."""

from datetime import date
from typing import Any

from absences.models import Absence
from absences.services.entering import enter_absence
from absences.stretches import Stretch
from absences.values import AbsenceValues, Entered
from core.access import Access
from delegations import authority
from employees.models import Employee
from tests.absences.factories import kind
from tests.employees.factories import EmployeeFactory, EmploymentFactory


def access_of(cast: Any, name: str = "alice") -> Access:
    access = authority.resolve(cast.people[name], cast.acme.ref)
    assert access is not None
    return access


def worker(cast: Any, **fields: Any) -> Employee:
    """Somebody of Acme under contract since 2020, five days a week."""
    return EmploymentFactory(employee=EmployeeFactory(adherent=cast.acme.adherent), **fields).employee


def stretch(start: str, end: str, *, noon: str = "") -> Stretch:
    """`noon`: «start», «end» or both."""
    return Stretch(date.fromisoformat(start), date.fromisoformat(end), "start" in noon, "end" in noon)


def enter(access: Access, employee: Employee, key: str, start: str, end: str, **halves: str) -> Entered:
    values = AbsenceValues(kind(key), stretch(start, end, **halves))
    return enter_absence(access=access, employee=employee, values=values)


def planning_of(employee: Employee) -> list[tuple[str, str]]:
    """What holds days, by day: (key of the kind, days in words)."""
    rows = Absence.objects.filter(employee=employee).live().select_related("kind")
    return [(row.kind.key, row.stretch.label) for row in rows.order_by("starts_on", "starts_at_noon")]
