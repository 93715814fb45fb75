"""An absence of many people, as it is prepared: its days, and whose it is."""

from collections.abc import Iterable
from typing import Any

from django import forms

from absences.days_form import DaysForm, refuse_nir
from absences.models import AbsenceKind
from absences.values import CollectiveValues
from core.lines import LineField
from employees.enums import Category
from employees.places import Places

_CHOOSE = {"invalid_choice": "Choisissez dans la liste."}


class CollectiveForm(DaysForm):
    """What is not chosen is everybody; nothing is asked where there is no choice."""

    title = LineField(
        label="Titre",
        help_text="Par exemple « Fermeture d’août » ou « Pont de l’Ascension ».",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        validators=[refuse_nir],
        error_messages={"required": "Donnez un titre : vous le retrouverez par lui."},
    )
    site = forms.ChoiceField(label="Site", required=False, error_messages=_CHOOSE)
    crew = forms.ChoiceField(label="Équipe", required=False, error_messages=_CHOOSE)
    category = forms.ChoiceField(
        label="Catégorie", required=False, choices=[("", "Toutes"), *Category.choices], error_messages=_CHOOSE
    )
    is_closing = forms.BooleanField(
        label="L’entreprise ou le site est fermé ces jours-là : les griser sur le planning", required=False
    )
    field_order = [
        "title",
        "kind",
        "starts_on",
        "starts_at_noon",
        "ends_on",
        "ends_at_noon",
        "site",
        "crew",
        "category",
    ]

    def __init__(self, *args: Any, kinds: Iterable[AbsenceKind], places: Places, **kwargs: Any) -> None:
        super().__init__(*args, kinds=kinds, **kwargs)
        self._places = places
        self._offer("site", [("", "Tous"), *((site.public_id, site.name) for site in places.sites)], least=2)
        self._offer("crew", [("", "Toutes"), *((crew.public_id, _named(crew)) for crew in places.crews)], least=1)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        site, crew = self._places.site(values.get("site", "")), self._places.crew(values.get("crew", ""))
        if site is not None and crew is not None and crew.establishment_id != site.pk:
            self.add_error("crew", "Cette équipe est d’un autre site : changez l’un des deux.")
        return values

    def values(self) -> CollectiveValues:
        """Of a valid form."""
        typed = self.cleaned_data
        return CollectiveValues(
            title=typed["title"],
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


def _named(crew: Any) -> str:
    return f"{crew.name} ({crew.establishment.name})"
