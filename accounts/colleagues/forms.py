"""Forms of the people of a company. Choices come from what the person acting may give, and from their company."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import name_field
from accounts.models import Membership
from accounts.policies import grantable_rights
from accounts.values import Guest
from adherents.models import Establishment
from core.identity import normalise_email
from core.lines import LineField
from core.rights import WHOLE_COMPANY_ONLY, Right, as_rights
from core.rights_field import RightsField

RIGHTS_HINT = "Agir dans une section permet aussi de la consulter."


def email_field() -> forms.CharField:
    return forms.CharField(
        label="Adresse électronique",
        help_text="L’invitation y sera envoyée : seule cette adresse pourra l’accepter.",
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Saisissez l’adresse électronique de la personne."},
    )


class InvitationForm(forms.Form):
    """Who, for which site, with which rights."""

    email = email_field()
    first_name = name_field("Prénom")
    last_name = name_field("Nom")
    site = forms.ChoiceField(
        label="Site",
        required=False,
        help_text="Une personne rattachée à un seul site ne voit que ce site.",
        error_messages={"invalid_choice": "Choisissez un site de la liste."},
    )
    rights = RightsField(help_text=RIGHTS_HINT)

    def __init__(self, *args: Any, own: Membership, sites: list[Establishment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {site.public_id: site for site in sites}
        site_field: Any = self.fields["site"]
        site_field.choices = [
            ("", "Toute l’entreprise"),
            *((ref, f"{site.name} seulement") for ref, site in self.sites.items()),
        ]
        rights_field: Any = self.fields["rights"]
        rights_field.offer(grantable_rights(own))

    def clean_email(self) -> str:
        return normalise_email(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("site") and "rights" in values and self["rights"].data.is_profile:
            # A profile gives what makes sense there; a box ticked by hand is worth an answer.
            values["rights"] -= WHOLE_COMPANY_ONLY
        useless = values.get("rights", frozenset()) & WHOLE_COMPANY_ONLY
        if values.get("site") and useless:
            names = " et ".join(f"« {right.label} »" for right in sorted(useless))
            message = f"{names} : ce droit vaut pour toute l’entreprise. Décochez-le, ou choisissez toute l’entreprise."
            self.add_error("rights", ValidationError(message, code="whole_company"))
        return values

    @property
    def guest(self) -> Guest:
        values = self.cleaned_data
        return Guest(values["email"], values["first_name"], values["last_name"])

    @property
    def establishment(self) -> Establishment | None:
        return self.sites.get(self.cleaned_data["site"])


class RightsForm(forms.Form):
    """The rights of a colleague; `seen` says which ones the page showed, so that nothing is overwritten."""

    rights = RightsField(help_text=RIGHTS_HINT)
    seen = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, own: Membership, membership: Membership, **kwargs: Any) -> None:
        present = as_rights(membership.rights)
        grantable = grantable_rights(own, for_site=membership.establishment_id is not None)
        kwargs.setdefault("initial", {"rights": sorted(present), "seen": ",".join(sorted(present))})
        super().__init__(*args, **kwargs)
        rights_field: Any = self.fields["rights"]
        rights_field.offer(grantable, kept=present - grantable)

    def clean_seen(self) -> frozenset[Right]:
        return as_rights(self.cleaned_data["seen"].split(","))


class ReplacementForm(forms.Form):
    """By whom a holder wants to be replaced, and what they become."""

    successor = forms.ChoiceField(
        label="Nouveau titulaire",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez un collègue, ou une autre personne.",
            "invalid_choice": "Choisissez une personne de la liste.",
        },
    )
    email = forms.CharField(
        label="Adresse électronique",
        required=False,
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    first_name = LineField(
        label="Prénom", required=False, max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    last_name = LineField(
        label="Nom", required=False, max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    stays = forms.ChoiceField(
        label="Ensuite, vous",
        choices=[("yes", "restez collègue, avec le droit de consulter"), ("no", "quittez l’entreprise")],
        widget=forms.RadioSelect,
        error_messages={"required": "Dites ce que vous devenez."},
    )

    OTHER = "other"

    def __init__(self, *args: Any, own: Membership, colleagues: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_email = own.user.email
        self.colleagues = {row.public_id: row for row in colleagues}
        field: Any = self.fields["successor"]
        field.choices = [
            *((ref, row.user.get_full_name()) for ref, row in self.colleagues.items()),
            (self.OTHER, "une autre personne"),
        ]

    def clean_email(self) -> str:
        typed = self.cleaned_data["email"]
        if self.cleaned_data.get("successor") != self.OTHER:
            return ""
        if not typed.strip():
            raise ValidationError("Saisissez l’adresse électronique du nouveau titulaire.", code="required")
        email = normalise_email(typed)
        if email == self.own_email:
            raise ValidationError("C’est votre propre adresse : saisissez celle du nouveau titulaire.", code="same")
        return email

    def clean_first_name(self) -> str:
        return self._name("first_name", "Saisissez le prénom du nouveau titulaire.")

    def clean_last_name(self) -> str:
        return self._name("last_name", "Saisissez le nom du nouveau titulaire.")

    def _name(self, name: str, message: str) -> str:
        if self.cleaned_data.get("successor") == self.OTHER and not self.cleaned_data[name]:
            raise ValidationError(message, code="required")
        return str(self.cleaned_data[name])

    @property
    def chosen(self) -> Membership | None:
        return self.colleagues.get(self.cleaned_data["successor"])

    @property
    def guest(self) -> Guest:
        if self.chosen is not None:
            user = self.chosen.user
            return Guest(user.email, user.first_name, user.last_name)
        values = self.cleaned_data
        return Guest(values["email"], values["first_name"], values["last_name"])
