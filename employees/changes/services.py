"""What changes in the sheet of somebody: written at once when it is the company's own, asked of the caisse when it was
declared to it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core.access import Access
from core.sealing import seal
from employees import nir as nirs
from employees.changes.marks import changed_since
from employees.enums import REQUESTS, EventKind, MovementKind
from employees.models import Employee, Employment, Movement
from employees.policies import can_change_person, can_request_hire_change, can_work_at
from employees.services.history import Changes, changes_between, note
from employees.services.movements import author_of, difference_of, movement_reference, sent_of
from employees.services.numbers import read_nir_of

# What the company keeps by itself.
PERSON_FIELDS = ("birth_place", "street", "postal_code", "city", "country", "in_btp_since")
CONTRACT_FIELDS = (
    *("establishment", "crew", "category", "qualification", "weekly_hours", "work_days"),
    *("hourly_wage", "worksite", "former_employer"),
)
# What the caisse recorded.
DECLARED_OF_PERSON = ("sex", "last_name", "first_name", "birth_name", "birth_on")
DECLARED_OF_CONTRACT = ("contract_kind", "fixed_term_reason", "worksite", "starts_on", "planned_end_on")


class ChangeRefused(Exception):
    """Nothing was written; `str()` says why, `field` where."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class NothingChanges(ChangeRefused):
    def __init__(self) -> None:
        super().__init__("Ce sont déjà les informations enregistrées : rien n’est à changer.")


class RecordChangedMeanwhile(ChangeRefused):
    """Some values are no longer those that the form showed: `names` says which, `present` holds all of them."""

    def __init__(self, names: list[str], present: Mapping[str, Any]) -> None:
        super().__init__("Cette fiche a changé depuis l’affichage de la page : rien n’a été enregistré.")
        self.names, self.present = names, present


class AlreadyAsked(ChangeRefused):
    def __init__(self) -> None:
        super().__init__("Une demande est déjà en cours d’examen pour ce contrat : retirez-la d’abord.")


def values_of(row: Employee | Employment, names: Iterable[str]) -> dict[str, Any]:
    """The values in force of these fields."""
    return {name: getattr(row, name) for name in names}


@transaction.atomic
def change_person(*, access: Access, employee: Employee, values: Mapping[str, Any], seen: str) -> Changes:
    """Write some of PERSON_FIELDS. `seen`: the mark of all of them. Raises RecordChangedMeanwhile, NothingChanges."""
    locked = _locked_person(employee)
    if not can_change_person(access, locked):
        raise PermissionDenied
    changes = _write(locked, values, values_of(locked, PERSON_FIELDS), seen)
    note(locked, EventKind.CHANGED, access=access, changes=changes)
    return changes


@transaction.atomic
def change_contract(*, access: Access, employment: Employment, values: Mapping[str, Any], seen: str) -> Changes:
    """Write some of CONTRACT_FIELDS. `seen`: the mark of all of them. Raises RecordChangedMeanwhile, NothingChanges."""
    locked = _locked_contract(employment)
    sites = [locked.establishment, *([values["establishment"]] if "establishment" in values else [])]
    if locked.is_void or not all(can_work_at(access, site) for site in sites):
        raise PermissionDenied
    changes = _write(locked, values, values_of(locked, CONTRACT_FIELDS), seen)
    note(locked.employee, EventKind.CHANGED, access=access, employment=locked, changes=changes)
    return changes


@transaction.atomic
def request_hire_change(
    *, access: Access, employment: Employment, asked: Mapping[str, Any], nir: str, seen: str
) -> Movement:
    """Ask the caisse to change what it recorded of a hire. `asked`: values of the declared fields; `nir` empty: the
    same. Raises RecordChangedMeanwhile, NothingChanges, AlreadyAsked, ChangeRefused.
    """
    locked = _locked_contract(employment)
    _refuse_unless_recorded(access, locked)
    present = declared_of(locked)
    _refuse_changed(seen, present, locked.public_id)
    changes = changes_between(present, asked)
    new_nir = nir if nir and nir != read_nir_of(locked.employee) else ""
    if new_nir:
        _refuse_known_nir(locked.employee, new_nir)
        changes["nir"] = [locked.employee.masked_nir, nirs.mask(new_nir)]
    if not changes:
        raise NothingChanges
    _refuse_departure_outside(locked, {**present, **asked})
    difference = _difference(locked.employee, {**present, **asked}, changes, new_nir)
    movement = _request(access, locked, {name: asked[name] for name in changes if name != "nir"}, new_nir, difference)
    target = f"{movement.reference} · salarié {locked.employee.public_id}"
    note(locked.employee, EventKind.CHANGE_ASKED, access=access, employment=locked, changes=changes, target=target)
    return movement


