"""Forms of the back office: what staff type, spaces and dashes included, becomes values in normal form."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from stdnum import bic
from stdnum.exceptions import ValidationError as NotValid

from adherents.enums import Territory
from adherents.iban import read_iban
from adherents.models import Adherent, Caisse, Establishment, LegalPage, TermsVersion
from adherents.services import check_terms_date
from adherents.territories import territory_of
from core.identifiers import compact_digits, normalise_cibtp_id, validate_siren, validate_siret
from core.lines import LineField

_TYPED_MAX_LENGTH = 40
_NO_GOOD_FRIDAY = (
    "Le Vendredi saint n’est férié qu’en Alsace et en Moselle : décochez cette case, ou corrigez le code postal à la "
    "dernière ligne de l’adresse."
)
_LIGHT_WRITING = (
    "Une ligne vide sépare les paragraphes ; « ## » commence un titre, « ### » un sous-titre, « - » un élément de "
    "liste. Les adresses https:// et les adresses électroniques deviennent des liens. Le HTML n’est pas interprété."
)


class CaisseForm(forms.ModelForm):
    """The caisse's own identity, which fills its home page and its legal pages; how its companies pay."""

    payment_iban = LineField(label="IBAN pour les virements", max_length=_TYPED_MAX_LENGTH, required=False)
    payment_bic = LineField(label="BIC", max_length=_TYPED_MAX_LENGTH, required=False)

    siren = LineField(label="SIREN", max_length=_TYPED_MAX_LENGTH, required=False, help_text="9 chiffres.")

    class Meta:
        model = Caisse
        fields = [
            "slug",
            "name",
            "theme",
            "address",
            "phone",
            "email",
            "opening_hours",
            "territory",
            "legal_name",
            "siren",
            "publication_director",
            "host",
            "data_protection_officer",
            "conformity",
            "payment_iban",
            "payment_bic",
            "payment_account_holder",
            "direct_debit",
            "cheque_order",
        ]
        help_texts = {
            "payment_account_holder": "Laissez vide si c’est la dénomination légale de la caisse.",
            "direct_debit": "Comment l’entreprise est prélevée, ou comment elle le demande : mandat, interlocuteur.",
            "cheque_order": "Les chèques sont envoyés à l’adresse de la caisse.",
            "conformity": (
                "Affichée sur toutes les pages. Sans audit de conformité en cours de validité, l’état est « non "
                "conforme ». Après un audit, écrivez vous-même la page Accessibilité, avec ses résultats."
            ),
            "opening_hours": "Par exemple : du lundi au vendredi, de 8 h 30 à 17 h.",
        }

    def clean_payment_iban(self) -> str:
        typed: str = self.cleaned_data["payment_iban"]
        return read_iban(typed) if typed.strip() else ""

    def clean_payment_bic(self) -> str:
        typed: str = self.cleaned_data["payment_bic"]
        if not typed.strip():
            return ""
        try:
            return str(bic.validate(typed))
        except NotValid:
            message = "Un BIC compte 8 ou 11 lettres et chiffres, tels qu’ils sont écrits sur le relevé bancaire."
            raise ValidationError(message, code="bic") from None

    def clean_siren(self) -> str:
        siren = compact_digits(self.cleaned_data["siren"])
        if self.cleaned_data["siren"]:
            validate_siren(siren)
        return siren


