"""What waits for somebody of a company among its people, for `core.pending`."""

from typing import Any

from django.db.models import QuerySet

from employees.enums import ImportState, MovementState
from employees.models import EmployeeImport, Movement


def declarations_to_correct() -> QuerySet[Any]:
    """Hires and departures that the caisse gave back."""
    return Movement.objects.filter(state=MovementState.TO_CORRECT)


def imports_to_check() -> QuerySet[Any]:
    """Files that were read, of which nobody has said yet whether to record them."""
    return EmployeeImport.objects.filter(state=ImportState.READ)
