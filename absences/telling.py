"""What the caisse believes of a leave, and what is left to tell it: the one rule of services and pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from absences.enums import HEARD_STATES, DeclarationKind
from absences.models import Absence, LeaveDeclaration


@dataclass(frozen=True, slots=True)
class Telling:
    """`kind`: what is to be sent, None when it is enough to take back what waits; `believed`: what the caisse has
    treated and goes by; `waiting`: what it has not treated, which is replaced or taken back.
    """

    kind: DeclarationKind | None
    believed: LeaveDeclaration | None
    waiting: LeaveDeclaration | None


def said_of_leave(absence: Absence) -> list[LeaveDeclaration]:
    """What the caisse was told of it, the latest first: by the order of writing, whatever the clocks said."""
    return sorted(absence.declarations.all(), key=lambda one: one.pk, reverse=True)


def last_heard(said: Iterable[LeaveDeclaration]) -> LeaveDeclaration | None:
    """What the caisse believes of the leave: the latest that it has not refused; None once it heard a cancellation."""
    heard = next((one for one in said if one.state in HEARD_STATES), None)
    return None if heard is not None and heard.kind == DeclarationKind.CANCELLATION else heard


def is_leave(absence: Absence) -> bool:
    return absence.is_live and absence.kind.is_paid_leave


def agrees(absence: Absence, heard: LeaveDeclaration | None) -> bool:
    """What is so is what the caisse believes."""
    if not is_leave(absence):
        return heard is None
    return heard is not None and heard.tells(absence)


def telling_of(absence: Absence, said: Sequence[LeaveDeclaration]) -> Telling:
    """`said`: as `said_of_leave` gives it."""
    waiting = next((one for one in said if one.is_waiting), None)
    believed = last_heard(one for one in said if one is not waiting)
    if agrees(absence, believed):
        kind = None
    elif not is_leave(absence):
        kind = DeclarationKind.CANCELLATION
    else:
        kind = DeclarationKind.LEAVE if believed is None else DeclarationKind.CHANGE
    return Telling(kind, believed, waiting)
