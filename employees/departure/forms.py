"""The last day of a contract, and why it ends."""

from datetime import date
from typing import Any

from django import forms

from core.dates import DayField
from employees.enums import DepartureReason
from employees.forms import latest_start
from employees.models import Employment, Movement
from employees.rules import departure_reasons, last_day_problem

_EARLIEST = date(1950, 1, 1)
_CHOOSE = "Choisissez dans la liste."


class DepartureForm(forms.Form):
    """`departure`: the one that is corrected. Whoever does not see its reason keeps it, or chooses another."""

    last_day = DayField(
        label="Dernier jour",
        help_text="Le dernier jour du contrat, par exemple 30/11/2026.",
        earliest=_EARLIEST,
        latest=latest_start,
        error_messages={"required": "Saisissez le dernier jour du contrat."},
    )
    departure_reason = forms.ChoiceField(
        label="Motif de sortie", error_messages={"required": _CHOOSE, "invalid_choice": _CHOOSE}
    )
    certificate_requested = forms.BooleanField(
        label="Demander le certificat de congé",
        help_text="Votre caisse l’établit pour le salarié, qui le remet à son prochain employeur.",
        required=False,
        initial=True,
    )

    def __init__(
        self,
        *args: Any,
        contract: Employment,
        departure: Movement | None = None,
        sees_reason: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{**kwargs, "initial": _initial(departure, sees_reason)})
        self._contract, self._departure = contract, departure
        keeps = departure is not None and not sees_reason
        reasons = [(reason.value, reason.label) for reason in departure_reasons(contract.contract_kind)]
        field = self.fields["departure_reason"]
        field.choices = [("", "Inchangé" if keeps else "Choisissez un motif"), *reasons]  # type: ignore[attr-defined]
        field.required = not keeps

    def clean_last_day(self) -> date:
        day: date = self.cleaned_data["last_day"]
        starts_on, planned_end_on = self._contract.starts_on, self._contract.planned_end_on
        if problem := last_day_problem(day, starts_on=starts_on, planned_end_on=planned_end_on):
            raise forms.ValidationError(problem, code="last_day")
        return day

    def clean_departure_reason(self) -> str:
        chosen: str = self.cleaned_data["departure_reason"]
        if not chosen and self._departure is not None:
            return self._departure.departure_reason
        return chosen

    @property
    def reason_in_words(self) -> str:
        """What was chosen, for whoever reads it over."""
        return str(DepartureReason(self.cleaned_data["departure_reason"]).label)


def _initial(departure: Movement | None, sees_reason: bool) -> dict[str, Any]:
    if departure is None:
        return {}
    return {
        "last_day": departure.last_day,
        "departure_reason": departure.departure_reason if sees_reason else "",
        "certificate_requested": departure.certificate_requested,
    }
