"""What an arrêt does to the leave of the salarié, in words, and the leave that the letter tells of."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings

from core.access import Access
from core.french import counted
from employees.leave.queries import known_leave, periods_of
from employees.leave.values import LeavePeriod
from stoppages.arithmetic.leave_rights import Accrual, Counted, accruals, carried_until, most_of, rate_of
from stoppages.enums import SickLeaveReason
from stoppages.models import SickLeave
from stoppages.sick_leave.queries import days_of
from stoppages.sick_leave.reasons import COUNTED
from stoppages.sick_leave.values import LetterLine

_LAW = {Counted.SICKNESS: "L3141-5, 7°, et L3141-5-1", Counted.ACCIDENT: "L3141-5, 5°", Counted.WORK: "L3141-5, 2°"}


@dataclass(frozen=True, slots=True)
class Effect:
    """`rule`: what a month earns; `lines`: what the days foreseen earn, by accrual period."""

    rule: str
    lines: list[str]


def effect_of(access: Access, leave: SickLeave, today: date) -> Effect:
    """Four queries, none when the rights of this person were already read for this page."""
    rule = known_leave(access, leave.employee, today).rule_on(leave.starts_on)
    how, days = COUNTED[SickLeaveReason(leave.reason)], days_of(leave)
    rate, most = rate_of(how, rule), most_of(how, rule)
    said = (
        f"Un mois de cet arrêt donne {counted(_short(rate), 'jour ouvrable')} de congé, "
        f"{counted(_short(most), 'jour ouvrable')} au plus par période d’acquisition ({_LAW[how]})."
    )
    return Effect(said, [_said(one) for one in accruals(how, days.starts_on, days.ends_on, rule)])


def letter_lines(access: Access, leave: SickLeave, on: date) -> list[LetterLine]:
    """Leave that is left, by accrual period, the earliest first, and until when: leave of a taking period that is
    over is carried over, from the letter on; the other, until its taking period ends. Without any that the portal
    knows, one line to fill.
    """
    periods = periods_of(known_leave(access, leave.employee, on), on)
    lines = [_line(one, on) for one in reversed(periods) if one.remaining]
    return lines or [LetterLine("acquis", Decimal(0), None)]


def is_known(access: Access, leave: SickLeave, on: date) -> bool:
    """Whether the portal knows anything of the leave of this person."""
    return bool(periods_of(known_leave(access, leave.employee, on), on))


def carried_from(received_on: date) -> date:
    """The last day of leave carried over."""
    return carried_until(received_on, settings.LEAVE_CARRY_OVER_MONTHS)


def _line(one: LeavePeriod, on: date) -> LetterLine:
    until = None if one.is_closed_on(on) else one.period.taking_ends_on
    return LetterLine(f"acquis {one.period.label}", Decimal(_short(one.remaining)), until)


def _said(one: Accrual) -> str:
    cap = ", le plafond" if one.is_capped else ""
    days = counted(_short(one.days), "jour ouvrable")
    return f"Environ {days}{cap}, au titre de la période {one.period.label}."


def _short(days: Decimal) -> Decimal | int:
    return int(days) if days == int(days) else days
