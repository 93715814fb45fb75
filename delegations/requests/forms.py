"""One client, or a file of clients to ask; then what is sent."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.identifiers import siret_or_cibtp_id
from core.identity import normalise_email
from core.lines import LineField
from delegations.forms import RightsForm


class RequestsForm(RightsForm):
    """A client that is typed or the file of several, and the rights to ask for."""

    identifier = LineField(
        label="SIRET ou identifiant CIBTP du client",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = LineField(
        label="Adresse électronique de votre interlocuteur",
        help_text="Facultative : il recevra seul la demande, s’il a un compte dans l’entreprise.",
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email", "spellcheck": "false"}),
    )
    lines = forms.FileField(
        label="Fichier CSV ou XLSX",
        help_text="Un client par ligne : SIRET ou identifiant CIBTP, puis si vous la connaissez l’adresse électronique "
        "de votre interlocuteur.",
        required=False,
        error_messages={"empty": "Ce fichier est vide : mettez un client par ligne."},
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
    )

    field_order = ["identifier", "email", "lines"]

    def clean_identifier(self) -> str:
        typed = self.cleaned_data["identifier"]
        return siret_or_cibtp_id(typed) if typed else ""

    def clean_email(self) -> str:
        typed = self.cleaned_data["email"]
        return normalise_email(typed) if typed else ""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if {"identifier", "email", "lines"} & self.errors.keys():
            return values
        if values.get("lines") and (values["identifier"] or values["email"]):
            message = "Vous avez saisi un client et choisi un fichier : gardez l’un des deux."
            self.add_error("identifier", ValidationError(message, code="both"))
        elif not values.get("lines") and not values["identifier"]:
            message = "Saisissez le SIRET ou l’identifiant de votre client, ou choisissez un fichier."
            self.add_error("identifier", ValidationError(message, code="required"))
        return values


class SendingForm(RightsForm):
    """What the preview posts: the lines as text, the rights as chosen."""

    lines = forms.CharField(strip=False, widget=forms.Textarea)

    def clean_lines(self) -> str:
        text: str = self.cleaned_data["lines"]
        if "\x00" in text:
            raise ValidationError("Ces lignes ne sont pas lisibles.", code="unreadable")
        return text
