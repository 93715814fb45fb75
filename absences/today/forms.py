"""What is looked for among those who are absent."""

from typing import Any

from django import forms

from core.lines import LineField
from employees.places import NamedSite


class AbsentForm(forms.Form):
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
    site = forms.ChoiceField(label="Site", required=False)

    def __init__(self, typed: Any, sites: list[NamedSite]) -> None:
        super().__init__(typed)
        field: Any = self.fields["site"]
        field.choices = [("", "Tous"), *((site.ref, site.name) for site in sites)]
        if len(sites) < 2:  # noqa: PLR2004
            del self.fields["site"]

    @property
    def wanted(self) -> dict[str, str]:
        """By the names of the address."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("q", "site")}
