"""What the arrêts add to the page of somebody, and to a sortie before it is sent."""

from django.utils import timezone

from core.access import Access
from core.rights import Right
from employees import panels
from employees.models import Employee, Employment
from employees.panels import Leaving
from stoppages.people.queries import PersonStoppages, StoppagesOfDeparture, stoppages_of, stoppages_of_departure


def declare() -> None:
    panels.declare("stoppages/people/panel.html", _stoppages)
    panels.declare_of_departure("stoppages/people/departure_panel.html", _of_departure)


def _stoppages(access: Access, employee: Employee) -> PersonStoppages | None:
    return stoppages_of(access, employee, timezone.localdate()) if access.has(Right.STOPPAGES_CONSULT) else None


def _of_departure(access: Access, contract: Employment, leaving: Leaving) -> StoppagesOfDeparture | None:
    if not access.has(Right.STOPPAGES_CONSULT):
        return None
    return stoppages_of_departure(access, contract.employee, leaving)
