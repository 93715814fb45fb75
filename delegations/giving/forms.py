"""Forms of the company: what is given, to whom, and why it ends."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from adherents.models import Establishment
from core.dates import DayField
from core.identifiers import compact_digits, validate_siret
from core.identity import normalise_email
from core.rights import as_rights
from delegations.forms import RightsForm, siret_field
from delegations.models import Delegation, DelegationRequest
from delegations.values import Grant

ALL, SOME = "all", "some"


def _day(label: str, help_text: str, *, required: bool) -> DayField:
    return DayField(
        label=label,
        help_text=help_text,
        required=required,
        error_messages={"required": "Saisissez la date de début."},
    )


class GrantForm(RightsForm):
    """Rights, sites, dates."""

    scope = forms.ChoiceField(
        label="Sites",
        choices=[(ALL, "Tous les sites, présents et à venir"), (SOME, "Certains sites")],
        widget=forms.RadioSelect,
        initial=ALL,
    )
    sites = forms.ModelMultipleChoiceField(
        label="Sites concernés",
        help_text="Si vous avez choisi « Certains sites ».",
        queryset=Establishment.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "Ce site n’est pas un site ouvert de l’entreprise.",
            "invalid_pk_value": "Ce site n’est pas un site ouvert de l’entreprise.",
        },
    )
    starts_on = _day("À partir du", "Aujourd’hui ou plus tard.", required=True)
    ends_on = _day("Jusqu’au", "Dernier jour compris. Laissez vide pour ne pas fixer de fin.", required=False)

    def __init__(
        self, *args: Any, sites: QuerySet[Establishment], delegation: Delegation | None = None, **kwargs: Any
    ) -> None:
        if delegation is not None:
            kwargs["rights"] = as_rights(delegation.rights)
        super().__init__(*args, **kwargs)
        self.former_start = delegation.starts_on if delegation is not None else None
        field: Any = self.fields["sites"]
        field.queryset, field.to_field_name = sites, "public_id"
        if len(sites) <= 1 and (delegation is None or delegation.all_sites):
            del self.fields["scope"], self.fields["sites"]
        if not self.is_bound:
            self.fields["starts_on"].initial = timezone.localdate()
        if delegation is not None and not self.is_bound:
            self._fill(delegation)

    def _fill(self, delegation: Delegation) -> None:
        self.initial = {
            "scope": ALL if delegation.all_sites else SOME,
            "sites": [site.public_id for site in delegation.establishments.all()],
            "starts_on": delegation.starts_on,
            "ends_on": delegation.ends_on,
            **self.initial,
        }

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day != self.former_start and day < timezone.localdate():
            raise ValidationError("Une délégation commence aujourd’hui ou plus tard.", code="past")
        return day

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        start, end = values.get("starts_on"), values.get("ends_on")
        if end and end < max(start or end, timezone.localdate()):
            self.add_error(
                "ends_on", ValidationError("La fin ne peut précéder ni le début, ni aujourd’hui.", code="end")
            )
        if values.get("scope") == SOME and "sites" not in self.errors and not values.get("sites"):
            self.add_error(
                "sites", ValidationError("Cochez au moins un site, ou choisissez tous les sites.", code="none")
            )
        return values

    @property
    def grant(self) -> Grant:
        values = self.cleaned_data
        sites = list(values.get("sites") or []) if values.get("scope") == SOME else []
        return Grant(values["rights"], sites, values["starts_on"], values["ends_on"])


class GiveForm(GrantForm):
    """To whom, then what."""

    siret = siret_field()
    email = forms.CharField(
        label="Adresse électronique au cabinet",
        help_text="Celle de votre interlocuteur : lui seul pourra accepter.",
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Saisissez l’adresse électronique de votre interlocuteur au cabinet."},
    )

    field_order = ["siret", "email"]

    def clean_siret(self) -> str:
        digits = compact_digits(self.cleaned_data["siret"])
        validate_siret(digits)
        return digits

    def clean_email(self) -> str:
        return normalise_email(self.cleaned_data["email"])

    @classmethod
    def asked(cls, request: DelegationRequest, **kwargs: Any) -> "GiveForm":
        """Filled with what a firm asks for; the company changes what it wants."""
        initial = {"siret": request.firm.siret, "email": request.email}
        return cls(initial=initial, rights=as_rights(request.rights), **kwargs)


class ResendForm(forms.Form):
    """The address to invite again."""

    email = forms.CharField(
        label="Adresse électronique à inviter",
        help_text="Un nouveau lien y sera envoyé ; le lien précédent ne servira plus.",
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Saisissez l’adresse électronique à inviter."},
    )

    def clean_email(self) -> str:
        return normalise_email(self.cleaned_data["email"])
