"""The caisse treats what companies declared, and looks at people."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import audit
from core.sealing import unseal
from employees import emails
from employees.departure import services as departures
from employees.enums import OPEN_STATES, EventKind, MovementKind, MovementState
from employees.models import Employee, Employment, Movement
from employees.policies import can_show_nir_to_staff, can_treat_movement
from employees.services.history import Changes, changes_between, note
from employees.services.movements import sent_of
from employees.services.numbers import nir_fields, read_nir_of
from employees.services.renaming import tell_renamed
from employees.services.settling import settle
from employees.signals import contract_redated, employee_left
from employees.values import asked_values

_ACCEPTED = {
    MovementKind.HIRE: EventKind.HIRE_ACCEPTED,
    MovementKind.DEPARTURE: EventKind.DEPARTURE_ACCEPTED,
}
_REFUSED = {
    MovementKind.HIRE: EventKind.HIRE_REFUSED,
    MovementKind.DEPARTURE: EventKind.DEPARTURE_REFUSED,
}
_OF_PERSON = frozenset({"sex", "last_name", "first_name", "birth_name", "birth_on", "birth_place"})


class TreatmentRefused(Exception):
    """The decision cannot be taken; `str()` says why, in words."""


class AlreadyDecided(TreatmentRefused):
    """Somebody else was quicker, or the company cancelled."""

    def __init__(self, movement: Movement) -> None:
        super().__init__(f"L’état est déjà « {movement.get_state_display()} » : rien n’a été changé.")


class MovementChangedMeanwhile(TreatmentRefused):
    """The company corrected it after the page was shown."""

    def __init__(self) -> None:
        super().__init__("L’entreprise a corrigé son envoi depuis l’affichage de la page : relisez-le.")


def accept_movement(*, movement: Movement, by: Any, version: int) -> None:
    """Record it; a request is applied. `version`: that of the page read. Raises AlreadyDecided,
    MovementChangedMeanwhile, TreatmentRefused when what is asked contradicts another contract.
    """
    try:
        with transaction.atomic():
            locked = _to_treat(movement, by, version)
            changes = _apply(locked) if locked.kind not in _ACCEPTED else {}
            _close(locked, MovementState.ACCEPTED, by)
            _note(locked, _ACCEPTED.get(MovementKind(locked.kind), EventKind.CHANGE_ACCEPTED), by, changes=changes)
    except departures.DepartureRefused as refused:
        raise TreatmentRefused(str(refused)) from refused
    except IntegrityError as error:
        raise TreatmentRefused(
            "Ce qui est demandé contredit un autre contrat ou un autre salarié : refusez en disant quoi."
        ) from error


@transaction.atomic
def ask_correction(*, movement: Movement, by: Any, version: int, message: str) -> None:
    """Give it back to the company, which reads `message`. Raises AlreadyDecided, MovementChangedMeanwhile."""
    locked = _to_treat(movement, by, version)
    if locked.state != MovementState.SENT or locked.kind not in _ACCEPTED:
        raise AlreadyDecided(locked)
    _close(locked, MovementState.TO_CORRECT, by, message)
    _note(locked, EventKind.CORRECTION_ASKED, by, reason=message)
    emails.correction_asked(locked)


def refuse_movement(*, movement: Movement, by: Any, version: int, message: str) -> None:
    """A hire refused is void; a departure refused leaves the contract going on. Raises AlreadyDecided,
    MovementChangedMeanwhile, TreatmentRefused.
    """
    try:
        with transaction.atomic():
            locked = _to_treat(movement, by, version)
            _close(locked, MovementState.REFUSED, by, message)
            if locked.kind == MovementKind.DEPARTURE:
                departures.go_on(locked.employment, None)
            elif locked.kind == MovementKind.HIRE:
                locked.employment.movements.open().update(state=MovementState.CANCELLED, message="", nir_sealed=None)
                contract_redated.send(sender=Employment, employment=locked.employment, access=None)
            _note(locked, _REFUSED.get(MovementKind(locked.kind), EventKind.CHANGE_REFUSED), by, reason=message)
            emails.movement_refused(locked)
    except departures.DepartureRefused as refused:
        raise TreatmentRefused(str(refused)) from refused


def _to_treat(movement: Movement, by: Any, version: int) -> Movement:
    rows = Movement.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.select_related(
        "adherent__caisse", "sent_by", "employment__employee__adherent", "employment__establishment"
    ).get(pk=movement.pk)
    if not can_treat_movement(by, locked):
        raise PermissionDenied
    if locked.state not in OPEN_STATES:
        raise AlreadyDecided(locked)
    if locked.version != version:
        raise MovementChangedMeanwhile
    return locked


def _close(movement: Movement, state: MovementState, by: Any, message: str = "") -> None:
    movement.state, movement.message = state, message
    movement.treated_by, movement.treated_at = by, timezone.now()
    if state != MovementState.TO_CORRECT:
        movement.nir_sealed = None
    movement.save(update_fields=["state", "message", "treated_by", "treated_at", "nir_sealed"])
    employment = movement.employment
    settle(employment_ids=[employment.pk], employee_ids=[employment.employee_id])


def _apply(request: Movement) -> Changes:
    """Write what is asked; returns the changes, for the history."""
    apply: dict[str, Callable[[Movement], Changes]] = {
        MovementKind.HIRE_CHANGE: _apply_hire_change,
        MovementKind.DEPARTURE_CHANGE: _apply_departure_change,
        MovementKind.DEPARTURE_CANCELLATION: _apply_departure_cancellation,
    }
    return apply[request.kind](request)


def _apply_hire_change(request: Movement) -> Changes:
    employment, asked = request.employment, asked_values(request)
    changes: Changes = {}
    for row, names in ((employment.employee, _OF_PERSON), (employment, asked.keys() - _OF_PERSON)):
        values = {name: value for name, value in asked.items() if name in names}
        changes |= changes_between({name: getattr(row, name) for name in values}, values)
        for name, value in values.items():
            setattr(row, name, value)
    if request.nir_sealed is not None:
        changes["nir"] = [employment.employee.masked_nir, request.asked.get("nir", "")]
        for name, value in nir_fields(unseal(bytes(request.nir_sealed))).items():
            setattr(employment.employee, name, value)
    if _live_departure(employment) is None:
        employment.ends_on = employment.planned_end_on
    employment.employee.save()
    tell_renamed([(employment.employee, changes)])
    employment.save()
    contract_redated.send(sender=Employment, employment=employment, access=None)
    return changes


def _apply_departure_change(request: Movement) -> Changes:
    employment, asked = request.employment, asked_values(request)
    departure = _live_departure(employment)
    if departure is None:
        raise TreatmentRefused("La sortie n’existe plus : refusez cette demande.")
    departures.check_last_day(employment, asked["last_day"])
    before = {name: getattr(departure, name) for name in asked}
    departure.last_day, departure.departure_reason = asked["last_day"], asked["departure_reason"]
    departure.sent = {**sent_of(employment), "last_day": f"{departure.last_day:%d/%m/%Y}"}
    departure.save(update_fields=["last_day", "departure_reason", "sent"])
    departures.end(employment, departure.last_day)
    employee_left.send(sender=Employment, employment=employment, access=None)
    return changes_between(before, asked)


def _apply_departure_cancellation(request: Movement) -> Changes:
    departure = _live_departure(request.employment)
    if departure is None:
        raise TreatmentRefused("La sortie n’existe plus : refusez cette demande.")
    departure.state = MovementState.CANCELLED
    departure.save(update_fields=["state"])
    departures.go_on(request.employment, None)
    return {"ends_on": [f"{departure.last_day:%d/%m/%Y}", ""]}


def _live_departure(employment: Employment) -> Movement | None:
    return employment.movements.live().filter(kind=MovementKind.DEPARTURE).first()


def _note(movement: Movement, kind: EventKind, by: Any, *, reason: str = "", changes: Changes | None = None) -> None:
    employment = movement.employment
    target = f"{movement.reference} · salarié {employment.employee.public_id}"
    note(employment.employee, kind, by=by, employment=employment, reason=reason, changes=changes, target=target)


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
