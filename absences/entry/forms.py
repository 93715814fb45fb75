"""An absence as it is typed, and the day on which one is cut in two."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from absences.models import Absence, AbsenceKind
from absences.stretches import Stretch
from absences.values import AbsenceValues
from core.dates import DayField
from core.lines import LineField
from employees.nir import looks_like_nir

_CHOOSE = "Choisissez dans la liste."
_NOTE_LENGTH = 300


def earliest_day() -> date:
    return timezone.localdate() - settings.ABSENCE_MAX_BACK


def latest_day() -> date:
    return timezone.localdate() + settings.ABSENCE_MAX_AHEAD


def refuse_nir(typed: str) -> None:
    if looks_like_nir(typed):
        raise ValidationError("N’écrivez pas ici un numéro de sécurité sociale : effacez-le.", code="nir")


class AbsenceForm(forms.Form):
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
    note = LineField(
        label="Note",
        help_text="Pour vous et vos collègues. N’y écrivez rien de médical.",
        max_length=_NOTE_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        validators=[refuse_nir],
        error_messages={
            "max_length": "Ce texte compte %(show_value)d caractères : %(limit_value)d au plus, abrégez-le."
        },
    )

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

    def as_if_typed(self) -> "AbsenceForm":
        """What it shows, read as if it had been sent."""
        return self if self.is_bound else AbsenceForm(self.initial, kinds=self._kinds.values())

    def values(self) -> AbsenceValues:
        """Of a valid form."""
        typed = self.cleaned_data
        stretch = Stretch(typed["starts_on"], typed["ends_on"], typed["starts_at_noon"], typed["ends_at_noon"])
        return AbsenceValues(self._kinds[typed["kind"]], stretch, typed["note"])


class SplitForm(forms.Form):
    on = DayField(
        label="Premier jour de la seconde partie",
        earliest=earliest_day,
        latest=latest_day,
        error_messages={"required": "Saisissez le jour à partir duquel couper."},
    )


def typed_of(absence: Absence) -> dict[str, Any]:
    """What the form shows of an absence before it is changed."""
    names = ("starts_on", "starts_at_noon", "ends_on", "ends_at_noon", "note")
    return {"kind": absence.kind.key, **{name: getattr(absence, name) for name in names}}


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


def asked_days(start: str, end: str) -> dict[str, date]:
    """The days that an address asks for; what is no day is left out."""
    asked = {"starts_on": _iso(start), "ends_on": _iso(end)}
    return {name: day for name, day in asked.items() if day is not None}


def _iso(written: str) -> date | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if earliest_day() - timedelta(days=1) < day < latest_day() + timedelta(days=1) else None
