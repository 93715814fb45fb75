"""What the apps above add to the page of somebody, and to a sortie before it is sent: each a panel, by who looks.

They declare it when the portal starts: `declare("absences/employee.html", read)`. `read(access, employee)` returns what
the template shows as `panel.content`, or something empty when there is nothing to show or no right to see it. Of a
sortie, `declare_of_departure(template, read)`, with `read(access, contract, leaving)`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.access import Access
from employees.models import Employee, Employment


@dataclass(frozen=True, slots=True)
class Leaving:
    """A sortie that is about to be declared; `reason`: a value of `DepartureReason`."""

    last_day: date
    reason: str


Read = Callable[[Access, Employee], Any]
ReadOfDeparture = Callable[[Access, Employment, Leaving], Any]
_declared: dict[str, Read] = {}
_declared_of_departure: dict[str, ReadOfDeparture] = {}


@dataclass(frozen=True, slots=True)
class PersonPanel:
    template: str
    content: Any


def declare(template: str, read: Read) -> None:
    _declared[template] = read


def declare_of_departure(template: str, read: ReadOfDeparture) -> None:
    _declared_of_departure[template] = read


def panels_for(access: Access, employee: Employee) -> list[PersonPanel]:
    """Those that have something to show, in the order declared."""
    read = [PersonPanel(template, reader(access, employee)) for template, reader in _declared.items()]
    return [panel for panel in read if panel.content]


def panels_of_departure(access: Access, contract: Employment, leaving: Leaving) -> list[PersonPanel]:
    """What this sortie changes elsewhere, for who is about to declare it."""
    declared = _declared_of_departure.items()
    read = [PersonPanel(template, reader(access, contract, leaving)) for template, reader in declared]
    return [panel for panel in read if panel.content]
