"""What travels between the layers of the sick-leave claim."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from absences.values import GivenBack
from stoppages.enums import ResumptionReason, SickLeaveReason
from stoppages.models import StoppageCase, StoppageDeclaration


@dataclass(frozen=True, slots=True)
class SickLeaveValues:
    """`prolongs`: the case that this one prolongs; `subrogation_from` None: no subrogation."""

    reason: SickLeaveReason
    last_worked_on: date
    starts_on: date
    expected_end_on: date
    accident_on: date | None = None
    subrogation_from: date | None = None
    subrogation_to: date | None = None
    prolongs: StoppageCase | None = None


@dataclass(frozen=True, slots=True)
class Resumption:
    """Back at work on a day, and how (DSN S21.G00.60.011)."""

    on: date
    reason: ResumptionReason


@dataclass(frozen=True, slots=True)
class Sent:
    """What a sending did: the leave that it gave back."""

    declaration: StoppageDeclaration
    given_back: tuple[GivenBack, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterLine:
    """So many days of leave, and the last day on which they may be taken; None: carried over from the letter on."""

    period: str
    days: Decimal
    until: date | None
