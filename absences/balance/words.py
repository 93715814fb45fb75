"""What would be left of somebody's leave, in a few words."""

from decimal import Decimal

from absences.balance.lines import BalanceLine
from core.french import counted
from employees.leave.arithmetic.periods import day_label


def said_left(lines: list[BalanceLine]) -> str:
    """« Reste après : 12 jours », « Reste après : − 2 jours (estimation) », one period after the other."""
    if not lines:
        return ""
    parts = [_said(line, is_alone=len(lines) == 1) for line in lines]
    return f"Reste après : {', puis '.join(parts)}"


def _said(line: BalanceLine, *, is_alone: bool) -> str:
    until = "" if is_alone else f" jusqu’au {day_label(line.period.taking_ends_on)}"
    if line.after is None:
        return f"droits pas encore connus{until}"
    return f"{_signed(line.after)}{until}{' (estimation)' if line.is_estimate else ''}"


def _signed(days: Decimal) -> str:
    number = abs(days)
    return f"{'− ' if days < 0 else ''}{counted(int(number) if number == int(number) else number, 'jour')}"
