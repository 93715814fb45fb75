"""What of this app a message to the caisse may be about."""

from typing import Any

from core.access import Access
from core.linked import LinkedKind
from core.rights import Right
from employees.models import Employee


def _readable(access: Access, now: Any) -> Any:
    return Employee.objects.for_access(access)


def _name(employee: Employee) -> tuple[str, int | None, int | None]:
    return employee.full_name, employee.pk, None


LINKED_KINDS = (
    LinkedKind(
        "salarie",
        "Salarié",
        "employees",
        (Right.EMPLOYEES_CONSULT,),
        Employee,
        _readable,
        _name,
        "employees:employee",
    ),
)
