"""What the staff type of an agenda, and of an appointment that they move."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from adherents.time_zones import today_in, written_moment
from core.staff.reasons import ReasonForm, Reasons
from support.appointments.queries import free_slots
from support.appointments.slots import instant_named
from support.enums import Weekday
from support.models import Agenda, Appointment

# As far as the choice of another slot goes.
_OFFERED_DAYS, _OFFERED = timedelta(days=21), 80


class AgendaForm(forms.ModelForm):
    class Meta:
        model = Agenda
        fields = [
            "caisse",
            "kind",
            "is_open",
            "length_minutes",
            "capacity",
            "time_zone",
            "notice_hours",
            "furthest_days",
            "directions",
        ]
        widgets = {"directions": forms.Textarea(attrs={"rows": 4, "cols": 80})}


class HoursFormSet(forms.BaseInlineFormSet):
    """The hours of a week: none of a day over another of the same day."""

    def clean(self) -> None:
        super().clean()
        stretches = sorted(_stretch(form) for form in self.forms if _is_kept(form))
        for (day, _, closes_at), (next_day, opens_at, _) in zip(stretches, stretches[1:], strict=False):
            if day == next_day and opens_at < closes_at:
                raise ValidationError(
                    f"{Weekday(day).label} : deux plages se recouvrent. Réunissez-les, ou corrigez leurs heures.",
                    code="overlap",
                )


class MoveForm(ReasonForm):
    """Where to, among what is free, and why."""

    slot = forms.ChoiceField(
        label="Nouvelle heure",
        error_messages={
            "required": "Choisissez la nouvelle heure.",
            "invalid_choice": "Cette heure vient d’être prise : choisissez-en une autre.",
        },
    )
    field_order = ["slot", "reason", "complement"]

    def __init__(self, reasons: Reasons, row: Appointment, data: Any = None) -> None:
        super().__init__(reasons, data, name="move", row=row)
        slot: Any = self.fields["slot"]
        slot.choices = [("", "Choisissez une heure"), *_free_choices(row)]

    def clean_slot(self) -> Any:
        return instant_named(self.cleaned_data["slot"])


def _free_choices(row: Appointment) -> list[tuple[str, str]]:
    agenda = row.agenda
    today = today_in(agenda.time_zone)
    slots = free_slots(agenda, today, today + _OFFERED_DAYS, timezone.now())
    return [(slot.key, written_moment(slot.starts_at, agenda.time_zone)) for slot in slots[:_OFFERED]]


def _is_kept(form: Any) -> bool:
    values = getattr(form, "cleaned_data", None) or {}
    return not values.get("DELETE") and None not in _stretch(form)


def _stretch(form: Any) -> tuple[Any, Any, Any]:
    values = form.cleaned_data
    return values.get("weekday"), values.get("opens_at"), values.get("closes_at")
