"""An absence as it is typed, and the day on which one is cut in two."""

from datetime import date, timedelta
from typing import Any

from django import forms

from absences.days_form import DaysForm, earliest_day, latest_day
from absences.models import Absence
from absences.values import AbsenceValues
from core.dates import DayField
from core.lines import LineField
from employees.nir import refuse_nir

_NOTE_LENGTH = 300


class AbsenceForm(DaysForm):
    note = LineField(
        label="Note",
        help_text="Pour vous et vos collègues. N’y écrivez rien de médical.",
        max_length=_NOTE_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        validators=[refuse_nir],
        error_messages={
            "max_length": "Ce texte compte %(show_value)d caractères : %(limit_value)d au plus, abrégez-le."
        },
    )

    def as_if_typed(self) -> "AbsenceForm":
        """What it shows, read as if it had been sent."""
        return self if self.is_bound else AbsenceForm(self.initial, kinds=self._kinds.values())

    def values(self) -> AbsenceValues:
        """Of a valid form."""
        return AbsenceValues(self.chosen_kind, self.stretch, self.cleaned_data["note"])


class SplitForm(forms.Form):
    on = DayField(
        label="Premier jour de la seconde partie",
        help_text="Par exemple 05/08/2026.",
        earliest=earliest_day,
        latest=latest_day,
        error_messages={"required": "Saisissez le jour à partir duquel couper."},
    )


def typed_of(absence: Absence) -> dict[str, Any]:
    """What the form shows of an absence before it is changed."""
    names = ("starts_on", "starts_at_noon", "ends_on", "ends_at_noon", "note")
    return {"kind": absence.kind.key, **{name: getattr(absence, name) for name in names}}


def asked_days(start: str, end: str) -> dict[str, date]:
    """The days that an address asks for; what is no day is left out."""
    asked = {"starts_on": _iso(start), "ends_on": _iso(end)}
    return {name: day for name, day in asked.items() if day is not None}


def _iso(written: str) -> date | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if earliest_day() - timedelta(days=1) < day < latest_day() + timedelta(days=1) else None
