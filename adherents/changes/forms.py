"""What a company asks its caisse to change: what is typed becomes values in normal form, files become uploads."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from adherents.enums import GoodFriday
from adherents.iban import read_iban
from core import uploads
from core.french import counted
from core.lines import LineField, ParagraphField
from core.phone_numbers import read_any_phone
from core.uploads import Upload

_ADDRESS_MAX_LENGTH = 400
_IBAN_TYPED_MAX_LENGTH = 60


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class ProofsField(forms.FileField):
    """A few files, which weigh at most `CHANGE_PROOF_MAX_BYTES` together; each is read to its end."""

    def __init__(self, **options: Any) -> None:
        widget = SeveralFilesInput(attrs={"accept": uploads.ACCEPT, "multiple": True})
        super().__init__(widget=widget, **options)

    def clean(self, data: list[UploadedFile], initial: Any = None) -> list[Upload]:
        if not data and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(data) > settings.CHANGE_PROOF_MAX_FILES:
            raise ValidationError(
                f"Joignez au plus {counted(settings.CHANGE_PROOF_MAX_FILES, 'fichier')}.", code="too_many"
            )
        limit = settings.CHANGE_PROOF_MAX_BYTES
        if sum(file.size or 0 for file in data) > limit:
            raise ValidationError(_too_heavy(len(data), limit), code="too_big")
        return [uploads.checked(file.name or "", file.read(), max_bytes=limit) for file in data]


def _too_heavy(count: int, limit: int) -> str:
    if count == 1:
        return uploads.too_big(limit)
    return f"Ces fichiers dépassent {limit // 1024**2} Mo ensemble : réduisez-les, ou envoyez-en moins."


def _help(what: str) -> str:
    return (
        f"{what} PDF, JPEG ou PNG ; {counted(settings.CHANGE_PROOF_MAX_FILES, 'fichier')} au plus, "
        f"{settings.CHANGE_PROOF_MAX_BYTES // 1024**2} Mo en tout."
    )


class ChangeForm(forms.Form):
    """`values()`: what is asked, by the names that the services know."""

    proofs = ProofsField(label="Justificatif", error_messages={"required": "Joignez un justificatif."})
    proof_help = ""
    field_order = ["address", "good_friday", "name", "holder", "email", "phone", "iban", "proofs"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proofs"].help_text = _help(self.proof_help)

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
