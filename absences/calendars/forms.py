"""What a calendar shows, and its name."""

from collections.abc import Iterator
from typing import Any

from django import forms

from absences.calendars.values import CalendarValues
from absences.models import CalendarSubscription
from core.french import counted
from core.lines import LineField
from employees.models import Crew
from employees.places import Places

_LABEL_MAX_LENGTH: int = CalendarSubscription._meta.get_field("label").max_length  # type: ignore[assignment]
_DEFAULT_LABEL = "Absences"


class CalendarForm(forms.Form):
    """The site and the crew are asked for where there is a choice."""

    label = LineField(
        label="Nom de l’agenda",
        max_length=_LABEL_MAX_LENGTH,
        initial=_DEFAULT_LABEL,
        help_text="Celui que montrera votre logiciel, par exemple « Absences du dépôt ».",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Donnez un nom à l’agenda.",
            "max_length": f"{counted(_LABEL_MAX_LENGTH, 'caractère')} au plus : abrégez ce nom.",
        },
    )
    people = forms.ChoiceField(
        label="Salariés",
        required=False,
        error_messages={"invalid_choice": "Choisissez un site ou une équipe de la liste."},
    )
    names_kinds = forms.BooleanField(
        label="Nommer les congés, RTT, récupérations et formations",
        required=False,
        help_text="Sinon, chacun est seulement « Absent ». Les motifs privés ne sont jamais dans un agenda.",
    )

    def __init__(self, typed: Any, places: Places) -> None:
        super().__init__(typed)
        self._places = places
        field: Any = self.fields["people"]
        field.choices = [("", "Tous"), *self._groups()]
        if len(field.choices) == 1:
            del self.fields["people"]

    @property
    def values(self) -> CalendarValues:
        """Once valid."""
        typed = self.cleaned_data
        chosen = typed.get("people", "")
        return CalendarValues(
            label=" ".join(typed["label"].split()),
            site=self._places.site(chosen),
            crew=self._places.crew(chosen),
            names_kinds=typed["names_kinds"],
        )

    def _groups(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        sites, crews = self._places.sites, self._places.crews
        if len(sites) > 1:
            yield "Sites", [(site.public_id, site.name) for site in sites]
        if crews:
            yield "Équipes", [(crew.public_id, self._name_of(crew)) for crew in crews]

    def _name_of(self, crew: Crew) -> str:
        """Two sites may each have a crew of one name."""
        return f"{crew.establishment.name} · {crew.name}" if len(self._places.sites) > 1 else crew.name
