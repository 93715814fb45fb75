"""Forms that several journeys share: letters, contact and passwords, codes, an invited person's account."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.hashers import composed
from accounts.models import AccountOpening, User
from accounts.values import ContactValues
from core.identifiers import compact_digits
from core.identity import normalise_email
from core.lines import LineField
from core.phone_numbers import read_mobile, read_phone

PASSWORD_MAX_TYPED = 4096  # beyond, refused before anything reads it


def _confirmation(input_id: str, mismatch: str) -> dict[str, str]:
    """Attributes of a field that repeats another one."""
    return {"autocomplete": "new-password", "data-confirm-match": input_id, "data-mismatch": mismatch}


LETTERS_REFUSED = (
    "Ces informations ne correspondent à aucun courrier en cours de validité. Vérifiez les trois champs sur vos deux "
    "courriers. Après cinq essais, le code est bloqué : demandez alors un nouveau courrier à votre caisse."
)


class LettersForm(forms.Form):
    """Étape 1/2: the three fields printed on the two letters, typed as one likes."""

    cibtp_id = LineField(
        label="Identifiant CIBTP",
        help_text="Il figure sur le Courrier de bienvenue.",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "Saisissez votre identifiant CIBTP : il figure sur le Courrier de bienvenue."},
    )
    siret = LineField(
        label="Numéro de SIRET",
        help_text="14 chiffres.",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"required": "Saisissez votre numéro de SIRET : il compte 14 chiffres."},
    )
    code = LineField(
        label="Code confidentiel provisoire",
        help_text="Reçu par un courrier séparé : deux groupes de cinq, comme 7K2MX-9TQ4Z.",
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code-field"}
        ),
        error_messages={"required": "Saisissez le code confidentiel provisoire reçu par courrier."},
    )

    def clean_siret(self) -> str:
        """Only the count of digits is told apart: the rest is answered with the two other fields."""
        digits = compact_digits(self.cleaned_data["siret"])
        if len(digits) != 14:  # noqa: PLR2004
            raise ValidationError(
                f"Le numéro de SIRET compte 14 chiffres : vous en avez saisi {len(digits)}.", code="length"
            )
        return digits


class ContactForm(forms.Form):
    """Étape 2/2. The names come from the letters and are not fields: nothing posted can change them."""

    email = forms.CharField(
        label="Adresse électronique",
        help_text="Elle deviendra votre identifiant de connexion.",
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Saisissez votre adresse électronique."},
    )
    email_confirmation = forms.CharField(
        label="Confirmez l’adresse",
        help_text="Saisissez-la une seconde fois.",
        max_length=320,
        widget=forms.EmailInput(
            attrs={**_confirmation("id_email", "Les deux adresses diffèrent."), "autocomplete": "off"}
        ),
        error_messages={"required": "Saisissez l’adresse une seconde fois."},
    )
    password = forms.CharField(
        label="Mot de passe",
        max_length=PASSWORD_MAX_TYPED,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Choisissez un mot de passe."},
    )
    password_confirmation = forms.CharField(
        label="Confirmez le mot de passe",
        max_length=PASSWORD_MAX_TYPED,
        strip=False,
        widget=forms.PasswordInput(attrs=_confirmation("id_password", "Les deux mots de passe diffèrent.")),
        error_messages={"required": "Saisissez le mot de passe une seconde fois."},
    )
    landline = LineField(
        label="Téléphone fixe",
        help_text="Pour que votre caisse puisse vous appeler.",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    mobile = LineField(
        label="Téléphone mobile",
        help_text="Pour recevoir par SMS les messages de votre caisse.",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel-national"}),
    )
    accept_terms = forms.BooleanField(
        label="J’ai lu et j’accepte les conditions générales d’utilisation.",
        error_messages={
            "required": "Pour ouvrir votre espace, acceptez les conditions générales d’utilisation en cochant la case."
        },
    )

    def __init__(self, *args: Any, opening: AccountOpening, **kwargs: Any) -> None:
        self.opening = opening
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        return normalise_email(self.cleaned_data["email"])

    def clean_email_confirmation(self) -> str:
        return normalise_email(self.cleaned_data["email_confirmation"])

    def clean_landline(self) -> str:
        typed = self.cleaned_data["landline"]
        return read_phone(typed) if typed.strip() else ""

    def clean_mobile(self) -> str:
        typed = self.cleaned_data["mobile"]
        return read_mobile(typed) if typed.strip() else ""

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self._candidate())
        return password

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        email, again = values.get("email"), values.get("email_confirmation")
        if email and again and email != again:
            self.add_error("email_confirmation", ValidationError(_difference(email, again), code="differ"))
        check_same_password(self, values)
        return values

    @classmethod
    def mobile_alone(cls, initial: dict[str, str]) -> forms.BoundField:
        """The mobile field for the block drawn without the rest of the form (Mon compte)."""

        class MobileAlone(forms.Form):
            mobile = cls.base_fields["mobile"]

        return MobileAlone(initial=initial)["mobile"]

    @property
    def contact(self) -> ContactValues:
        values = self.cleaned_data
        return ContactValues(values["email"], values["password"], values["landline"], values["mobile"])

    def _candidate(self) -> User:
        """Who is choosing the password, for the similarity check."""
        candidate = User(
            email=self.cleaned_data.get("email", ""),
            first_name=self.opening.holder_first_name,
            last_name=self.opening.holder_last_name,
        )
        candidate.company = self.opening.adherent.name  # type: ignore[attr-defined]
        candidate.siret = self.opening.establishment.siret  # type: ignore[attr-defined]
        return candidate


class EmailForm(forms.Form):
    """One address: to correct the one mistyped at étape 2/2, or to receive a link for a forgotten password."""

    email = forms.CharField(
        label="Adresse électronique",
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Saisissez votre adresse électronique."},
    )

    def clean_email(self) -> str:
        return normalise_email(self.cleaned_data["email"])


class NewPasswordForm(forms.Form):
    """A new password and its confirmation, for `person`."""

    password = forms.CharField(
        label="Nouveau mot de passe",
        max_length=PASSWORD_MAX_TYPED,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Choisissez un mot de passe."},
    )
    password_confirmation = forms.CharField(
        label="Confirmez le mot de passe",
        max_length=PASSWORD_MAX_TYPED,
        strip=False,
        widget=forms.PasswordInput(attrs=_confirmation("id_password", "Les deux mots de passe diffèrent.")),
        error_messages={"required": "Saisissez le mot de passe une seconde fois."},
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        check_same_password(self, values)
        return values


class MobileForm(forms.Form):
    """A mobile number to certify."""

    mobile = LineField(
        max_length=40,
        error_messages={"required": "Saisissez d’abord le numéro de mobile à certifier."},
    )

    def clean_mobile(self) -> str:
        return read_mobile(self.cleaned_data["mobile"])


def check_same_password(form: forms.Form, values: dict[str, Any]) -> None:
    password, repeated = values.get("password"), values.get("password_confirmation")
    if password and repeated and composed(password) != composed(repeated):
        message = "Les deux mots de passe diffèrent : saisissez-les de nouveau."
        form.add_error("password_confirmation", ValidationError(message, code="differ"))


def _difference(one: str, two: str) -> str:
    """Show only the part that differs, left or right of the @."""
    parts = [(a, b) for a, b in zip(one.split("@"), two.split("@"), strict=True) if a != b]
    first, second = parts[0]
    return f"Les deux adresses diffèrent : « {first} » et « {second} ». Corrigez celle qui est fausse."


def name_field(label: str, autocomplete: str = "off") -> forms.CharField:
    return LineField(
        label=label,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": f"Saisissez le {label.lower()}."},
    )


class InvitedAccountForm(forms.Form):
    """The address is the invitation's and is not a field: nothing posted can change it.

    `company`: what the password must not resemble, beside the person's names and address.
    """

    first_name = name_field("Prénom", "given-name")
    last_name = name_field("Nom", "family-name")
    password = ContactForm.base_fields["password"]
    password_confirmation = ContactForm.base_fields["password_confirmation"]
    landline = ContactForm.base_fields["landline"]
    mobile = ContactForm.base_fields["mobile"]
    accept_terms = ContactForm.base_fields["accept_terms"]

    field_order = ["first_name", "last_name"]

    def __init__(self, *args: Any, email: str, company: str, **kwargs: Any) -> None:
        self.email, self.company = email, company
        super().__init__(*args, **kwargs)
        self.fields["mobile"].help_text = "Vous pourrez le certifier dans « Mon compte »."

    def clean_landline(self) -> str:
        typed = self.cleaned_data["landline"]
        return read_phone(typed) if typed.strip() else ""

    def clean_mobile(self) -> str:
        typed = self.cleaned_data["mobile"]
        return read_mobile(typed) if typed.strip() else ""

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        names = {name: self.cleaned_data.get(name, "") for name in ("first_name", "last_name")}
        candidate = User(email=self.email, **names)
        candidate.company = self.company  # type: ignore[attr-defined]
        candidate.siret = ""  # type: ignore[attr-defined]
        validate_password(password, candidate)
        return password

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        check_same_password(self, values)
        return values

    @property
    def account(self) -> dict[str, str]:
        """The arguments of `open_invited_account` that come from the person."""
        names = ("password", "first_name", "last_name", "landline", "mobile")
        return {"email": self.email, **{name: self.cleaned_data[name] for name in names}}


class RecoveryCodeForm(forms.Form):
    """A recovery code, instead of the authenticator."""

    code = LineField(
        label="Code de secours",
        help_text="Dix lettres et chiffres, notés à l’activation. Majuscules et tirets sont facultatifs.",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code-field"}
        ),
        error_messages={"required": "Saisissez l’un de vos codes de secours."},
    )


class SecondFactorForm(forms.Form):
    """Six digits of the authenticator."""

    code = LineField(
        label="Code à six chiffres",
        help_text="Affiché par votre application d’authentification.",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code-input"}),
        error_messages={"required": "Saisissez le code affiché par votre application."},
    )
