"""Which attestation is asked for, and for whom; what somebody types to verify one."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError

from core.french import counted
from core.identifiers import SIRET_LENGTH, compact_digits, validate_siret
from core.lines import LineField
from documents.models import Attestation, DocumentKind
from employees.nir import refuse_nir

_LENGTH: int = Attestation._meta.get_field("recipient").max_length  # type: ignore[assignment]
_TYPED = 60


class AskForm(forms.Form):
    kind = forms.ChoiceField(
        label="Attestation",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choisissez l’attestation à établir."),
    )
    recipient = LineField(
        label="Destinataire",
        help_text="L’acheteur ou le maître d’ouvrage à qui vous la donnez : il est écrit sur l’attestation.",
        max_length=_LENGTH,
        required=False,
        validators=[refuse_nir],
        error_messages={"max_length": f"{counted(_LENGTH, 'caractère')} au plus : abrégez."},
    )

    def __init__(self, typed: object = None, *, kinds: Iterable[DocumentKind]) -> None:
        super().__init__(typed)  # type: ignore[arg-type]
        choices = [(kind.code, kind.name) for kind in kinds]
        field: forms.ChoiceField = self.fields["kind"]  # type: ignore[assignment]
        field.choices = choices
        field.initial = choices[0][0] if choices else None

    def clean_recipient(self) -> str:
        """The same one, however it is spaced."""
        return " ".join(self.cleaned_data["recipient"].split())


class VerifyForm(forms.Form):
    code = LineField(
        label="Code de vérification",
        help_text="En bas de l’attestation : deux groupes de cinq, comme 7K2MX-9TQ4Z.",
        max_length=_TYPED,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code-field"}
        ),
        error_messages={"required": "Saisissez le code de vérification : il est en bas de l’attestation."},
    )
    siret = LineField(
        label="Numéro de SIRET",
        help_text="Celui de l’entreprise, écrit sur l’attestation : 14 chiffres.",
        max_length=_TYPED,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"required": "Saisissez le numéro de SIRET écrit sur l’attestation : il compte 14 chiffres."},
    )

    def clean_siret(self) -> str:
        digits = compact_digits(self.cleaned_data["siret"])
        if len(digits) != SIRET_LENGTH:
            raise ValidationError(
                f"Le numéro de SIRET compte 14 chiffres : vous en avez saisi {len(digits)}.", code="length"
            )
        validate_siret(digits)
        return digits
