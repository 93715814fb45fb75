"""The weeks of one person: those of a month, or of twelve."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from absences.planning import marks
from absences.planning.bars import count_of, said_of
from absences.planning.queries.reading import Reading
from absences.planning.windows import ONE_DAY, WEEK, WEEKDAYS, View, Window, is_sunday, months_of, window_at
from absences.queries.closings import closed_days
from absences.queries.planned import ShownAbsence
from absences.stretches import Stretch
from employees.leave.arithmetic.periods import day_label


@dataclass(frozen=True, slots=True)
class Piece:
    """What a day has of an absence; `half`: «am», «pm», or nothing for the whole day."""

    absence: ShownAbsence
    half: str


@dataclass(frozen=True, slots=True)
class PersonDay:
    number: int
    said: str
    mark: str
    is_today: bool
    iso: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """`weeks`: from Monday to Sunday, None for the days of other months."""

    title: str
    weeks: list[list[PersonDay | None]]


@dataclass(frozen=True, slots=True)
class Listed:
    """An absence in words."""

    absence: ShownAbsence
    said: str


class Diary:
    """What one person's window holds."""

    def __init__(self, reading: Reading, employee_id: int, today: date) -> None:
        self._reading, self._employee_id, self._today = reading, employee_id, today
        self._schedule = reading.schedules.get(employee_id)
        self._absences = reading.absences.get(employee_id, [])

    @cached_property
    def months(self) -> list[PersonMonth]:
        window = self._reading.window
        months = months_of(window) if window.view == View.YEAR else [window]
        return [PersonMonth(month.title, self._weeks(month)) for month in months]

    @property
    def marks(self) -> set[str]:
        """What shades a day of these."""
        return {day.mark for month in self.months for week in month.weeks for day in week if day is not None}

    @property
    def absences(self) -> list[ShownAbsence]:
        return self._absences

    @property
    def listed(self) -> list[Listed]:
        return self.in_words(self._absences)

    def in_words(self, absences: Iterable[ShownAbsence]) -> list[Listed]:
        if self._schedule is None:
            return []
        return [Listed(one, said_of(one, count_of(one, self._schedule).total)) for one in absences]

    def _weeks(self, month: Window) -> list[list[PersonDay | None]]:
        monday, weeks = window_at(View.WEEK, month.first).first, []
        while monday <= month.last:
            days = [monday + rank * ONE_DAY for rank in range(7)]
            weeks.append([self._day(day) if day in month else None for day in days])
            monday += WEEK
        return weeks

    def _day(self, day: date) -> PersonDay:
        mark, pieces = self._mark(day), self._pieces(day)
        words = [f"{WEEKDAYS[day.weekday()]} {day_label(day)}", marks.NAMES.get(mark, "")]
        return PersonDay(day.day, ", ".join(filter(None, words)), mark, day == self._today, day.isoformat(), pieces)

    def _mark(self, day: date) -> str:
        """As the grid has it: a public holiday is one even when the site is closed."""
        contracts = self._reading.contracts_of(self._employee_id)
        held = [one for one in contracts if one.starts_on <= day and (one.ends_on is None or day <= one.ends_on)]
        if not held:
            return marks.OUT
        if self._schedule is not None and day in self._schedule.calendar:
            return marks.HOLIDAY
        if any(day in closed_days(self._reading.closings, one.establishment_id) for one in held):
            return marks.CLOSED
        return marks.REST if is_sunday(day) else ""

    def _pieces(self, day: date) -> list[Piece]:
        parts = ((one, one.stretch.within(Stretch(day, day))) for one in self._absences)
        return [Piece(one, _half(part)) for one, part in parts if part is not None]


def _half(part: Stretch) -> str:
    return "pm" if part.starts_at_noon else "am" if part.ends_at_noon else ""
