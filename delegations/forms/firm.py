"""Forms of the cabinet: what it looks for, whom it invites, what it asks."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.identity import normalise_email
from delegations.forms.company import RightsForm
from delegations.queries.portfolio import STATES, Wanted


class PortfolioForm(forms.Form):
    """Search and filters; what is not understood is ignored."""

    q = forms.CharField(label="Raison sociale ou SIREN", max_length=100, required=False)
    etat = forms.ChoiceField(label="État", choices=list(STATES.items()), required=False)
    suivis = forms.BooleanField(label="Mes clients seulement", required=False)
    attente = forms.BooleanField(label="Avec quelque chose en attente", required=False)
    fin = forms.BooleanField(label="Fin proche", required=False)

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        values = self.cleaned_data
        return Wanted(
            text=values.get("q", ""),
            mine=values.get("suivis", False),
            pending=values.get("attente", False),
            ends_soon=values.get("fin", False),
            state=values.get("etat", ""),
        )


class CollaboratorForm(forms.Form):
    email = forms.CharField(
        label="Adresse électronique",
        help_text="Un lien personnel y sera envoyé.",
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Saisissez l’adresse électronique du collaborateur."},
    )

    def clean_email(self) -> str:
        return normalise_email(self.cleaned_data["email"])


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

    lines = forms.CharField(strip=False)

    def clean_lines(self) -> str:
        text: str = self.cleaned_data["lines"]
        if "\x00" in text:
            raise ValidationError("Ces lignes ne sont pas lisibles.", code="unreadable")
        return text
