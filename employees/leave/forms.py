"""The paper by which somebody gave up the days of fractionnement: of which period, signed when."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from core.dates import DayField
from employees.leave.arithmetic import AccrualPeriod


class SplitWaiverForm(forms.Form):
    """`periods`: those that have no waiver yet."""

    period = forms.ChoiceField(
        label="Congés à prendre",
        help_text="Une renonciation vaut pour une seule période.",
        error_messages={
            "required": "Choisissez la période à laquelle le salarié a renoncé.",
            "invalid_choice": "Choisissez une période de la liste : celles qui ont déjà une renonciation n’y sont pas.",
        },
    )
    signed_on = DayField(
        label="Date de la signature",
        help_text="Celle de l’écrit signé par le salarié.",
        latest=timezone.localdate,
        error_messages={"required": "Saisissez la date à laquelle le salarié a signé."},
    )

    def __init__(self, *args: Any, periods: Sequence[AccrualPeriod], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._periods = {key_of(period): period for period in periods}
        offered = [(key, period.taking_label.capitalize()) for key, period in self._periods.items()]
        field: Any = self.fields["period"]
        field.choices = offered if len(offered) == 1 else [("", "Choisir…"), *offered]

    @property
    def chosen(self) -> AccrualPeriod:
        """Once valid."""
        return self._periods[self.cleaned_data["period"]]

    @property
    def signed(self) -> date:
        """Once valid."""
        day: date = self.cleaned_data["signed_on"]
        return day


def key_of(period: AccrualPeriod) -> str:
    """How an address and the list name a period: by the first day on which its leave is taken."""
    return period.taking_starts_on.isoformat()