class AdherentForm(forms.ModelForm):
    """A company stays in its caisse: in another one it is another row, with another identifiant."""

    cibtp_id = LineField(
        label="Identifiant CIBTP", max_length=_TYPED_MAX_LENGTH, help_text="Celui du Courrier de bienvenue."
    )
    siren = LineField(label="SIREN", max_length=_TYPED_MAX_LENGTH, help_text="9 chiffres.")

    class Meta:
        model = Adherent
        fields = ["caisse", "cibtp_id", "siren", "name", "holder_first_name", "holder_last_name"]
        fields += ["joined_on", "naf", "collective_agreement", "workforce"]
        error_messages = {
            NON_FIELD_ERRORS: {"unique_together": "Cet identifiant CIBTP est déjà celui d’une autre entreprise."}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _keep(self, "caisse")

    def clean_cibtp_id(self) -> str:
        return normalise_cibtp_id(self.cleaned_data["cibtp_id"])

    def clean_siren(self) -> str:
        siren = compact_digits(self.cleaned_data["siren"])
        validate_siren(siren)
        self._refuse_when_sites_differ(siren)
        return siren

    def _refuse_when_sites_differ(self, siren: str) -> None:
        sites = Establishment.objects.filter(adherent_id=self.instance.pk) if self.instance.pk else None
        if sites is not None and sites.exclude(siret__startswith=siren).exists():
            raise ValidationError(
                "Le SIRET d’un établissement de cette entreprise commence par un autre SIREN. Une entreprise qui "
                "change de SIREN est une nouvelle entreprise adhérente.",
                code="other_siren",
            )


class EstablishmentForm(forms.ModelForm):
    """A site stays in its company."""

    siret = LineField(label="SIRET", max_length=_TYPED_MAX_LENGTH, help_text="14 chiffres.")

    class Meta:
        model = Establishment
        fields = ["adherent", "siret", "name", "is_head_office", "address", "keeps_good_friday", "closed_on"]
        widgets = {"address": forms.Textarea(attrs={"rows": 2, "cols": 40})}
        error_messages = {
            NON_FIELD_ERRORS: {"unique_together": "Cette entreprise a déjà un établissement de ce SIRET."}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _keep(self, "adherent")

    def clean_siret(self) -> str:
        siret = compact_digits(self.cleaned_data["siret"])
        validate_siret(siret)
        return siret

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("keeps_good_friday") and territory_of(typed.get("address", "")) != Territory.ALSACE_MOSELLE:
            self.add_error("keeps_good_friday", _NO_GOOD_FRIDAY)
        return typed


class EstablishmentFormSet(forms.BaseInlineFormSet):
    """The sites of one company, on its page."""

    def clean(self) -> None:
        super().clean()
        heads = [form for form in self.forms if getattr(form, "cleaned_data", {}).get("is_head_office")]
        if len(heads) > 1:
            raise ValidationError("Une entreprise n’a qu’un siège : cochez « siège » une seule fois.", code="two_heads")


class LegalPageForm(forms.ModelForm):
    class Meta:
        model = LegalPage
        fields = ["caisse", "kind", "body"]
        help_texts = {"body": _LIGHT_WRITING + " Supprimez cette page pour revenir au texte par défaut."}
        widgets = {"body": forms.Textarea(attrs={"rows": 32, "cols": 100})}
        error_messages = {
            NON_FIELD_ERRORS: {"unique_together": "Votre caisse a déjà écrit cette page : modifiez son texte."}
        }


class TermsVersionForm(forms.ModelForm):
    class Meta:
        model = TermsVersion
        fields = ["caisse", "in_force_on", "body"]
        help_texts = {
            "in_force_on": "Aujourd’hui ou un jour à venir.",
            "body": _LIGHT_WRITING + " Une version publiée ne se modifie plus : publiez la suivante.",
        }
        widgets = {"body": forms.Textarea(attrs={"rows": 32, "cols": 100})}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        caisse, in_force_on = values.get("caisse"), values.get("in_force_on")
        if isinstance(caisse, Caisse) and isinstance(in_force_on, date):
            try:
                check_terms_date(caisse, in_force_on)
            except ValidationError as error:
                self.add_error("in_force_on", error)
        return values


def _keep(form: forms.ModelForm, name: str) -> None:
    """Show that field of a row already saved without letting it change; it still counts in uniqueness."""
    if form.instance.pk and name in form.fields:
        form.fields[name].disabled = True
