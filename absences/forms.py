"""The period and the people of what is printed, exported or listed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone

from absences.selection import Selection
from adherents.calendar import first_of, months_later
from core.dates import DayField
from employees.enums import Category
from employees.leave.arithmetic.periods import ONE_DAY
from employees.places import NamedSite


def _earliest() -> date:
    return timezone.localdate() - settings.ABSENCE_MAX_BACK


def _latest() -> date:
    return timezone.localdate() + settings.ABSENCE_MAX_AHEAD


def _day(label: str, required: str) -> DayField:
    return DayField(label=label, earliest=_earliest, latest=_latest, error_messages={"required": required})


class SelectionForm(forms.Form):
    """Sent by its address. Without dates, `months` whole months from the present one."""

    du = _day("Du", "Donnez le premier jour.")
    au = _day("Au", "Donnez le dernier jour.")
    site = forms.ChoiceField(label="Site", required=False)
    equipe = forms.ChoiceField(label="Équipe", required=False)
    categorie = forms.ChoiceField(label="Catégorie", required=False, choices=[("", "Toutes"), *Category.choices])

    def __init__(self, typed: Mapping[str, Any], sites: list[NamedSite], *, months: int = 1) -> None:
        super().__init__({**_from_this_month(months), **{name: typed[name] for name in typed}})
        self._offer("site", [("", "Tous"), *((site.ref, site.name) for site in sites)], least=2)
        self._offer("equipe", [("", "Toutes"), *_crews(sites)], least=1)
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = "Choisissez dans la liste."

    @property
    def selection(self) -> Selection:
        """Once valid."""
        typed = self.cleaned_data
        return Selection(
            typed["du"],
            typed["au"],
            site=typed.get("site", ""),
            crew=typed.get("equipe", ""),
            category=typed.get("categorie", ""),
        )

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("du"), self.cleaned_data.get("au")
        if first and last and last < first:
            self.add_error("au", "Le dernier jour vient avant le premier : corrigez l’un des deux.")
        return self.cleaned_data

    def _offer(self, name: str, choices: list[tuple[str, Any]], *, least: int) -> None:
        """Nothing is asked where there is no choice."""
        field: Any = self.fields[name]
        field.choices = choices
        if len(choices) <= least:
            del self.fields[name]


def _from_this_month(months: int) -> dict[str, date]:
    first = first_of(timezone.localdate())
    return {"du": first, "au": months_later(first, months) - ONE_DAY}


def _crews(sites: list[NamedSite]) -> list[tuple[str, Any]]:
    """By site when there are several, as two sites may each have a crew of one name."""
    with_crews = [site for site in sites if site.crews]
    if len(with_crews) == 1:
        return list(with_crews[0].crews)
    return [(site.name, site.crews) for site in with_crews]
