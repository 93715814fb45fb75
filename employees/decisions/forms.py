"""What the caisse's staff write to a company."""

from django import forms
from django.core.exceptions import ValidationError

from employees.nir import looks_like_nir


class MessageForm(forms.Form):
    message = forms.CharField(
        label="Message à l’entreprise",
        help_text="L’entreprise le lit tel quel dans son espace. Le courriel qui l’avertit ne le contient pas.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        error_messages={"required": "Écrivez le message : l’entreprise en a besoin pour corriger."},
    )

    def clean_message(self) -> str:
        message: str = self.cleaned_data["message"]
        if looks_like_nir(message):
            raise ValidationError(
                "Retirez le numéro de sécurité sociale : il ne s’écrit pas dans un message.", code="nir"
            )
        return message
