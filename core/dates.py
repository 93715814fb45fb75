"""Dates as people type them, and the form field that reads them.

One field everywhere: a day is typed, as it is copied from a paper (a birth, a hire, a line of an imported file), or
taken from the calendar that static/js/day.js opens beside it. It reads « 3 février 2026 » and 2026-02-03 as well as
03/02/2026.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.french import counted

Bound = date | Callable[[], date] | None

_MONTHS = [
    *["janvier", "février", "mars", "avril", "mai", "juin"],
    *["juillet", "août", "septembre", "octobre", "novembre", "décembre"],
]
_SEPARATOR = r" ?[/.\- ] ?"
_PATTERNS = [
    re.compile(rf"(?P<day>[0-9]{{1,2}}){_SEPARATOR}(?P<month>[0-9]{{1,2}}){_SEPARATOR}(?P<year>[0-9]{{4}}|[0-9]{{2}})"),
    re.compile(r"(?P<year>[0-9]{4})[/.\-](?P<month>[0-9]{1,2})[/.\-](?P<day>[0-9]{1,2})"),
    # The keyboards of digits of some telephones have no slash.
    re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>[0-9]{4}|[0-9]{2})"),
    re.compile(r"(?P<day>[0-9]{1,2})(?:er)? ?(?P<name>[a-z]{3,9})\.? ?(?P<year>[0-9]{4}|[0-9]{2})"),
]
# The days of these years, as a spreadsheet counts them.
_NUMBER_OF_A_DAY = re.compile(r"[1-6][0-9]{4}(?:[.,][0-9]+)?")
_FIRST_YEAR_OF_FOUR_DIGITS = 1000
_YEARS_AHEAD = 10


def read_day(typed: str, *, earliest: date | None = None, latest: date | None = None) -> date:
    """The day that was meant, both bounds included. Raises ValidationError, in words.

    A year of two digits is the last one that is not after `latest` (or ten years from now).
    """
    year_written, month, day = _parts(typed)
    last_year = latest.year if latest else timezone.localdate().year + _YEARS_AHEAD
    year = _whole_year(year_written, last_year)
    _check_exists(year, month, day)
    return within(date(year, month, day), earliest=earliest, latest=latest)


def within(day: date, *, earliest: date | None = None, latest: date | None = None) -> date:
    """The same day, for what comes as a date: the cell of a spreadsheet. Raises ValidationError, in words."""
    if latest and day > latest:
        what = f"{day.year}" if day.year != latest.year else f"Le {day:%d/%m/%Y}"
        raise ValidationError(f"{what} est trop loin : écrivez une date jusqu’au {latest:%d/%m/%Y}.", code="too_late")
    if earliest and day < earliest:
        what = f"{day.year}" if day.year != earliest.year else f"La date du {day:%d/%m/%Y}"
        raise ValidationError(
            f"{what} est trop ancienne : écrivez une date à partir du {earliest:%d/%m/%Y}.", code="too_early"
        )
    return day


class DayField(forms.Field):
    """A day that is typed. `earliest` and `latest` may be functions, called each time that a day is read.

    `shown_for`: on which choice of another control it depends (static/js/forms.js).

    The caller gives the message of an empty field: `error_messages={"required": "Saisissez la date de naissance."}`.
    """

    widget = forms.TextInput

    def __init__(self, *, earliest: Bound = None, latest: Bound = None, shown_for: str = "", **kwargs: Any) -> None:
        self.shown_for = {"data-shown-for": shown_for} if shown_for else {}
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off", "data-day": "", **self.shown_for}

    def prepare_value(self, value: Any) -> Any:
        """What was typed stays as it was; a known day is written as in France."""
        return value.strftime("%d/%m/%Y") if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or not str(value).strip():
            return None
        earliest, latest = _bound(self.earliest), _bound(self.latest)
        if isinstance(value, date):
            return within(value, earliest=earliest, latest=latest)
        return read_day(str(value), earliest=earliest, latest=latest)


def _bound(bound: Bound) -> date | None:
    return bound() if callable(bound) else bound


def _parts(typed: str) -> tuple[str, int, int]:
    """Year as written, month and day."""
    written = " ".join(_without_accents(typed).lower().split())
    for pattern in _PATTERNS:
        if match := pattern.fullmatch(written):
            parts = match.groupdict()
            month = int(parts["month"]) if "month" in parts else _month_named(parts["name"])
            return parts["year"], month, int(parts["day"])
    if _NUMBER_OF_A_DAY.fullmatch(written):
        raise ValidationError(
            "C’est le numéro d’un jour dans un tableur : mettez ces cellules au format Date, ou écrivez la date comme "
            "03/02/2026.",
            code="number",
        )
    raise _not_a_date()


def _month_named(name: str) -> int:
    """By its whole name or by its beginning, when no other month begins so."""
    months = [rank for rank, month in enumerate(_MONTHS, start=1) if _without_accents(month).startswith(name)]
    if len(months) != 1:
        raise _not_a_date()
    return months[0]


def _without_accents(text: str) -> str:
    return "".join(
        character for character in unicodedata.normalize("NFD", text) if unicodedata.category(character) != "Mn"
    )


def _whole_year(written: str, last_year: int) -> int:
    if len(written) == 4:
        return int(written)
    year = last_year - last_year % 100 + int(written)
    return year if year <= last_year else year - 100


def _check_exists(year: int, month: int, day: int) -> None:
    if year < _FIRST_YEAR_OF_FOUR_DIGITS:
        raise _not_a_date()
    if not 1 <= month <= 12:
        raise ValidationError(
            f"Le mois {month:02d} n’existe pas : écrivez le jour, puis le mois, comme 03/02/2026.", code="nonexistent"
        )
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise ValidationError(
            f"Le {day:02d}/{month:02d}/{year} n’existe pas : {_MONTHS[month - 1]} {year} compte "
            f"{counted(days, 'jour')}.",
            code="nonexistent",
        )


def _not_a_date() -> ValidationError:
    return ValidationError("Écrivez la date comme 03/02/2026.", code="invalid")
