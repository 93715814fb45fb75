"""The day a certificate was handed over; what is wrong in one."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from core.dates import DayField
from core.french import counted
from core.lines import ParagraphField
from documents.models import Handover
from employees.nir import refuse_nir

_LENGTH: int = Handover._meta.get_field("said").max_length  # type: ignore[assignment]


class HandOverForm(forms.Form):
    handed_over_on = DayField(
        label="Remis le",
        latest=timezone.localdate,
        error_messages={"required": "Saisissez le jour où vous avez remis les deux exemplaires."},
    )

    def __init__(self, typed: Any = None, *, not_before: date, given: date | None = None) -> None:
        """`not_before`: the date of the certificate; `given`: the day that was said already."""
        super().__init__(typed, initial={"handed_over_on": given or timezone.localdate()})
        day: Any = self.fields["handed_over_on"]
        day.earliest = not_before


class ErrorForm(forms.Form):
    said = ParagraphField(
        label="Ce qui est faux",
        help_text="La valeur écrite, et celle qui devrait l’être : heures, salaire, jours, dates, identité.",
        max_length=_LENGTH,
        validators=[refuse_nir],
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": "Écrivez ce qui est faux, et ce qui devrait être écrit : votre caisse corrige d’après cela.",
            "max_length": f"{counted(_LENGTH, 'caractère')} au plus : abrégez.",
        },
    )
