"""What is journalled of people read: a NIR shown, a list exported."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core import audit, throttling
from core.access import Access
from employees.enums import EventKind
from employees.models import Employee
from employees.policies import can_show_nir
from employees.services.history import note
from employees.services.numbers import read_nir_of


def show_nir(*, access: Access, employee: Employee) -> str:
    """The NIR in clear, empty when there is none; in the history and the journal. Raises Throttled."""
    if not can_show_nir(access, employee):
        raise PermissionDenied
    throttling.enforce("nir_shown", str(access.user.pk))
    with transaction.atomic():
        number = read_nir_of(employee)
        if number:
            note(employee, EventKind.NIR_SHOWN, access=access)
    return number


audit.declare(
    {
        "employees.people_exported": "Liste des salariés exportée",
        "employees.people_exported_with_nir": "Liste des salariés exportée avec les numéros de sécurité sociale",
    }
)


def record_export(*, access: Access, count: int, file_format: str, with_nir: bool) -> None:
    """With the number of people in the file."""
    action = "employees.people_exported_with_nir" if with_nir else "employees.people_exported"
    audit.record(action, access=access, changes={"count": count, "format": file_format})
