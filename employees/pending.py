"""What waits for somebody of a company among its people, for `core.pending`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate

from core.pending import OneByOne, PendingSource, Told
from core.rights import Right
from core.templatetags.portal import near_date
from employees.enums import ImportState, MovementKind, MovementState
from employees.models import EmployeeImport, Movement
from employees.models.people import full_name


def declarations_to_correct() -> QuerySet[Any]:
    """Hires and departures that the caisse gave back."""
    return Movement.objects.filter(state=MovementState.TO_CORRECT)


def imports_to_check() -> QuerySet[Any]:
    """Files that were read, of which nobody has said yet whether to record them."""
    return EmployeeImport.objects.filter(state=ImportState.READ)


_PERSON = "employment__employee"
_MOVEMENT = {
    "ref": F("public_id"),
    "kind": F("kind"),
    "last_name": F(f"{_PERSON}__last_name"),
    "first_name": F(f"{_PERSON}__first_name"),
}


def _to_correct(returned_on: date, said: Mapping[str, Any]) -> Told:
    person = full_name(said["last_name"], said["first_name"])
    kind = MovementKind(said["kind"]).label
    return Told(f"Rendue par la caisse le {near_date(returned_on)}", f"{kind} à corriger : {person}", said["ref"])


def _to_check(sent_on: date, said: Mapping[str, Any]) -> Told:
    return Told(f"Envoyé le {near_date(sent_on)}", f"Import de salariés à vérifier : {said['file_name']}", said["ref"])


SOURCES = (
    PendingSource(
        "declarations-to-correct",
        "embauche ou sortie à corriger",
        Right.EMPLOYEES_ACT,
        declarations_to_correct,
        "embauches ou sorties à corriger",
        "employees:movements",
        OneByOne("Corriger", "employees:movement", TruncDate("treated_at"), _MOVEMENT, _to_correct),
    ),
    PendingSource(
        "imports-to-check",
        "import de salariés à vérifier",
        Right.EMPLOYEES_ACT,
        imports_to_check,
        "imports de salariés à vérifier",
        "employees:imports",
        OneByOne(
            "Vérifier",
            "employees:import_file",
            TruncDate("created_at"),
            {"ref": F("public_id"), "file_name": F("file_name")},
            _to_check,
        ),
    ),
)
