"""Forms of Mon compte. Nothing is saved here; a wrong present password is told by the services."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.enums import FREQUENT, Rhythm, Topic
from accounts.forms import PASSWORD_MAX_TYPED, NewPasswordForm
from accounts.models import MessageChoice, User
from accounts.person.topics import ABOUT, About
from accounts.values import Chosen
from core.identity import normalise_email
from core.lines import LineField
from core.phone_numbers import read_phone


def _present_password() -> forms.CharField:
    return forms.CharField(
        label="Mot de passe actuel",
        max_length=PASSWORD_MAX_TYPED,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Saisissez votre mot de passe actuel."},
    )


class PresentPasswordForm(forms.Form):
    """Confirms that the person at the keyboard is the one signed in."""

    present_password = _present_password()


class PasswordChangeForm(NewPasswordForm):
    present_password = _present_password()

    field_order = ["present_password", "password", "password_confirmation"]

    def clean_password(self) -> str:
        password = super().clean_password()
        if password == self.data.get("present_password"):
            raise ValidationError("Le nouveau mot de passe est identique à l’actuel : choisissez-en un autre.")
        return password


class EmailChangeForm(forms.Form):
    """A new address, with the password."""

    email = forms.CharField(
        label="Nouvelle adresse électronique",
        help_text="Elle deviendra votre identifiant de connexion après le clic sur le lien que nous y enverrons.",
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Saisissez la nouvelle adresse électronique."},
    )
    present_password = _present_password()

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        email = normalise_email(self.cleaned_data["email"])
        if email == self.person.email:
            raise ValidationError("C’est déjà l’adresse de votre compte : saisissez-en une autre.", code="same")
        return email


class LandlineForm(forms.Form):
    landline = LineField(
        label="Téléphone fixe",
        help_text="Pour que votre caisse puisse vous appeler.",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def clean_landline(self) -> str:
        typed = self.cleaned_data["landline"]
        return read_phone(typed) if typed.strip() else ""


_RHYTHM = "Choisissez à quel rythme vous voulez être prévenu."


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic as the page asks about it; `rhythm`: of what comes often."""

    key: str
    label: str
    about: About
    by_email: forms.BoundField
    by_sms: forms.BoundField
    rhythm: forms.BoundField | None


class MessagesForm(forms.Form):
    """One check box a topic and a channel; SMS only where they arrive (`takes_sms`), security always by e-mail. How
    often, of what comes often.
    """

    def __init__(self, *args: Any, takes_sms: bool, choices: list[MessageChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = {choice.topic: choice for choice in choices}
        for topic in Topic:
            choice = chosen.get(topic)
            self.fields[f"email_{topic}"] = forms.BooleanField(
                label="Par courriel",
                required=False,
                initial=choice.by_email if choice else True,
                disabled=topic == Topic.SECURITY,
            )
            self.fields[f"sms_{topic}"] = forms.BooleanField(
                label="Par SMS",
                required=False,
                initial=choice.by_sms if choice else False,
                disabled=not takes_sms,
            )
            if topic in FREQUENT:
                self.fields[f"rhythm_{topic}"] = forms.ChoiceField(
                    label="Rythme",
                    choices=Rhythm.choices,
                    initial=choice.rhythm if choice else Rhythm.EACH,
                    error_messages={"required": _RHYTHM, "invalid_choice": _RHYTHM},
                )

    @property
    def topics(self) -> list[TopicRow]:
        """Rows for the page."""
        return [
            TopicRow(
                str(topic),
                str(topic.label),
                ABOUT[topic],
                self[f"email_{topic}"],
                self[f"sms_{topic}"],
                self[f"rhythm_{topic}"] if topic in FREQUENT else None,
            )
            for topic in Topic
        ]

    @property
    def choices(self) -> dict[Topic, Chosen]:
        values = self.cleaned_data
        return {
            topic: Chosen(
                values[f"email_{topic}"],
                values[f"sms_{topic}"],
                Rhythm(values.get(f"rhythm_{topic}", Rhythm.EACH)),
            )
            for topic in Topic
        }


class ClosingForm(forms.Form):
    """Closing one's account: said twice, with the password."""

    understood = forms.BooleanField(
        label="Je comprends que la fermeture est définitive.",
        error_messages={"required": "Cochez la case pour confirmer la fermeture."},
    )
    present_password = _present_password()
