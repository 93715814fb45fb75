"""The filters of every list of documents."""

from typing import Any

from django import forms
from django.http import QueryDict

from adherents.models import Establishment
from core.access import Access
from core.dates import DayField
from core.lines import LineField
from documents.queries.listing import SORTS, kinds_listed
from documents.values import WantedDocuments

FILTERS = ("type", "salarie", "site", "du", "au")
# Those of an address, beside the filters: one person, what is unread, the order.
PARAMETERS = (*FILTERS, "personne", "lu", "tri")
UNREAD = "non"
# What a search goes on with.
_NARROWING = (*FILTERS, "personne", "lu")
_CHOOSE = {"invalid_choice": "Choisissez dans la liste."}
_NAME = {
    "type": "search",
    "autocomplete": "off",
    "spellcheck": "false",
    "placeholder": "Nom, prénom",
    "data-names-only": "recherche-par-nom",
}


class DocumentsForm(forms.Form):
    """Sent by its address. What is not understood filters nothing, and is said; a hidden choice that is of no list of
    ours is ignored, as an address may be old.
    """

    type = forms.ChoiceField(label="Type", required=False, error_messages=_CHOOSE)
    salarie = LineField(label="Salarié", max_length=100, required=False, widget=forms.TextInput(attrs=_NAME))
    site = forms.ChoiceField(label="Site", required=False, error_messages=_CHOOSE)
    du = DayField(label="Du", required=False)
    au = DayField(label="Au", required=False)

    def __init__(self, typed: Any, access: Access) -> None:
        super().__init__(typed)
        sites = _sites(access)
        self._offer("type", [("", "Tous"), *((kind.code, kind.name) for kind in kinds_listed(access))])
        self._offer("site", [("", "Tous"), *sites])
        if len(sites) < 2:  # noqa: PLR2004
            del self.fields["site"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("du"), self.cleaned_data.get("au")
        if first and last and last < first:
            self.add_error("au", "Le dernier jour vient avant le premier : corrigez l’un des deux.")
        return self.cleaned_data

    @property
    def wanted(self) -> WantedDocuments:
        self.is_valid()
        typed, sort = self.cleaned_data, self.data.get("tri", "")
        return WantedDocuments(
            kind=typed.get("type", ""),
            site=typed.get("site", ""),
            person=self.data.get("personne", ""),
            name=typed.get("salarie", ""),
            first=typed.get("du"),
            last=typed.get("au"),
            is_unread=self.data.get("lu") == UNREAD,
            sort=sort if sort.removeprefix("-") in SORTS else "",
        )

    @property
    def is_filtering(self) -> bool:
        """Something is asked, or was and is not understood."""
        return any(self.data.get(name) for name in (*FILTERS, "personne"))


def kept_filters(typed: QueryDict) -> list[tuple[str, str]]:
    """The filters of the page, for the search box that stands on it."""
    return [(name, str(typed[name])) for name in _NARROWING if typed.get(name)]


def _sites(access: Access) -> list[tuple[str, str]]:
    """Whoever acts for one site has no site to choose."""
    if access.tiers.establishment_id is not None:
        return []
    sites = Establishment.objects.for_access(access).order_by("-is_head_office", "name", "pk")
    return list(sites.values_list("public_id", "name"))
