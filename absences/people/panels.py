"""What the planning adds to the pages of the people of the company."""

from django.utils import timezone

from absences.departures.queries import after_last_day
from absences.people.queries import PersonAbsences, absences_of
from absences.queries.planned import ShownAbsence
from core.access import Access
from core.rights import Right
from employees import panels
from employees.models import Employee, Employment
from employees.panels import Leaving


def declare() -> None:
    panels.declare("absences/people/panel.html", _absences)
    panels.declare_of_departure("absences/people/departure_panel.html", _after_last_day)


def _absences(access: Access, employee: Employee) -> PersonAbsences | None:
    return absences_of(access, employee, timezone.localdate()) if access.has(Right.ABSENCES_CONSULT) else None


def _after_last_day(access: Access, contract: Employment, leaving: Leaving) -> list[ShownAbsence]:
    return after_last_day(access, contract, leaving.last_day) if access.has(Right.ABSENCES_CONSULT) else []
