"""What waits for somebody of a company among its people, for `core.pending`."""

from typing import Any

from django.db.models import QuerySet

from core.pending import PendingSource
from core.rights import Right
from employees.enums import ImportState, MovementState
from employees.models import EmployeeImport, Movement


def declarations_to_correct() -> QuerySet[Any]:
    """Hires and departures that the caisse gave back."""
    return Movement.objects.filter(state=MovementState.TO_CORRECT)


def imports_to_check() -> QuerySet[Any]:
    """Files that were read, of which nobody has said yet whether to record them."""
    return EmployeeImport.objects.filter(state=ImportState.READ)


SOURCES = (
    PendingSource(
        "declarations-to-correct",
        "embauche ou sortie à corriger",
        Right.EMPLOYEES_ACT,
        declarations_to_correct,
        "embauches ou sorties à corriger",
        "employees:movements",
    ),
    PendingSource(
        "imports-to-check",
        "import de salariés à vérifier",
        Right.EMPLOYEES_ACT,
        imports_to_check,
        "imports de salariés à vérifier",
        "employees:imports",
    ),
)
