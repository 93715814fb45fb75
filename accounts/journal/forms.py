"""The filters of the journal."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.journal.queries import Filters, kinds
from core.dates import DayField
from core.lines import LineField

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)


def _day(label: str) -> DayField:
    return DayField(label=label, required=False, earliest=FIRST_DAY, latest=LAST_DAY)


class JournalForm(forms.Form):
    since = _day("Du")
    until = _day("Au")
    person = LineField(
        label="Personne ou cabinet",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label="Sujet", required=False)
    refused_only = forms.BooleanField(label="Actions refusées seulement", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [("", "Tous"), *kinds()]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", ValidationError("Cette date précède celle du début.", code="order"))
        return values

    @property
    def filters(self) -> Filters:
        """What may be used of what was typed: a field with an error filters nothing."""
        values = self.cleaned_data
        return Filters(
            since=values.get("since"),
            until=values.get("until"),
            person=(values.get("person") or "").strip(),
            kind=values.get("kind") or "",
            refused_only=bool(values.get("refused_only")),
        )
