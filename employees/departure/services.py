"""Sorties: declared, corrected and cancelled until the caisse treats them; afterwards, requests to change them.

Each tells the apps above by `employee_left` or `departure_cancelled`: the planning answers.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.access import Access
from employees.enums import REQUESTS, EventKind, MovementKind, MovementState
from employees.models import Employee, Employment, Movement
from employees.policies import can_request_change, can_work_at
from employees.rules import last_day_problem
from employees.services.history import Changes, note
from employees.services.movements import author_of, lock_open, movement_reference, sent_of
from employees.services.settling import settle
from employees.signals import departure_cancelled, employee_left
from employees.words import in_words

_OVERLAP = "employment_periods_of_a_person_do_not_overlap"


class DepartureRefused(Exception):
    """The departure cannot be declared so; `str()` says why, `field` where."""

    def __init__(self, message: str, field: str = "last_day") -> None:
        super().__init__(message)
        self.field = field


class AlreadyDeclared(DepartureRefused):
    """Somebody declared it meanwhile."""

    def __init__(self) -> None:
        super().__init__("La sortie de cette personne est déjà déclarée : corrigez-la.", field="")


class CorrectedMeanwhile(DepartureRefused):
    """Somebody corrected it after the page was read."""

    def __init__(self, departure: Movement) -> None:
        day = in_words("last_day", departure.last_day)
        super().__init__(
            f"{departure.sent_by_label} a corrigé cette sortie entre-temps : le dernier jour déclaré est le {day}. "
            "Envoyez de nouveau si c’est votre saisie qui doit être déclarée.",
            field="",
        )


@dataclass(frozen=True, slots=True)
class DepartureValues:
    last_day: date
    departure_reason: str
    certificate_requested: bool = True


def declare_departure(*, access: Access, employment: Employment, values: DepartureValues) -> Movement:
    """Send the departure to the caisse; the contract ends on that day. Raises DepartureRefused, AlreadyDeclared."""
    with transaction.atomic():
        contract = _locked(access, employment)
        check_last_day(contract, values.last_day)
        if contract.movements.live().filter(kind=MovementKind.DEPARTURE).exists():
            raise AlreadyDeclared
        movement = Movement(
            adherent_id=contract.adherent_id,
            employment=contract,
            kind=MovementKind.DEPARTURE,
            reference=movement_reference(MovementKind.DEPARTURE),
        )
        _send(access, movement, values)
        end(contract, values.last_day)
        _note(movement, EventKind.DEPARTURE_DECLARED, access, {"ends_on": ["", in_words("ends_on", values.last_day)]})
        employee_left.send(sender=Employment, employment=contract, access=access)
    return movement


def correct_departure(*, access: Access, movement: Movement, values: DepartureValues, version: int) -> Movement:
    """Send it again, corrected; `version`: that of the page read. Raises AlreadyTreated, CorrectedMeanwhile,
    DepartureRefused.
    """
    with transaction.atomic():
        locked = _only(lock_open(movement, access), (MovementKind.DEPARTURE,))
        if locked.version != version:
            raise CorrectedMeanwhile(locked)
        contract = _locked(access, locked.employment)
        check_last_day(contract, values.last_day)
        before = DepartureValues(locked.last_day or values.last_day, locked.departure_reason)
        locked.version += 1
        _send(access, locked, values)
        end(contract, values.last_day)
        _note(locked, EventKind.DEPARTURE_CORRECTED, access, _differences(before, values))
        employee_left.send(sender=Employment, employment=contract, access=access)
    return locked


def cancel_departure(*, access: Access, movement: Movement) -> None:
    """The person stays: the contract goes on to its planned end. Raises AlreadyTreated, DepartureRefused."""
    with transaction.atomic():
        locked = _only(lock_open(movement, access), (MovementKind.DEPARTURE,))
        locked.state, locked.message = MovementState.CANCELLED, ""
        locked.save(update_fields=["state", "message"])
        go_on(locked.employment, access)
        _note(locked, EventKind.DEPARTURE_CANCELLED, access)


def request_departure_change(*, access: Access, departure: Movement, values: DepartureValues | None) -> Movement:
    """Ask the caisse to change a departure that it recorded; `values` None: to cancel it.

    Raises DepartureRefused, AlreadyDeclared when a request is already open.
    """
    with transaction.atomic():
        contract = _locked(access, departure.employment)
        locked = Movement.objects.select_for_update(of=("self",), no_key=True).get(pk=departure.pk)
        if not can_request_change(access, _only(locked, (MovementKind.DEPARTURE,))):
            raise PermissionDenied
        if contract.movements.open().exists():
            raise DepartureRefused("Une demande est déjà en cours d’examen pour ce contrat.", field="")
        if values is not None:
            check_last_day(contract, values.last_day)
        kind = MovementKind.DEPARTURE_CANCELLATION if values is None else MovementKind.DEPARTURE_CHANGE
        asked = (
            {}
            if values is None
            else {"last_day": values.last_day.isoformat(), "departure_reason": values.departure_reason}
        )
        movement = Movement.objects.create(
            adherent_id=contract.adherent_id,
            employment=contract,
            kind=kind,
            reference=movement_reference(kind),
            asked=asked,
            sent=sent_of(contract),
            sent_by=access.user,
            sent_by_label=author_of(access),
        )
        _note(movement, EventKind.CHANGE_ASKED, access)
    return movement


def withdraw_request(*, access: Access, movement: Movement) -> None:
    """The company no longer asks. Raises AlreadyTreated."""
    with transaction.atomic():
        locked = _only(lock_open(movement, access), REQUESTS)
        locked.state, locked.nir_sealed, locked.message = MovementState.CANCELLED, None, ""
        locked.save(update_fields=["state", "nir_sealed", "message"])
        _note(locked, EventKind.CHANGE_WITHDRAWN, access)


def check_last_day(contract: Employment, last_day: date) -> None:
    """Raises DepartureRefused: not before the first day, nor after the planned end of a dated contract."""
    problem = last_day_problem(last_day, starts_on=contract.starts_on, planned_end_on=contract.planned_end_on)
    if problem:
        raise DepartureRefused(problem)


def go_on(contract: Employment, access: Access | None) -> None:
    """Without its departure the contract lasts to its planned end. Raises DepartureRefused when another follows it."""
    end(contract, contract.planned_end_on)
    departure_cancelled.send(sender=Employment, employment=contract, access=access)


def _only(movement: Movement, kinds: Collection[str]) -> Movement:
    """A declaration of another kind has services of its own."""
    if movement.kind not in kinds:
        raise PermissionDenied
    return movement


def _hold_person(contract: Employment) -> None:
    """The person before their contracts, as everywhere: an absence entered meanwhile waits for the last day."""
    Employee.objects.select_for_update(no_key=True).filter(pk=contract.employee_id).values_list("pk").first()


def _locked(access: Access, employment: Employment) -> Employment:
    _hold_person(employment)
    rows = Employment.objects.select_for_update(of=("self",), no_key=True)
    contract = rows.select_related("employee__adherent", "establishment").get(pk=employment.pk)
    if not can_work_at(access, contract.establishment) or contract.is_void:
        raise PermissionDenied
    return contract


def _send(access: Access, movement: Movement, values: DepartureValues) -> None:
    movement.state, movement.message, movement.sent_at = MovementState.SENT, "", timezone.now()
    movement.last_day, movement.departure_reason = values.last_day, values.departure_reason
    movement.certificate_requested = values.certificate_requested
    movement.sent = {**sent_of(movement.employment), "last_day": in_words("last_day", values.last_day)}
    movement.sent_by, movement.sent_by_label = access.user, author_of(access)
    movement.treated_at = movement.treated_by = None
    movement.save()


def end(contract: Employment, last_day: date | None) -> None:
    """Write the last day and what follows from it, in the caller's transaction. Raises DepartureRefused."""
    _hold_person(contract)
    contract.ends_on = last_day
    try:
        with transaction.atomic():
            contract.save(update_fields=["ends_on"])
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != _OVERLAP:
            raise
        raise DepartureRefused(
            "Cette personne a un autre contrat après celui-ci : annulez-le ou corrigez-le d’abord."
        ) from error
    settle(employment_ids=[contract.pk], employee_ids=[contract.employee_id])


def _differences(before: DepartureValues, after: DepartureValues) -> Changes:
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in ("last_day", "departure_reason")}
    return {name: [in_words(name, old), in_words(name, new)] for name, (old, new) in pairs.items() if old != new}


def _note(movement: Movement, kind: EventKind, access: Access, changes: Changes | None = None) -> None:
    employment = movement.employment
    target = f"{movement.reference} · salarié {employment.employee.public_id}"
    note(employment.employee, kind, access=access, employment=employment, changes=changes, target=target)
