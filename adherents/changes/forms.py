"""What a company asks its caisse to change: what is typed becomes values in normal form, files become uploads."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from adherents.enums import GoodFriday
from adherents.iban import read_iban
from core.lines import LineField, ParagraphField
from core.phone_numbers import read_any_phone
from core.upload_field import UploadsField

_ADDRESS_MAX_LENGTH = 400
_IBAN_TYPED_MAX_LENGTH = 60


def _proofs_field() -> UploadsField:
    return UploadsField(
        max_files=settings.CHANGE_PROOF_MAX_FILES,
        max_bytes=settings.CHANGE_PROOF_MAX_BYTES,
        label="Justificatif",
        error_messages={"required": "Joignez un justificatif."},
    )


class ChangeForm(forms.Form):
    """`values()`: what is asked, by the names that the services know."""

    proofs = _proofs_field()
    proof_help = ""
    field_order = ["address", "good_friday", "name", "holder", "email", "phone", "iban", "proofs"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Asked anew: limits are settings.
        self.fields["proofs"] = proofs = _proofs_field()
        proofs.help_text = f"{self.proof_help} {proofs.limits}"

    def values(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "proofs"}


class AddressChangeForm(ChangeForm):
    proof_help = "Un extrait Kbis, un avis de situation Sirene ou un bail."

    address = ParagraphField(
        label="Nouvelle adresse",
        help_text="La rue, puis à la ligne le code postal et la ville.",
        max_length=_ADDRESS_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"}),
        error_messages={"required": "Saisissez la nouvelle adresse."},
    )

    def clean_address(self) -> str:
        lines = [" ".join(line.split()) for line in self.cleaned_data["address"].splitlines()]
        lines = [line for line in lines if line]
        if len(lines) < 2 or not re.match(r"[0-9]{5} \S", lines[-1]):  # noqa: PLR2004
            raise ValidationError(
                "Écrivez l’adresse sur deux lignes au moins : la rue, puis le code postal (5 chiffres) et la ville.",
                code="lines",
            )
        return "\n".join(lines)


class GoodFridayChangeForm(ChangeForm):
    proof_help = "Si votre caisse vous en demande un : une attestation de la mairie, par exemple."

    good_friday = forms.ChoiceField(
        label="Le Vendredi saint, dans la commune du site",
        help_text=(
            "En Alsace et en Moselle, il est férié dans les seules communes qui ont un temple protestant ou une église "
            "mixte (article L3134-13 du code du travail)."
        ),
        choices=GoodFriday.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Dites si le Vendredi saint est férié dans la commune du site.",
            "invalid_choice": "Choisissez l’une des deux réponses.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proofs"].required = False


class ContactChangeForm(ChangeForm):
    proof_help = "Si votre caisse vous en demande un."

    name = LineField(
        label="Prénom et nom",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Saisissez le prénom et le nom de la personne."},
    )
    email = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        required=False,
        error_messages={"invalid": "Cette adresse n’est pas complète : elle s’écrit nom@entreprise.fr."},
    )
    phone = LineField(label="Téléphone", max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proofs"].required = False

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"].strip()
        if not typed:
            return ""
        return read_any_phone(typed)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not values.get("email") and not values.get("phone"):
            self.add_error(
                "email", ValidationError("Indiquez une adresse électronique ou un téléphone.", code="unreachable")
            )
        return values


class BankChangeForm(ChangeForm):
    proof_help = "Un relevé d’identité bancaire (RIB) au nom de l’entreprise."

    holder = LineField(
        label="Titulaire du compte",
        help_text="Tel qu’il est écrit sur le relevé d’identité bancaire.",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Saisissez le titulaire du compte."},
    )
    iban = LineField(
        label="IBAN",
        help_text="27 caractères pour une banque française, espaces non compris.",
        max_length=_IBAN_TYPED_MAX_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
        error_messages={"required": "Saisissez l’IBAN, tel qu’il est écrit sur le relevé d’identité bancaire."},
    )

    def clean_iban(self) -> str:
        return read_iban(self.cleaned_data["iban"])
