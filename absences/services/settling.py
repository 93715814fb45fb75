"""Where an absence stands, from what the caisse was told of it. Nothing else writes `state` or `to_declare`."""

from typing import Literal

from absences.enums import AbsenceState, AfterDeparture, DeclarationKind, DeclarationState
from absences.models import Absence, LeaveDeclaration
from absences.queries.contracts import contracts_of_person
from absences.stretches import Stretch


def settle(absence: Absence, *, is_cancelled: bool | None = None) -> None:
    """Compute and save, in the caller's transaction. `is_cancelled`: None to leave that as it is."""
    cancelled = not absence.is_live if is_cancelled is None else is_cancelled
    said = list(absence.declarations.order_by("-sent_at", "-pk")) if absence.kind.is_paid_leave else []
    absence.state, absence.to_declare = _standing(absence, said, cancelled)
    if absence.after_departure == AfterDeparture.TO_RESOLVE or absence.split_from_id is not None:
        # Whoever enters days is held to the contract; only what is left of an absence may be after it.
        absence.after_departure = standing_after(absence, contracts_of_person(absence.employee_id))
    absence.save()


def standing_after(absence: Absence, contracts: list[Stretch]) -> AfterDeparture | Literal[""]:
    """What is to be done of it, once these are the contracts of the person."""
    outside = absence.stretch.without(contracts)
    if absence.is_live:
        return AfterDeparture.TO_RESOLVE if outside else ""
    if absence.after_departure not in {AfterDeparture.RESOLVED, AfterDeparture.TO_PUT_BACK}:
        return ""
    return AfterDeparture.RESOLVED if outside == [absence.stretch] else AfterDeparture.TO_PUT_BACK


def _standing(absence: Absence, said: list[LeaveDeclaration], cancelled: bool) -> tuple[AbsenceState, bool]:
    if not absence.kind.is_paid_leave:
        return (AbsenceState.CANCELLED if cancelled else AbsenceState.ENTERED), False
    heard = last_heard(said)
    if cancelled:
        return AbsenceState.CANCELLED, heard is not None
    if heard is None:
        return _unheard(said), True
    return _heard_state(heard), heard.stretch != absence.stretch


def is_heard(absence: Absence) -> bool:
    """The caisse believes in this leave as it was told of it."""
    return last_heard(list(absence.declarations.order_by("-sent_at", "-pk"))) is not None


def last_heard(said: list[LeaveDeclaration]) -> LeaveDeclaration | None:
    """What the caisse believes of the leave: the latest that it has not refused; None once it heard a cancellation."""
    heard = next(
        (one for one in said if one.state in (DeclarationState.SENT, DeclarationState.TAKEN_INTO_ACCOUNT)), None
    )
    return None if heard is not None and heard.kind == DeclarationKind.CANCELLATION else heard


def _unheard(said: list[LeaveDeclaration]) -> AbsenceState:
    refused = said and said[0].state == DeclarationState.REFUSED
    return AbsenceState.REFUSED if refused else AbsenceState.ENTERED


def _heard_state(heard: LeaveDeclaration) -> AbsenceState:
    if heard.paid_on is not None:
        return AbsenceState.PAID
    taken = heard.state == DeclarationState.TAKEN_INTO_ACCOUNT
    return AbsenceState.TAKEN_INTO_ACCOUNT if taken else AbsenceState.DECLARED
