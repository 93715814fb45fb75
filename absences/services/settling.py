"""Where an absence stands, from what the caisse was told of it. Nothing else writes `state` or `to_declare`."""

from typing import Literal

from absences.enums import AbsenceState, AfterDeparture, DeclarationState
from absences.models import Absence, LeaveDeclaration
from absences.queries.contracts import contracts_of_person
from absences.stretches import Stretch
from absences.telling import agrees, is_leave, last_heard, said_of_leave


def settle(absence: Absence, *, is_cancelled: bool | None = None) -> None:
    """Compute and save, in the caller's transaction. `is_cancelled`: None to leave that as it is."""
    if is_cancelled is not None:
        absence.state = AbsenceState.CANCELLED if is_cancelled else AbsenceState.ENTERED
    said = said_of_leave(absence)
    heard = last_heard(said)
    absence.state = _state_of(absence, said, heard)
    absence.to_declare = not agrees(absence, heard)
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


def _state_of(absence: Absence, said: list[LeaveDeclaration], heard: LeaveDeclaration | None) -> AbsenceState:
    if not is_leave(absence):
        return AbsenceState.ENTERED if absence.is_live else AbsenceState.CANCELLED
    if heard is None:
        return _unheard_state(said)
    return _heard_state(heard)


def _unheard_state(said: list[LeaveDeclaration]) -> AbsenceState:
    refused = said and said[0].state == DeclarationState.REFUSED
    return AbsenceState.REFUSED if refused else AbsenceState.ENTERED


def _heard_state(heard: LeaveDeclaration) -> AbsenceState:
    if heard.paid_on is not None:
        return AbsenceState.PAID
    taken = heard.state == DeclarationState.TAKEN_INTO_ACCOUNT
    return AbsenceState.TAKEN_INTO_ACCOUNT if taken else AbsenceState.DECLARED
