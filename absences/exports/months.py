"""A planning as a sheet of paper shows it: a table a month, a cell a day or a run of days."""

from calendar import monthrange
from collections.abc import Callable, Collection
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from absences.exports.lines import Line
from absences.motives import ShownKind
from absences.queries.closings import ClosedDays, Closing, closed_days
from absences.queries.planned import ShownAbsence
from absences.selection import Selection
from absences.stretches import Stretch
from adherents.calendar import first_of, months_later
from employees.leave.arithmetic.periods import month_label
from employees.leave.workdays import Calendar

_WEEK = ("L", "M", "M", "J", "V", "S", "D")
# How a cell looks that is no absence; an absence looks by its colour.
BLANK, REST, CLOSED, ELSEWHERE, HALF = "", "rest", "closed", "elsewhere", "half"
# How many days, how they look, what is written there.
Cell = tuple[int, str, str]


def months_of(selection: Selection) -> list[date]:
    """The first day of each month that the selection meets."""
    first, last = first_of(selection.first), first_of(selection.last)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [months_later(first, rank) for rank in range(count)]


def month_table(
    month: date, lines: list[Line], calendar_at: Callable[[Any], Calendar], closings: Collection[Closing]
) -> dict[str, Any]:
    """The values that `templates/pdf/absences/planning.typ` reads of a month."""
    days = days_of(month)
    groups = groupby(lines, key=lambda line: (line.site.pk, line.crew))
    return {
        "title": month_label(month).capitalize(),
        "days": [[str(day.day), _WEEK[day.weekday()]] for day in days],
        "groups": [_group(days, list(same), calendar_at, closings) for _, same in groups],
    }


def days_of(month: date) -> list[date]:
    return [month + timedelta(days=rank) for rank in range(monthrange(month.year, month.month)[1])]


def _group(
    days: list[date], lines: list[Line], calendar_at: Callable[[Any], Calendar], closings: Collection[Closing]
) -> dict[str, Any]:
    """Those of a crew of a site; the days of rest are Sundays and the public holidays of the site."""
    site, calendar = lines[0].site, calendar_at(lines[0].site)
    closed = closed_days(closings, site.pk)
    shades = [_shade(day, calendar, closed) for day in days]
    title = f"{site.name} · {lines[0].crew}" if lines[0].crew else site.name
    whole = Stretch(days[0], days[-1])
    present = [line for line in lines if any(here.meets(whole) for here in line.here)]
    return {"title": title, "lines": [[line.name, *cells_of(days, line, shades)] for line in present]}


def _shade(day: date, calendar: Calendar, closed: ClosedDays) -> str:
    if not calendar.is_ouvrable(day):
        return REST
    return CLOSED if day in closed else BLANK


def cells_of(days: list[date], line: Line, shades: list[str]) -> list[Cell]:
    """One for each day, but for an absence: one for its whole days together."""
    looks = [_look(day, line, shade) for day, shade in zip(days, shades, strict=True)]
    cells: list[Cell] = []
    for (absences, look), same in groupby(looks):
        length = len(list(same))
        cells += [_absent(absences, length, look)] if absences else [(1, look, "")] * length
    return cells


def _look(day: date, line: Line, shade: str) -> tuple[tuple[ShownAbsence, ...], str]:
    """The absences of that day, two when it is shared; how the day looks without, or that only a part is of them."""
    whole = Stretch(day, day)
    if not any(here.meets(whole) for here in line.here):
        return (), ELSEWHERE
    absences = tuple(one for one in line.absences if one.stretch.meets(whole))
    if absences:
        return absences, BLANK if absences[0].stretch.within(whole) == whole else HALF
    return (), shade


def _absent(absences: tuple[ShownAbsence, ...], length: int, look: str) -> Cell:
    letters = [letter_of(one.kind, is_planned=one.to_declare) for one in absences]
    text = " ".join(f"½ {letter}" for letter in letters) if look == HALF else letters[0]
    return length, absences[0].kind.colour, text


def letter_of(kind: ShownKind, *, is_planned: bool) -> str:
    """Between brackets, leave that the caisse has not been told of."""
    return f"({kind.letter})" if is_planned else kind.letter
