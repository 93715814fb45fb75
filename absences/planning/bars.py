"""How an absence is said on the grid: by its letter, its colour, its count, and in full to whoever listens."""

from dataclasses import dataclass
from decimal import Decimal

from absences.counting import Counted, count
from absences.enums import Unit
from absences.motives import ShownKind
from absences.planning.windows import View, Window
from absences.queries.planned import ShownAbsence
from core.french import counted
from employees.leave.schedules import Schedule

UNITS = {
    Unit.OUVRABLES: "jour ouvrable",
    Unit.WORKED: "jour travaillé",
    Unit.CALENDAR: "jour de calendrier,jours de calendrier",
}
# Under these half days of a month there is room for the letter alone, or hardly.
_ROOM_FOR_COUNT, _LETTERS_OF_A_HALF = 5, 1.6


@dataclass(frozen=True, slots=True)
class Bar:
    """`said`: what follows `text` for whoever listens; `look`: classes. `ref` empty: there is nothing to open."""

    ref: str
    text: str
    said: str
    look: str


def bar_of(absence: ShownAbsence, schedule: Schedule, window: Window, width: int) -> Bar:
    total, letter = count_of(absence, schedule).total, absence.kind.letter
    is_wide = width >= _ROOM_FOR_COUNT or window.view != View.MONTH
    text = f"{letter} {short_number(total)}\N{NO-BREAK SPACE}j" if is_wide and total else letter
    is_tight = not is_wide and len(letter) > _LETTERS_OF_A_HALF * (width - 0.4)
    look = f"{_look(absence, window)} run--tight" if is_tight else _look(absence, window)
    return Bar(absence.ref, text, f", {said_of(absence, total)}", look)


def count_of(absence: ShownAbsence, schedule: Schedule) -> Counted:
    """In the unit of its kind, whole, whatever the window."""
    unit = absence.kind.unit
    return count(absence.stretch, unit, is_worked=schedule.is_worked, calendar=schedule.calendar)


def said_of(absence: ShownAbsence, total: Decimal) -> str:
    """« Congés payés, du 3 août 2026 au 8 août 2026, 6 jours ouvrables, à déclarer »."""
    words = [absence.kind.name, absence.stretch.label, count_words(total, absence.kind)]
    if absence.state_words:
        words.append(absence.state_words[0].lower() + absence.state_words[1:])
    return ", ".join(words)


def count_words(total: Decimal, kind: ShownKind) -> str:
    return counted(total.normalize() if total % 1 else int(total), UNITS[Unit(kind.unit)])


def short_number(value: Decimal | float) -> str:
    """Half days as one writes them: 2,5."""
    return f"{float(value):g}".replace(".", ",")


def _look(absence: ShownAbsence, window: Window) -> str:
    looks = [f"bar--{absence.kind.colour}"]
    if absence.to_declare:
        looks.append("run--draft")
    if absence.stretch.starts_on < window.first:
        looks.append("bar--from")
    if absence.stretch.ends_on > window.last:
        looks.append("bar--to")
    return " ".join(looks)
