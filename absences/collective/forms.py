"""An absence of many people, as it is typed: what, when, and whose."""

from collections.abc import Iterable
from typing import Any

from django import forms

from absences.days_form import DaysForm
from absences.models import AbsenceKind, CollectiveAbsence
from absences.values import CollectiveValues
from core.french import counted
from core.lines import LineField
from employees.enums import Category
from employees.models import Crew
from employees.nir import refuse_nir
from employees.places import Places

_TITLE_LENGTH: int = CollectiveAbsence._meta.get_field("title").max_length  # type: ignore[assignment]
_CHOOSE = "Choisissez dans la liste."


def _choice(label: str, choices: Iterable[tuple[str, str]] = ()) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=choices, error_messages={"invalid_choice": _CHOOSE})


class CollectiveForm(DaysForm):
    """The site and the crew are asked for where there is a choice."""

    title = LineField(
        label="Titre",
        max_length=_TITLE_LENGTH,
        help_text="Par exemple « Fermeture d’août ». Vos collègues le liront.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        validators=[refuse_nir],
        error_messages={
            "required": "Donnez un titre, pour la retrouver.",
            "max_length": f"{counted(_TITLE_LENGTH, 'caractère')} au plus : abrégez ce titre.",
        },
    )
    site = _choice("Site")
    crew = _choice("Équipe")
    category = _choice("Catégorie", [("", "Toutes"), *Category.choices])
    is_closing = forms.BooleanField(
        label="C’est une fermeture de l’entreprise ou du site",
        required=False,
        help_text="Le planning grisera ces jours pour tous.",
    )
    field_order = ("title", "kind", "starts_on", "starts_at_noon", "ends_on", "ends_at_noon", "site", "crew")

    def __init__(self, typed: Any, *, kinds: Iterable[AbsenceKind], places: Places) -> None:
        super().__init__(typed, kinds=kinds)
        self._places = places
        self._offer("site", [("", "Tous"), *((site.public_id, site.name) for site in places.sites)], least=2)
        self._offer("crew", [("", "Toutes"), *((crew.public_id, self._named(crew)) for crew in places.crews)], least=1)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        site, crew = self._places.site(values.get("site", "")), self._places.crew(values.get("crew", ""))
        if site and crew and crew.establishment_id != site.pk:
            self.add_error("crew", "Cette équipe n’est pas de ce site : changez l’un des deux.")
        if values["is_closing"] and (crew or values.get("category")):
            self.add_error(
                "is_closing", "Une fermeture est pour tout un site : retirez l’équipe et la catégorie, ou décochez."
            )
        return values

    def values(self) -> CollectiveValues:
        """Of a valid form."""
        typed = self.cleaned_data
        return CollectiveValues(
            title=" ".join(typed["title"].split()),
            kind=self.chosen_kind,
            stretch=self.stretch,
            establishment=self._places.site(typed.get("site", "")),
            crew=self._places.crew(typed.get("crew", "")),
            category=typed["category"],
            is_closing=typed["is_closing"],
        )

    def _offer(self, name: str, choices: list[tuple[str, str]], *, least: int) -> None:
        field: Any = self.fields[name]
        field.choices = choices
        if len(choices) <= least:
            del self.fields[name]

    def _named(self, crew: Crew) -> str:
        """Two sites may each have a crew of one name."""
        return f"{crew.establishment.name} · {crew.name}" if len(self._places.sites) > 1 else crew.name
