"""The kind and the days of an absence, as every form of one asks for them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone

from absences.models import AbsenceKind
from absences.stretches import Stretch
from core.dates import DayField

_CHOOSE = "Choisissez dans la liste."


def earliest_day() -> date:
    return timezone.localdate() - settings.ABSENCE_MAX_BACK


def latest_day() -> date:
    return timezone.localdate() + settings.ABSENCE_MAX_AHEAD


class DaysForm(forms.Form):
    """`kinds`: those that this person may use; half days are of whichever day the box is under."""

    kind = forms.ChoiceField(label="Nature", error_messages={"required": _CHOOSE, "invalid_choice": _CHOOSE})
    starts_on = DayField(
        label="Premier jour",
        help_text="Par exemple 03/08/2026.",
        earliest=earliest_day,
        latest=latest_day,
        error_messages={"required": "Saisissez le premier jour."},
    )
    starts_at_noon = forms.BooleanField(label="À partir de midi", required=False)
    ends_on = DayField(
        label="Dernier jour",
        help_text="Compris dans l’absence.",
        earliest=earliest_day,
        latest=latest_day,
        error_messages={"required": "Saisissez le dernier jour."},
    )
    ends_at_noon = forms.BooleanField(label="Jusqu’à midi", required=False)

    def __init__(self, *args: Any, kinds: Iterable[AbsenceKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kinds = {kind.key: kind for kind in kinds}
        self.fields["kind"].choices = [("", "Choisissez une nature"), *_grouped(self._kinds.values())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        start, end = values.get("starts_on"), values.get("ends_on")
        is_nothing = values["starts_at_noon"] and values["ends_at_noon"]
        if start and end and (problem := _days_problem(start, end, is_nothing=is_nothing)):
            self.add_error("ends_on", problem)
        return values

    @property
    def chosen_kind(self) -> AbsenceKind:
        """Of a valid form, as what follows."""
        return self._kinds[self.cleaned_data["kind"]]

    @property
    def stretch(self) -> Stretch:
        typed = self.cleaned_data
        return Stretch(typed["starts_on"], typed["ends_on"], typed["starts_at_noon"], typed["ends_at_noon"])


def _days_problem(start: date, end: date, *, is_nothing: bool) -> str:
    if end < start:
        return "Le dernier jour est avant le premier : corrigez l’un des deux."
    if start == end and is_nothing:
        return "D’un seul jour, choisissez le matin (jusqu’à midi) ou l’après-midi (à partir de midi)."
    return ""


def _grouped(kinds: Iterable[AbsenceKind]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind in kinds:
        groups.setdefault(_group_of(kind), []).append((kind.key, kind.name))
    return list(groups.items())


def _group_of(kind: AbsenceKind) -> str:
    if kind.is_paid_leave:
        return "Congés payés, déclarés à la caisse"
    if kind.covers_leave:
        return "Arrêts, qui l’emportent sur les congés payés"
    return "Autres absences"
