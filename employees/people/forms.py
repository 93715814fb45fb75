"""Search and filters of the list of people."""

from typing import Any

from django import forms

from core.lines import LineField
from employees.enums import CaisseState, Category, ContractKind, Presence
from employees.people.queries.listing import BY_NAME, SORTS, Wanted
from employees.places import NamedSite

Choices = list[tuple[str, Any]]
SEARCH = "recherche-salaries"
# What is ticked in the list, in the address of an export: references, by a comma.
CHOSEN, MOST_CHOSEN = "choix", 100
FILTERS = ("site", "equipe", "categorie", "contrat", "etat")


def _choice(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, widget=forms.Select(attrs={"form": SEARCH}))


class PeopleForm(forms.Form):
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
    liste = _choice("Salariés")
    tri = _choice("Tri")
    site = _choice("Site")
    equipe = _choice("Équipe")
    categorie = _choice("Catégorie")
    contrat = _choice("Contrat")
    etat = _choice("Auprès de la caisse")

    def __init__(self, typed: Any, sites: list[NamedSite]) -> None:
        super().__init__(typed)
        self._sites = sites
        self._offer("liste", Presence.choices)
        self._offer("tri", [(sign + key, key) for key in SORTS for sign in ("", "-")])
        self._offer("site", [("", "Tous"), *((site.ref, site.name) for site in sites)])
        self._offer("equipe", [("", "Toutes"), *_crews(sites)])
        self._offer("categorie", [("", "Toutes"), *Category.choices])
        self._offer("contrat", [("", "Tous"), *ContractKind.choices])
        self._offer("etat", [("", "Tous les états"), *CaisseState.choices])
        if len(sites) < 2:  # noqa: PLR2004
            del self.fields["site"]
        if not any(site.crews for site in sites):
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
            presence=values.get("liste") or Presence.PRESENT,
            site=values.get("site", ""),
            crew=values.get("equipe", ""),
            category=values.get("categorie", ""),
            contract_kind=values.get("contrat", ""),
            caisse_state=values.get("etat", ""),
            sort=values.get("tri") or BY_NAME,
            chosen=tuple(filter(None, self.data.get(CHOSEN, "").split(",")))[:MOST_CHOSEN],
        )

    @property
    def crew_choices(self) -> list[dict[str, str]]:
        """Where the people ticked may be put: two sites may each have a crew of one name."""
        with_crews = [site for site in self._sites if site.crews]
        return [
            {"ref": ref, "name": f"{site.name} · {name}" if len(with_crews) > 1 else name}
            for site in with_crews
            for ref, name in site.crews
        ]

    @property
    def filter_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in FILTERS if name in self.fields]

    @property
    def applied(self) -> list[forms.BoundField]:
        """The filters that leave somebody out."""
        self.is_valid()
        return [field for field in self.filter_fields if self.cleaned_data.get(field.name)]


def _crews(sites: list[NamedSite]) -> Choices:
    """By site when there are several, as two sites may each have a crew of one name."""
    with_crews = [site for site in sites if site.crews]
    if len(with_crews) == 1:
        return list(with_crews[0].crews)
    return [(site.name, site.crews) for site in with_crews]
