"""The seven numbers of a crew."""

from typing import Any

from django import forms

from absences.models.needs import DAYS_IN_A_WEEK
from absences.planning.windows import WEEKDAYS

_MOST = 999
_REFUSED = f"Écrivez un nombre entier, de 0 à {_MOST}, ou rien."


class CrewNeedForm(forms.Form):
    """A field a day; empty where the crew has no number to reach."""

    def __init__(self, typed: Any, by_weekday: list[int | None]) -> None:
        super().__init__(typed, initial={_name(rank): number for rank, number in enumerate(by_weekday)})
        for rank, day in enumerate(WEEKDAYS):
            self.fields[_name(rank)] = forms.IntegerField(
                label=day.capitalize(),
                required=False,
                min_value=0,
                max_value=_MOST,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 4}),
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _REFUSED),
            )

    @property
    def by_weekday(self) -> list[int | None]:
        """Once valid."""
        return [self.cleaned_data[_name(rank)] for rank in range(DAYS_IN_A_WEEK)]


def _name(rank: int) -> str:
    return f"day_{rank + 1}"