def declared_of(employment: Employment) -> dict[str, Any]:
    """What the caisse recorded of the person and of the contract, but for the NIR."""
    return {
        **values_of(employment.employee, DECLARED_OF_PERSON),
        **values_of(employment, DECLARED_OF_CONTRACT),
    }


def _write(row: Employee | Employment, values: Mapping[str, Any], present: dict[str, Any], seen: str) -> Changes:
    _refuse_changed(seen, present, row.public_id)
    changes = changes_between({name: present[name] for name in values}, values)
    if not changes:
        raise NothingChanges
    for name in changes:
        setattr(row, name, values[name])
    row.save(update_fields=list(changes))
    return changes


def _refuse_changed(seen: str, present: Mapping[str, Any], public_id: str) -> None:
    names = changed_since(seen, present, bound_to=public_id)
    if names:
        raise RecordChangedMeanwhile(names, present)


def _refuse_unless_recorded(access: Access, contract: Employment) -> None:
    is_hire_open = contract.movements.open().filter(kind=MovementKind.HIRE).exists()
    if not can_request_hire_change(access, contract, is_hire_open=is_hire_open):
        raise PermissionDenied
    if contract.movements.open().filter(kind__in=REQUESTS).exists():
        raise AlreadyAsked


def _refuse_known_nir(employee: Employee, nir: str) -> None:
    others = Employee.objects.filter(adherent_id=employee.adherent_id, nir_digest=nirs.digest(nir))
    if others.exclude(pk=employee.pk).exists():
        raise ChangeRefused(
            "Ce numéro de sécurité sociale est déjà celui d’un autre salarié de l’entreprise : vérifiez-le.", "nir"
        )


def _refuse_departure_outside(contract: Employment, wanted: Mapping[str, Any]) -> None:
    """The departure declared stays inside the contract that is asked for."""
    departure = contract.movements.live().filter(kind=MovementKind.DEPARTURE).first()
    if departure is None or departure.last_day is None:
        return
    said = f"La sortie déclarée est au {departure.last_day:%d/%m/%Y}"
    if wanted["starts_on"] > departure.last_day:
        raise ChangeRefused(f"{said} : le premier jour ne peut pas être après.", "starts_on")
    if wanted["planned_end_on"] is not None and wanted["planned_end_on"] < departure.last_day:
        raise ChangeRefused(f"{said} : la fin prévue ne peut pas être avant.", "planned_end_on")


def _difference(employee: Employee, wanted: Mapping[str, Any], changes: Changes, new_nir: str) -> dict[str, str]:
    """What the number would say otherwise of the person, when one of them is asked to change."""
    if not changes.keys() & {"nir", "sex", "birth_on"}:
        return {}
    person = {"sex": wanted["sex"], "birth_on": wanted["birth_on"]}
    # Nobody was asked about a number that is not typed again.
    return difference_of(new_nir or read_nir_of(employee), **person, is_confirmed=bool(new_nir))


def _request(
    access: Access, contract: Employment, asked: dict[str, Any], nir: str, difference: dict[str, str]
) -> Movement:
    """Dates in ISO, as `treating.asked_values` reads them; an NIR sealed aside."""
    written = {name: value.isoformat() if isinstance(value, date) else (value or "") for name, value in asked.items()}
    return Movement.objects.create(
        adherent_id=contract.adherent_id,
        employment=contract,
        kind=MovementKind.HIRE_CHANGE,
        reference=movement_reference(MovementKind.HIRE_CHANGE),
        asked={**written, "nir": nirs.mask(nir)} if nir else written,
        nir_sealed=seal(nir) if nir else None,
        sent=sent_of(contract) | difference,
        sent_by=access.user,
        sent_by_label=author_of(access),
    )


def _locked_person(employee: Employee) -> Employee:
    rows = Employee.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("adherent").get(pk=employee.pk)


def _locked_contract(employment: Employment) -> Employment:
    rows = Employment.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("employee__adherent", "establishment", "crew").get(pk=employment.pk)
