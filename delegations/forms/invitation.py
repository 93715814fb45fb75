"""Forms of whoever is invited: étape 2/2 without letters, the answer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import ContactForm
from accounts.models import User
from delegations.services.answering import Newcomer


def _name(label: str, autocomplete: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": missing},
    )


class NewcomerForm(ContactForm):
    """As étape 2/2; the address is the one invited and is not a field, the names are typed: no letter gives them."""

    email = None  # type: ignore[assignment]
    email_confirmation = None  # type: ignore[assignment]
    first_name = _name("Prénom", "given-name", "Saisissez votre prénom.")
    last_name = _name("Nom", "family-name", "Saisissez votre nom.")

    field_order = ["first_name", "last_name"]

    def __init__(self, *args: Any, invited_email: str, company: str, **kwargs: Any) -> None:
        self.invited_email = invited_email
        self.company = company
        forms.Form.__init__(self, *args, **kwargs)

    @property
    def newcomer(self) -> Newcomer:
        values = self.cleaned_data
        return Newcomer(
            values["first_name"], values["last_name"], values["password"], values["landline"], values["mobile"]
        )

    def _candidate(self) -> User:
        candidate = User(
            email=self.invited_email,
            first_name=self.cleaned_data.get("first_name", ""),
            last_name=self.cleaned_data.get("last_name", ""),
        )
        candidate.company = self.company  # type: ignore[attr-defined]
        candidate.siret = ""  # type: ignore[attr-defined]
        return candidate


class AcceptanceForm(forms.Form):
    """The name of a firm that the portal does not know yet."""

    firm_name = forms.CharField(
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

    reason = forms.CharField(
        label="Motif",
        help_text="Il est écrit à l’entreprise.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Indiquez pourquoi vous refusez : l’entreprise le lira."},
    )
