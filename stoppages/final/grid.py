"""The grid of hours as a page shows it: people by days, with what may be written in each cell."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.conf import settings

from core.templatetags.portal import nbsp_punctuation
from stoppages.arithmetic.deadlines import PARIS
from stoppages.arithmetic.sentences import number
from stoppages.final.presence import Presence
from stoppages.final.rules import Key
from stoppages.final.typed_hours import hours_or_none
from stoppages.models import StoppedPerson, WeatherStoppage

# Cells of a page; beyond, people are on several pages. A form of the portal takes 6,000 fields (settings).
MOST_CELLS = 4500
_WEEKDAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
_QUARTER = timedelta(minutes=15)
_QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    weekday: str
    day: str
    title: str


@dataclass(frozen=True, slots=True)
class Cell:
    """`note`: why nothing is expected there, `short` in a word; `is_open`: it may be written in."""

    value: str
    note: str
    short: str
    is_open: bool
    error: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    ref: str
    name: str
    total: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Grid:
    columns: list[Column]
    rows: list[Row]


def people_on_a_page(days: Collection[date]) -> int:
    return max(1, MOST_CELLS // max(1, len(days)))


def columns_of(days: Sequence[date], presences: Mapping[int, Presence], written: Collection[Key]) -> list[date]:
    """The days that somebody works by their schedule, or for which something is written."""
    used = {day for _, day in written}
    worked = [day for day in days if day in used or any(one.hours_on(day) is not None for one in presences.values())]
    return worked or list(days)


def grid_of(
    people: Sequence[StoppedPerson],
    days: Sequence[date],
    presences: Mapping[int, Presence],
    values: Mapping[Key, str],
    *,
    errors: Mapping[Key, str] | None = None,
    only: Collection[Key] | None = None,
) -> Grid:
    """`only`: the cells that may be written in, None for all those of people who were there."""
    wrong = errors or {}
    rows = [
        Row(
            person.employee.public_id,
            person.employee.full_name,
            _total([values.get((person.employee_id, day), "") for day in days]),
            [_cell((person.employee_id, day), presences[person.employee_id], values, wrong, only) for day in days],
        )
        for person in people
    ]
    return Grid([_column(day) for day in days], rows)


def usual_hours(presence: Presence, day: date, weather: WeatherStoppage) -> Decimal | None:
    """What the schedule has, no more than what the stoppage took of the day; None on a day that is not worked."""
    hours = presence.hours_on(day)
    if hours is None or presence.away_on(day):
        return None
    starts = max(weather.starts_at, _clock(day, settings.WORKING_DAY_STARTS))
    ends = _clock(day, time(23, 59)) if weather.resumes_at is None else weather.resumes_at
    is_cut = starts > _clock(day, settings.WORKING_DAY_STARTS) or ends < _clock(day, settings.WORKING_DAY_ENDS)
    if not is_cut:
        return hours
    stopped = min(ends, _clock(day, settings.WORKING_DAY_ENDS)) - starts
    return max(Decimal(0), min(hours, Decimal(int(stopped / _QUARTER)) / _QUARTERS))


def _clock(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=PARIS)


def _column(day: date) -> Column:
    weekday = _WEEKDAYS[day.weekday()]
    return Column(day.isoformat(), weekday, f"{day.day}/{day.month}", f"{weekday} {day:%d/%m/%Y}")


def _cell(
    key: Key,
    presence: Presence,
    values: Mapping[Key, str],
    errors: Mapping[Key, str],
    only: Collection[Key] | None,
) -> Cell:
    """What is written stays in sight where nothing may be, so as to be taken away."""
    value, error = values.get(key, ""), errors.get(key, "")
    note = _note(key[1], presence)
    barred = note not in ("", _OFF) or (only is not None and key not in only)
    return Cell(
        value,
        nbsp_punctuation(note),
        _SHORT.get(note, "absent") if note else "",
        not barred or bool(value),
        nbsp_punctuation(error),
    )


_OFF, _OUT = "ne travaille pas ce jour-là d’après son contrat", "pas sous contrat ce jour-là"
_SHORT = {_OFF: "repos", _OUT: "hors contrat"}


def _note(day: date, presence: Presence) -> str:
    if presence.contract_on(day) is None:
        return _OUT
    if away := presence.away_on(day):
        return away
    return _OFF if presence.hours_on(day) is None else ""


def _total(texts: list[str]) -> str:
    """Of what reads as hours."""
    known = [hours for hours in map(hours_or_none, texts) if hours is not None]
    return number(sum(known, Decimal(0))) if known else ""
