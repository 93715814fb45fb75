"""Days as people type them in France, in forms and in files.

Typed, and not picked in a calendar: a birth date is dozens of years away, and files hold texts.
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

_MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)
_NUMBERS = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4}|[0-9]{2})", flags=re.ASCII)
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ]00:00(?::00)?)?", flags=re.ASCII)
_WORDS = re.compile(r"([0-9]{1,2})(?:er)? ([a-z]{3,9})\.? ([0-9]{4})", flags=re.ASCII)
_SHORTEST_MONTH_NAME = 3
_LATEST_SHORT_YEAR = 10
Bound = date | Callable[[], date] | None


def read_day(typed: str, *, earliest: date | None = None, latest: date | None = None) -> date:
    """The day meant. Raises ValidationError, in words that say how to mend. Two figures of a year are those of a past
    year, or of one at most ten years ahead.
    """
    year, month, rank = _parts(" ".join(typed.split()), latest)
    if not 1 <= month <= len(_MONTHS):
        raise ValidationError(f"Il n’y a pas de mois {month} : écrivez la date comme 03/02/2026.", code="month")
    if not 1 <= year <= date.max.year:
        raise ValidationError("Écrivez l’année sur quatre chiffres, comme 03/02/2026.", code="year")
    last = monthrange(year, month)[1]
    if not 1 <= rank <= last:
        name = _accented(month)
        raise ValidationError(
            f"Le {rank:02d}/{month:02d}/{year} n’existe pas : {name} {year} compte {last} jours.", code="day"
        )
    return _bounded(date(year, month, rank), earliest, latest)


def _parts(text: str, latest: date | None) -> tuple[int, int, int]:
    if found := _ISO.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _NUMBERS.fullmatch(text):
        year = int(found[3])
        return (_century(year, latest) if len(found[3]) < len("2026") else year), int(found[2]), int(found[1])
    plain = "".join(one for one in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(one))
    if found := _WORDS.fullmatch(plain):
        for rank, name in enumerate(_MONTHS, start=1):
            if name.startswith(found[2]) and (name == found[2] or len(found[2]) >= _SHORTEST_MONTH_NAME):
                return int(found[3]), rank, int(found[1])
    raise ValidationError("Écrivez la date comme 03/02/2026.", code="invalid")


def _century(year: int, latest: date | None) -> int:
    limit = latest.year if latest is not None else timezone.localdate().year + _LATEST_SHORT_YEAR
    return 2000 + year if 2000 + year <= limit else 1900 + year


def _bounded(day: date, earliest: date | None, latest: date | None) -> date:
    if latest is not None and day > latest:
        raise ValidationError(
            f"Le {day:%d/%m/%Y} est trop loin : le {latest:%d/%m/%Y} au plus tard. Vérifiez l’année.", code="latest"
        )
    if earliest is not None and day < earliest:
        raise ValidationError(
            f"Le {_written(day)} est trop ancien : le {earliest:%d/%m/%Y} au plus tôt. Vérifiez l’année.",
            code="earliest",
        )
    return day


def _written(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def _accented(month: int) -> str:
    return {"fevrier": "février", "aout": "août", "decembre": "décembre"}.get(_MONTHS[month - 1], _MONTHS[month - 1])


class DayField(forms.CharField):
    """A day typed as text; `earliest` and `latest` are days, or give them when the form is read.

    `shown_for`: on which choice of another control it depends (static/js/forms.js).
    """

    def __init__(self, *, earliest: Bound = None, latest: Bound = None, shown_for: str = "", **options: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off"}
        if shown_for:
            attrs["data-shown-for"] = shown_for
        super().__init__(**{"max_length": 30, "widget": forms.TextInput(attrs=attrs), **options})
        self.earliest, self.latest = earliest, latest

    def clean(self, value: Any) -> date | None:  # type: ignore[override]
        typed = super().clean(value)
        return read_day(typed, earliest=_now(self.earliest), latest=_now(self.latest)) if typed else None

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


def _now(bound: Bound) -> date | None:
    return bound() if callable(bound) else bound
