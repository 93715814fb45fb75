"""How many days of leave absences count, for the caisse: jours ouvrables, by the contract of each person."""

from collections.abc import Collection
from decimal import Decimal

from absences.counting import count
from absences.enums import Unit
from absences.models import Absence
from employees.leave.schedules import schedules_of


def leave_days(adherent_id: int, absences: Collection[Absence]) -> dict[int, Decimal]:
    """By key; nothing for somebody without a contract any more. Two queries, for any number of absences."""
    if not absences:
        return {}
    schedules = schedules_of(adherent_id, {absence.employee_id for absence in absences})
    days = dict.fromkeys((absence.pk for absence in absences), Decimal(0))
    for absence in absences:
        if (schedule := schedules.get(absence.employee_id)) is not None:
            counted = count(absence.stretch, Unit.OUVRABLES, is_worked=schedule.is_worked, calendar=schedule.calendar)
            days[absence.pk] = counted.total
    return days
