"""Search and filters of the planning, read from its address."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from absences.motives import ShownKind
from absences.planning.addresses import FILTERS
from core.lines import LineField
from employees.enums import Category
from employees.places import Places

SEARCH = "recherche-planning"
LENGTHS = (50, 100, 500)
Choices = list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom the reader looks for; empty values look for everybody. `kind`: the key of a kind, as shown to them."""

    text: str = ""
    site: str = ""
    crew: str = ""
    category: str = ""
    kind: str = ""
    length: int = LENGTHS[0]

    @property
    def is_narrowed(self) -> bool:
        return any((self.text, self.site, self.crew, self.category, self.kind))

    @property
    def keeps_crews_whole(self) -> bool:
        """A crew that is shown is shown with all its people."""
        return not any((self.text, self.category, self.kind))


def _choice(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, widget=forms.Select(attrs={"form": SEARCH}))


class PlanningForm(forms.Form):
    """What is not understood is ignored: an address may be old, or typed."""

    q = LineField(
        label="Rechercher un salarié",
        max_length=100,
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "spellcheck": "false",
                "placeholder": "Nom, prénom",
                "data-names-only": "recherche-par-nom",
            }
        ),
    )
    site = _choice("Site")
    equipe = _choice("Équipe")
    categorie = _choice("Catégorie")
    nature = _choice("Nature d’absence")
    par = _choice("Salariés par page")

    def __init__(self, typed: Any, places: Places, kinds: Iterable[ShownKind]) -> None:
        super().__init__(typed)
        self._offer("site", [("", "Tous"), *((site.public_id, site.name) for site in places.sites)])
        self._offer("equipe", [("", "Toutes"), *_crews(places)])
        self._offer("categorie", [("", "Toutes"), *Category.choices])
        self._offer("nature", [("", "Toutes"), *((kind.key, kind.name) for kind in kinds)])
        self._offer("par", [("", str(LENGTHS[0])), *((str(length), str(length)) for length in LENGTHS[1:])])
        if len(places.sites) < 2:  # noqa: PLR2004
            del self.fields["site"]
        if not places.crews:
            del self.fields["equipe"]

    def _offer(self, name: str, choices: Choices) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        values = self.cleaned_data
        return Wanted(
            text=values.get("q", ""),
            site=values.get("site", ""),
            crew=values.get("equipe", ""),
            category=values.get("categorie", ""),
            kind=values.get("nature", ""),
            length=int(values.get("par") or LENGTHS[0]),
        )

    @property
    def filter_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in (*FILTERS, "par") if name in self.fields]

    @property
    def applied(self) -> list[forms.BoundField]:
        """The filters that leave somebody out."""
        self.is_valid()
        return [self[name] for name in FILTERS if self.cleaned_data.get(name)]


def _crews(places: Places) -> Choices:
    """By site when several have some, as two sites may each have a crew of one name."""
    by_site = [
        (site.name, [(crew.public_id, crew.name) for crew in places.crews_of(site)])
        for site in places.sites
        if places.crews_of(site)
    ]
    return list(by_site[0][1]) if len(by_site) == 1 else list(by_site)
