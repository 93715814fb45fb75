"""Where an absence stands, from what the caisse was told of it. Nothing else writes `state` or `to_declare`."""

from absences.enums import AbsenceState, DeclarationState
from absences.models import Absence, LeaveDeclaration
from absences.telling import agrees, is_leave, last_heard, said_of_leave


def settle(absence: Absence, *, is_cancelled: bool | None = None) -> None:
    """Compute and save, in the caller's transaction. `is_cancelled`: None to leave that as it is."""
    if is_cancelled is not None:
        absence.state = AbsenceState.CANCELLED if is_cancelled else AbsenceState.ENTERED
    said = said_of_leave(absence)
    heard = last_heard(said)
    absence.state = _state_of(absence, said, heard)
    absence.to_declare = not agrees(absence, heard)
    absence.save()


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
