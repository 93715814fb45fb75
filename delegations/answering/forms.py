"""Forms of whoever is invited: the answer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.lines import LineField, ParagraphField


class AcceptanceForm(forms.Form):
    """The name of a firm that the portal does not know yet."""

    firm_name = LineField(
        label="Raison sociale du cabinet",
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": "Saisissez la raison sociale de votre cabinet."},
    )

    def __init__(self, *args: Any, is_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_known:
            del self.fields["firm_name"]

    def clean_firm_name(self) -> str:
        name: str = " ".join(self.cleaned_data["firm_name"].split())
        if not any(character.isalpha() for character in name):
            raise ValidationError("Saisissez la raison sociale de votre cabinet.", code="no_letter")
        return name


class RefusalForm(forms.Form):
    """Why not."""

    reason = ParagraphField(
        label="Motif",
        help_text="Il est écrit à l’entreprise.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Indiquez pourquoi vous refusez : l’entreprise le lira."},
    )
