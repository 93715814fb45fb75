"""Where an absence stands, from what the caisse was told of it. Nothing else writes `state` or `to_declare`."""

from absences.enums import AbsenceState, DeclarationKind, DeclarationState
from absences.models import Absence, LeaveDeclaration


def settle(absence: Absence, *, is_cancelled: bool | None = None) -> None:
    """Compute and save, in the caller's transaction. `is_cancelled`: None to leave that as it is."""
    cancelled = not absence.is_live if is_cancelled is None else is_cancelled
    said = list(absence.declarations.order_by("-sent_at", "-pk")) if absence.kind.is_paid_leave else []
    absence.state, absence.to_declare = _standing(absence, said, cancelled)
    absence.save()


def _standing(absence: Absence, said: list[LeaveDeclaration], cancelled: bool) -> tuple[AbsenceState, bool]:
    if not absence.kind.is_paid_leave:
        return (AbsenceState.CANCELLED if cancelled else AbsenceState.ENTERED), False
    heard = last_heard(said)
    if cancelled:
        return AbsenceState.CANCELLED, heard is not None
    if heard is None:
        return _unheard(said), True
    return _heard_state(heard), heard.stretch != absence.stretch


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
