"""Who is invited to a cabinet."""

from django import forms

from core.identity import normalise_email


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
