"""The file of clients to ask, then what is sent."""

from django import forms
from django.core.exceptions import ValidationError

from delegations.forms import RightsForm


class RequestFileForm(RightsForm):
    """The file, and the rights to ask for."""

    lines = forms.FileField(
        label="Fichier CSV",
        help_text="Un client par ligne : SIRET ou identifiant CIBTP, puis si vous la connaissez l’adresse électronique "
        "de votre interlocuteur.",
        error_messages={
            "required": "Choisissez le fichier de vos clients.",
            "empty": "Ce fichier est vide : mettez un client par ligne.",
        },
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    field_order = ["lines"]


class SendingForm(RightsForm):
    """What the preview posts: the lines as text, the rights as chosen."""

    lines = forms.CharField(strip=False, widget=forms.Textarea)

    def clean_lines(self) -> str:
        text: str = self.cleaned_data["lines"]
        if "\x00" in text:
            raise ValidationError("Ces lignes ne sont pas lisibles.", code="unreadable")
        return text
