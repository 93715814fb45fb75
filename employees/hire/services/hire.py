"""Embauches: declared, one or by thousands, corrected and cancelled while the caisse has not treated them."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import audit
from core.access import Access
from employees import nir as nirs
from employees.enums import CaisseState, EventKind, MovementKind, MovementState
from employees.models import Employee, EmployeeEvent, Employment, HireDraft, Movement
from employees.policies import can_work_at
from employees.services.history import Changes, changes_between, event_fields, note
from employees.services.movements import HireRefused, author_of, hire_sent_of, lock_open, movement_reference
from employees.services.numbers import nir_fields, read_nir_of
from employees.services.renaming import tell_renamed
from employees.services.settling import settle
from employees.signals import contract_redated
from employees.values import ContractValues, NewHire, PersonValues

audit.declare({"employees.hires_declared": "Embauches déclarées par un fichier"})


class AlreadyKnown(HireRefused):
    """Somebody of the company has that NIR."""

    def __init__(self) -> None:
        super().__init__(
            "Ce numéro de sécurité sociale est déjà celui d’un salarié de l’entreprise : déclarez un nouveau contrat "
            "depuis sa fiche, ou vérifiez le numéro."
        )


class Overlaps(HireRefused):
    """The person has a contract on one of these days."""

    def __init__(self) -> None:
        super().__init__(
            "Cette personne a déjà un contrat à ces dates dans l’entreprise : déclarez d’abord sa sortie, ou changez "
            "le premier jour."
        )


_BY_CONSTRAINT: dict[str, type[HireRefused]] = {
    "one_employee_per_nir_in_a_company": AlreadyKnown,
    "employment_periods_of_a_person_do_not_overlap": Overlaps,
}


def declare_hire(*, access: Access, hire: NewHire) -> Movement:
    """Send one hire to the caisse. Raises AlreadyKnown, Overlaps."""
    [movement] = declare_hires(access=access, hires=[hire])
    return movement


def declare_hires(*, access: Access, hires: Sequence[NewHire], by_file: str = "") -> list[Movement]:
    """Send hires to the caisse, all or none, in a number of queries that does not follow theirs.

    `by_file`: the name of the file they come from, for the journal. Raises AlreadyKnown, Overlaps, PermissionDenied.
    """
    if not all(can_work_at(access, hire.contract.establishment) for hire in hires):
        raise PermissionDenied
    try:
        with transaction.atomic():
            people = _people(access, hires)
            contracts = [_contract(employee, hire.contract) for employee, hire in zip(people, hires, strict=True)]
            # Not current until settled: a person known has one already.
            Employment.objects.bulk_create(contracts)
            movements = [_movement(access, contract, hire) for contract, hire in zip(contracts, hires, strict=True)]
            Movement.objects.bulk_create(movements)
            _settle(contracts)
            _note_hires(access, contracts, by_file)
    except IntegrityError as error:
        raise _in_words(error) from error
    return movements


def correct_hire(
    *, access: Access, movement: Movement, person: PersonValues, contract: ContractValues, nir: str | None
) -> Movement:
    """Send the hire again, corrected; `nir` None: unchanged. Raises AlreadyTreated, AlreadyKnown, Overlaps."""
    if not can_work_at(access, contract.establishment):
        raise PermissionDenied
    try:
        with transaction.atomic():
            locked = lock_open(movement, access)
            changes = _rewrite(locked.employment, person, contract, nir)
            locked.version += 1
            locked.state, locked.sent, locked.sent_at = (
                MovementState.SENT,
                hire_sent_of(locked.employment),
                timezone.now(),
            )
            locked.sent_by, locked.sent_by_label, locked.message = access.user, author_of(access), ""
            locked.treated_at = locked.treated_by = None
            locked.save()
            _settle([locked.employment])
            contract_redated.send(sender=Employment, employment=locked.employment, access=access)
            _note(locked, EventKind.HIRE_CORRECTED, access, changes)
            HireDraft.objects.filter(corrects=locked).delete()
    except IntegrityError as error:
        raise _in_words(error) from error
    return locked


@transaction.atomic
def cancel_hire(*, access: Access, movement: Movement) -> None:
    """The person does not come: the contract is void, with a departure declared meanwhile. Raises AlreadyTreated."""
    locked = lock_open(movement, access)
    locked.employment.movements.open().update(state=MovementState.CANCELLED, message="", nir_sealed=None)
    HireDraft.objects.filter(corrects=locked).delete()
    _settle([locked.employment])
    contract_redated.send(sender=Employment, employment=locked.employment, access=access)
    _note(locked, EventKind.HIRE_CANCELLED, access)


def _people(access: Access, hires: Sequence[NewHire]) -> list[Employee]:
    new = {
        rank: Employee(adherent_id=access.tiers.adherent_id, **hire.person.as_fields(), **nir_fields(hire.nir))
        for rank, hire in enumerate(hires)
        if hire.employee is None
    }
    Employee.objects.bulk_create(new.values())
    return [new[rank] if hire.employee is None else _updated(access, hire) for rank, hire in enumerate(hires)]


def _updated(access: Access, hire: NewHire) -> Employee:
    """Somebody known, with what is said of them now."""
    if hire.employee is None:
        raise ValueError("nobody to bring up to date")
    employee = Employee.objects.select_for_update().get(pk=hire.employee.pk, adherent_id=access.tiers.adherent_id)
    rewrite_person(employee, hire.person, hire.nir or None)
    return employee


def rewrite_person(employee: Employee, person: PersonValues, nir: str | None) -> Changes:
    """Write what differs; `nir` None: unchanged. Returns the changes, an NIR masked."""
    changes = changes_between(PersonValues.of(employee).as_fields(), person.as_fields())
    values = person.as_fields()
    if nir is not None and nir != read_nir_of(employee):
        changes["nir"] = [employee.masked_nir, nirs.mask(nir) if nir else ""]
        values |= nir_fields(nir)
    if changes:
        for name, value in values.items():
            setattr(employee, name, value)
        employee.save(update_fields=list(values))
        tell_renamed([(employee, changes)])
    return changes


def _rewrite(employment: Employment, person: PersonValues, contract: ContractValues, nir: str | None) -> Changes:
    changes = rewrite_person(employment.employee, person, nir)
    changes |= changes_between(ContractValues.of(employment).as_fields(), contract.as_fields())
    for name, value in contract.as_fields().items():
        setattr(employment, name, value)
    departure = employment.movements.live().filter(kind=MovementKind.DEPARTURE).first()
    employment.ends_on = departure.last_day if departure else contract.planned_end_on
    employment.save()
    return changes


def _contract(employee: Employee, values: ContractValues) -> Employment:
    return Employment(
        adherent_id=employee.adherent_id,
        employee=employee,
        ends_on=values.planned_end_on,
        caisse_state=CaisseState.HIRE_SENT,
        is_current=False,
        **values.as_fields(),
    )


def _movement(access: Access, employment: Employment, hire: NewHire) -> Movement:
    return Movement(
        public_id=hire.public_id,
        adherent_id=employment.adherent_id,
        employment=employment,
        kind=MovementKind.HIRE,
        reference=movement_reference(MovementKind.HIRE),
        sent=hire_sent_of(employment),
        sent_by=access.user,
        sent_by_label=author_of(access),
    )


def _settle(contracts: Sequence[Employment]) -> None:
    settle(
        employment_ids=[contract.pk for contract in contracts],
        employee_ids=[contract.employee_id for contract in contracts],
    )


def _note_hires(access: Access, contracts: list[Employment], by_file: str) -> None:
    """A line of history each; in the journal, one line for a file."""
    kind = EventKind.HIRE_DECLARED
    if not by_file:
        for contract in contracts:
            note(contract.employee, kind, access=access, employment=contract)
        return
    EmployeeEvent.objects.bulk_create(
        EmployeeEvent(**event_fields(contract.employee, kind, access=access, employment=contract))
        for contract in contracts
    )
    changes = {"count": len(contracts)}
    audit.record("employees.hires_declared", access=access, target=f"fichier {by_file}", changes=changes)


def _note(movement: Movement, kind: EventKind, access: Access, changes: Changes | None = None) -> None:
    employment = movement.employment
    target = f"{movement.reference} · salarié {employment.employee.public_id}"
    note(employment.employee, kind, access=access, employment=employment, changes=changes, target=target)


def _in_words(error: IntegrityError) -> Exception:
    """The refusal that a constraint of the database means; anything else stays what it is."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    refusal = _BY_CONSTRAINT.get(name)
    return refusal() if refusal else error
