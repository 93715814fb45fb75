"""When somebody is back at work. Pure arithmetic."""

from collections.abc import Sequence
from datetime import date

from absences.stretches import Stretch
from employees.leave.arithmetic.periods import day_label
from employees.leave.schedules import Schedule

# Nobody is looked for longer: the longest absences last three years.
_HALVES_LOOKED_AT = 2 * 4 * 366


def back_after(stretch: Stretch, planned: Sequence[Stretch], schedule: Schedule) -> str:
    """The first half day that would be worked and that no absence holds, in words; empty when the contract ends before.
    `planned`: all the absences of the person from then on.
    """
    half = stretch.end_half
    while half < stretch.end_half + _HALVES_LOOKED_AT:
        held = next((one for one in planned if one.first_half <= half < one.end_half), None)
        day = date.fromordinal(half // 2)
        if held is not None:
            half = held.end_half
        elif not _is_under_contract(day, schedule):
            return ""
        elif schedule.is_worked(day):
            return f"{day_label(day)} à midi" if half % 2 else day_label(day)
        else:
            half = 2 * (day.toordinal() + 1)
    return ""


def _is_under_contract(day: date, schedule: Schedule) -> bool:
    """Or between two contracts: the next one may be known."""
    return any(contract.ends_on is None or contract.ends_on >= day for contract in schedule.contracts)
