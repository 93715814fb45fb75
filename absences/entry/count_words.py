"""How the days of an absence were counted, in words, so that it can be checked with a calendar."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import takewhile

from absences.counting import count
from absences.entry.words import days_in_words
from absences.enums import Unit
from absences.stretches import Stretch
from employees.leave.arithmetic.periods import ONE_DAY, month_day_label
from employees.leave.schedules import Schedule

_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_SUNDAY = 6
# No week of work is that long, even after a day of work a week and its holidays.
_LONGEST_REST = 31


def how_counted(stretch: Stretch, unit: str, schedule: Schedule, then: str = "du retour") -> str:
    """« Du jeudi 6 août à la veille du retour, lundi 10 août : 3 jours ouvrables. Le samedi 15 août, férié, … ».

    `then`: what the next day of work is, when the person does not come back on it.
    """
    counted = count(stretch, unit, is_worked=schedule.is_worked, calendar=schedule.calendar)
    if not counted.days:
        return "Aucun de ces jours ne serait travaillé : rien n’est décompté."
    is_ouvrable = Unit(unit) == Unit.OUVRABLES
    first = date.fromordinal(min(counted.days)) if is_ouvrable else stretch.starts_on
    last = _return_of(stretch, schedule) if is_ouvrable else stretch.ends_on
    until = f"à la veille {then}, {day_name(last)}" if is_ouvrable and last > stretch.ends_on else f"au {_end(stretch)}"
    since = f"{day_name(first)}{' à midi' if stretch.starts_at_noon and first == stretch.starts_on else ''}"
    said = f"Du {since} {until} : {days_in_words(counted.total, unit)}."
    return " ".join(filter(None, [said, _said_left_out(list(_left_out(first, last, unit, schedule)))]))


def day_name(day: date) -> str:
    """« jeudi 6 août »."""
    return f"{_WEEKDAYS[day.weekday()]} {month_day_label((day.month, day.day))}"


def _end(stretch: Stretch) -> str:
    return f"{day_name(stretch.ends_on)}{' à midi' if stretch.ends_at_noon else ''}"


def _return_of(stretch: Stretch, schedule: Schedule) -> date:
    """The day of the return: that very day, when the absence ends at noon of a day of work."""
    if stretch.ends_at_noon and schedule.is_worked(stretch.ends_on):
        return stretch.ends_on
    days = (stretch.ends_on + timedelta(days=rank) for rank in range(1, _LONGEST_REST))
    rest = list(takewhile(lambda day: not schedule.is_worked(day), days))
    return (rest[-1] if rest else stretch.ends_on) + ONE_DAY


def _left_out(first: date, last: date, unit: str, schedule: Schedule) -> Iterator[date]:
    """The public holidays among them, which a calendar counts and the law does not."""
    if Unit(unit) == Unit.CALENDAR:
        return
    for rank in range((last - first).days + 1):
        day = first + timedelta(days=rank)
        if day in schedule.calendar and day.weekday() != _SUNDAY:
            yield day


def _said_left_out(days: list[date]) -> str:
    if not days:
        return ""
    *firsts, last = (f"le {day_name(day)}" for day in days)
    if not firsts:
        return f"{last.capitalize()}, férié, ne compte pas."
    return f"Fériés, {', '.join(firsts)} et {last} ne comptent pas."
