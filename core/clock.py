"""Hours as people type them, the form field that reads them, and the instant that a day and an hour are in Paris.

It reads « 8 h 30 », 8h, 08:30, 8.30, 830 and 0830: the keyboards of digits of telephones have neither h nor colon.
"""

import re
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

PARIS = ZoneInfo("Europe/Paris")
_PATTERNS = (
    re.compile(r"(?P<hour>[0-9]{1,2}) ?(?:h|:|\.|,) ?(?P<minute>[0-9]{2})?(?: ?(?:mn|min))?"),
    re.compile(r"(?P<hour>[0-9]{1,2})(?P<minute>[0-9]{2})?"),
)
_LAST_HOUR, _LAST_MINUTE = 23, 59


def read_hour(typed: str) -> time:
    """The hour that was meant. Raises ValidationError, in words."""
    written = " ".join(typed.lower().split())
    match = next((match for pattern in _PATTERNS if (match := pattern.fullmatch(written))), None)
    if match is None:
        raise ValidationError("Écrivez l’heure comme 8 h 30 ou 08:30.", code="invalid")
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if hour > _LAST_HOUR or minute > _LAST_MINUTE:
        raise ValidationError(
            f"{hour} h {minute:02} n’existe pas : écrivez une heure entre 0 h et 23 h 59.", code="nonexistent"
        )
    return time(hour, minute)


def in_paris(day: date, hour: time) -> datetime:
    """That instant; of an hour that comes twice, the night the clocks go back, the first one.

    Raises ValidationError for an hour that the clocks skip.
    """
    instant = datetime.combine(day, hour, tzinfo=PARIS)
    if instant.astimezone(UTC).astimezone(PARIS).time() != hour:
        raise ValidationError(
            f"Le {day:%d/%m/%Y}, les horloges passent de 2 h à 3 h : {hour.hour} h {hour.minute:02} n’existe pas.",
            code="skipped",
        )
    return instant


class HourField(forms.Field):
    """An hour that is typed; the caller gives the message of an empty field."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """What was typed stays as it was."""
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values or not str(value).strip():
            return None
        return value if isinstance(value, time) else read_hour(str(value))
