"""What the caisse's staff read of the people of their companies, when reading must leave a trace (SECURITY L2)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core import audit
from core.sealing import unseal
from employees.enums import EventKind
from employees.models import Employee, Movement
from employees.policies import can_show_nir_to_staff
from employees.services.hiring import read_nir_of
from employees.services.history import note

audit.declare({"employees.person_viewed": "Fiche d’un salarié consultée par la caisse"})


def record_person_viewed(*, employee: Employee, by: Any) -> None:
    """Who looked at whom."""
    adherent = employee.adherent
    audit.record(
        "employees.person_viewed",
        actor=by,
        caisse_id=adherent.caisse_id,
        adherent_id=adherent.pk,
        tiers_label=adherent.name,
        target=f"salarié {employee.public_id}",
        changes={"person": employee.full_name},
    )


@transaction.atomic
def show_nir_to_staff(*, employee: Employee, by: Any) -> str:
    """The NIR in clear, each time in the history and in the journal; empty when it is not known."""
    if not can_show_nir_to_staff(by, employee):
        raise PermissionDenied
    note(employee, EventKind.NIR_SHOWN, by=by)
    return read_nir_of(employee)


@transaction.atomic
def show_asked_nir(*, movement: Movement, by: Any) -> str:
    """The NIR that an open request asks to record; empty when it asks for none."""
    employee = movement.employment.employee
    if not can_show_nir_to_staff(by, employee):
        raise PermissionDenied
    if movement.nir_sealed is None:
        return ""
    note(employee, EventKind.NIR_SHOWN, by=by, target=f"{movement.reference} · salarié {employee.public_id}")
    return unseal(bytes(movement.nir_sealed))
