"""What the apps above add to the page of somebody: a panel each, read for whoever looks.

They declare it when the portal starts: `declare("absences/employee.html", read)`. `read(access, employee)` returns what
the template shows as `panel.content`, or something empty when there is nothing to show or no right to see it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.access import Access
from employees.models import Employee

Read = Callable[[Access, Employee], Any]
_declared: dict[str, Read] = {}


@dataclass(frozen=True, slots=True)
class PersonPanel:
    template: str
    content: Any


def declare(template: str, read: Read) -> None:
    _declared[template] = read


def panels_for(access: Access, employee: Employee) -> list[PersonPanel]:
    """Those that have something to show, in the order declared."""
    read = [PersonPanel(template, reader(access, employee)) for template, reader in _declared.items()]
    return [panel for panel in read if panel.content]
