"""How an absence is said on the grid: by its letter, its colour, its count, and in full to whoever listens."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from absences.counting import Counted, count
from absences.entry.words import days_in_words
from absences.planning.outside import OtherDay
from absences.planning.windows import View, Window
from absences.queries.planned import ShownAbsence
from employees.leave.schedules import Schedule

# Under these half days of a month there is room for the letter alone, or hardly.
_ROOM_FOR_COUNT, _LETTERS_OF_A_HALF = 5, 1.6


@dataclass(frozen=True, slots=True)
class Bar:
    """`said`: what follows `text` for whoever listens; `look`: classes. `url` empty: there is nothing to open."""

    url: str
    text: str
    said: str
    look: str


class Bars:
    """Draws those of a window. Whole crews go on leave together: what is the same for two people is said once."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._drawn: dict[Any, tuple[str, str, str]] = {}

    def of(self, absence: ShownAbsence, schedule: Schedule, width: int) -> Bar:
        key = (absence.kind, absence.stretch, absence.state_words, absence.to_declare, *_week_of(absence, schedule))
        if key not in self._drawn:
            self._drawn[key] = self._draw(absence, schedule, width)
        return Bar(f"absence/{absence.ref}/" if absence.ref else "", *self._drawn[key])

    def _draw(self, absence: ShownAbsence, schedule: Schedule, width: int) -> tuple[str, str, str]:
        total, letter = count_of(absence, schedule).total, absence.kind.letter
        is_wide = width >= _ROOM_FOR_COUNT or self._window.view != View.MONTH
        text = f"{letter} {short_number(total)}\N{NO-BREAK SPACE}j" if is_wide and total else letter
        is_tight = not is_wide and len(letter) > _LETTERS_OF_A_HALF * (width - 0.4)
        look = _look(absence, self._window)
        return text, f" : {said_of(absence, total)}", f"{look} run--tight" if is_tight else look


def other_bar(day: OtherDay) -> Bar:
    """Of something else than an absence."""
    return Bar(day.url, day.letter, f" : {day.name}, {day.said}", day.look)


def clashing(bar: Bar, day: OtherDay) -> Bar:
    """Of an absence that such a day meets."""
    return replace(bar, said=f"{bar.said} ; à régler, {day.name.lower()} le même jour", look=f"{bar.look} run--clash")


def _week_of(absence: ShownAbsence, schedule: Schedule) -> tuple[Any, ...]:
    """What the count of an absence depends on: the week and the public holidays of whoever has one contract; the
    person, of whoever had several.
    """
    first, *others = schedule.contracts
    return (absence.employee_id,) if others else (tuple(first.work_days), id(schedule.calendar))


def count_of(absence: ShownAbsence, schedule: Schedule) -> Counted:
    """In the unit of its kind, whole, whatever the window."""
    unit = absence.kind.unit
    return count(absence.stretch, unit, is_worked=schedule.is_worked, calendar=schedule.calendar)


def said_of(absence: ShownAbsence, total: Decimal) -> str:
    """« Congés payés, du 3 août 2026 au 8 août 2026, 6 jours ouvrables, à déclarer »."""
    words = [absence.kind.name, absence.stretch.label, days_in_words(total, absence.kind.unit)]
    if absence.state_words:
        words.append(absence.state_words[0].lower() + absence.state_words[1:])
    return ", ".join(words)


def short_number(value: Decimal | float) -> str:
    """Half days as one writes them: 2,5."""
    return f"{float(value):g}".replace(".", ",")


def short_days(value: float) -> str:
    """Nothing for none."""
    return short_number(value) if value else ""


def _look(absence: ShownAbsence, window: Window) -> str:
    looks = [f"bar--{absence.kind.colour}"]
    if absence.to_declare:
        looks.append("run--draft")
    if absence.stretch.starts_on < window.first:
        looks.append("bar--from")
    if absence.stretch.ends_on > window.last:
        looks.append("bar--to")
    return " ".join(looks)
