"""A worksite as it is typed, on a telephone too: the département follows from the postal code."""

import re
from typing import Any

from django import forms

from adherents.departements import DEPARTEMENTS, departement_in_words, departement_of
from adherents.models import Establishment
from core.french import counted
from core.lines import LineField
from core.references import new_public_id
from employees.places import Places
from stoppages.models import Worksite
from stoppages.worksites.values import WorksiteValues

_REFERENCE = re.compile(r"[2-9a-z]{16}")
_DEDUCED = ""


def _line(name: str, label: str, required: str, **options: Any) -> LineField:
    length: int = Worksite._meta.get_field(name).max_length  # type: ignore[assignment, union-attr]
    attrs = {"autocomplete": "off", **options.pop("attrs", {})}
    return LineField(
        label=label,
        max_length=length,
        required=bool(required),
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": required, "max_length": f"{counted(length, 'caractère')} au plus : abrégez."},
        **options,
    )


class WorksiteForm(forms.Form):
    """The site is asked for where there are several. `attempt`: sent twice, it adds one worksite."""

    name = _line("name", "Nom du chantier", "Donnez un nom au chantier.", help_text="Celui que l’équipe connaît.")
    address = _line("address", "Adresse", "Saisissez l’adresse, ou un lieu-dit.")
    postal_code = LineField(
        label="Code postal",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Saisissez les cinq chiffres du code postal."},
    )
    commune = _line("commune", "Commune", "Saisissez la commune.")
    departement = forms.ChoiceField(
        label="Département",
        required=False,
        help_text="À choisir seulement si le code postal ne le dit pas bien.",
        choices=[(_DEDUCED, "Celui du code postal"), *((code, departement_in_words(code)) for code in DEPARTEMENTS)],
        error_messages={"invalid_choice": "Choisissez dans la liste."},
    )
    is_public_works = forms.BooleanField(label="Travaux publics", required=False)
    owner = _line("owner", "Maître d’ouvrage", "", help_text="Pour des travaux publics : il peut s’opposer à l’arrêt.")
    site = forms.ChoiceField(
        label="Site de l’entreprise",
        error_messages={"required": "Choisissez le site.", "invalid_choice": "Choisissez dans la liste."},
    )
    attempt = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, typed: Any, *, places: Places, **kwargs: Any) -> None:
        super().__init__(typed, **kwargs)
        self._places = places
        self.fields["attempt"].initial = new_public_id()
        field: Any = self.fields["site"]
        field.choices = [("", "Choisir…"), *((site.public_id, site.name) for site in places.sites)]
        field.initial = places.sites[0].public_id if places.sites else ""
        if len(places.sites) == 1:
            del self.fields["site"]

    def clean_postal_code(self) -> str:
        digits = "".join(str(self.cleaned_data["postal_code"]).split())
        if not re.fullmatch(r"[0-9]{5}", digits):
            raise forms.ValidationError("Le code postal compte cinq chiffres : corrigez-le.")
        return digits

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        postal_code = values.get("postal_code", "")
        if values.get("departement") == _DEDUCED and postal_code:
            values["departement"] = departement_of(postal_code)
            if not values["departement"]:
                self.add_error("postal_code", "Ce code n’est d’aucun département : corrigez-le, ou choisissez-le.")
        return values

    @property
    def chosen_attempt(self) -> str:
        typed = self.cleaned_data.get("attempt", "")
        return typed if _REFERENCE.fullmatch(typed) else new_public_id()

    def values(self) -> WorksiteValues:
        """Of a valid form."""
        typed = self.cleaned_data
        return WorksiteValues(
            establishment=self._establishment,
            name=" ".join(typed["name"].split()),
            address=" ".join(typed["address"].split()),
            postal_code=typed["postal_code"],
            commune=" ".join(typed["commune"].split()),
            departement=typed["departement"],
            is_public_works=typed["is_public_works"],
            owner=" ".join(typed["owner"].split()),
        )

    @property
    def _establishment(self) -> Establishment:
        chosen = self._places.site(self.cleaned_data["site"]) if "site" in self.fields else self._places.sites[0]
        if chosen is None:
            raise LookupError("a site was chosen that was not offered")
        return chosen


def typed_of(worksite: Worksite) -> dict[str, Any]:
    """What the form shows of a worksite before it is changed; a département that follows from the code is not said."""
    names = ("name", "address", "postal_code", "commune", "is_public_works", "owner")
    is_deduced = departement_of(worksite.postal_code) == worksite.departement
    return {
        **{name: getattr(worksite, name) for name in names},
        "departement": _DEDUCED if is_deduced else worksite.departement,
        "site": worksite.establishment.public_id,
    }
