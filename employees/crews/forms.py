"""The name and the site of a crew."""

from typing import Any

from django import forms

from adherents.models import Establishment
from core.french import counted
from core.lines import LineField
from employees.models import Crew
from employees.places import Places

_NAME_MAX_LENGTH: int = Crew._meta.get_field("name").max_length  # type: ignore[assignment]


class CrewNameForm(forms.Form):
    name = LineField(
        label="Nom de l’équipe",
        max_length=_NAME_MAX_LENGTH,
        help_text="Par exemple « Gros œuvre » ou « Équipe de Rui ».",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Donnez un nom à l’équipe.",
            "max_length": f"{counted(_NAME_MAX_LENGTH, 'caractère')} au plus : abrégez ce nom.",
        },
    )

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


class CrewForm(CrewNameForm):
    """A new crew; the site is asked when there are several."""

    site = forms.ChoiceField(
        label="Site",
        help_text="Une équipe est d’un seul site : elle n’en change pas.",
        error_messages={
            "required": "Choisissez le site de l’équipe.",
            "invalid_choice": "Choisissez un site de la liste.",
        },
    )
    field_order = ["site", "name"]

    def __init__(self, typed: Any, places: Places, **kwargs: Any) -> None:
        super().__init__(typed, **kwargs)
        self._places = places
        field: Any = self.fields["site"]
        field.choices = [("", "Choisir…"), *((site.public_id, site.name) for site in places.sites)]
        if len(places.sites) == 1:
            del self.fields["site"]

    @property
    def establishment(self) -> Establishment:
        """Once valid."""
        chosen = self._places.site(self.cleaned_data["site"]) if "site" in self.fields else self._places.sites[0]
        if chosen is None:
            raise LookupError("a site was chosen that was not offered")
        return chosen
