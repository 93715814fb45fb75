"""What waits for somebody of a company among its people: counted for many companies at once."""

from collections.abc import Collection

from django.db.models import Count, QuerySet

from employees.enums import ImportState, MovementState
from employees.models import EmployeeImport, Movement


def declarations_to_correct(adherent_ids: Collection[int]) -> dict[int, int]:
    """Hires and departures that the caisse gave back. One query."""
    return _counted(Movement.objects.filter(adherent_id__in=adherent_ids, state=MovementState.TO_CORRECT))


def imports_to_check(adherent_ids: Collection[int]) -> dict[int, int]:
    """Files that were read, of which nobody has said yet whether to record them. One query."""
    return _counted(EmployeeImport.objects.filter(adherent_id__in=adherent_ids, state=ImportState.READ))


def _counted(rows: QuerySet) -> dict[int, int]:
    return dict(rows.order_by().values_list("adherent_id").annotate(number=Count("pk")))
