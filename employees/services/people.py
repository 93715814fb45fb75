"""What is read of somebody under a right of its own."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core import throttling
from core.access import Access
from employees.enums import EventKind
from employees.models import Employee
from employees.policies import can_show_nir
from employees.services.hiring import read_nir_of
from employees.services.history import note


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
