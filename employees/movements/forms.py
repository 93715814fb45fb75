"""Filters of the declarations."""

from django import forms

from employees.enums import MovementKind, MovementState


class MovementsForm(forms.Form):
    """What is not understood filters nothing."""

    etat = forms.ChoiceField(label="État", choices=[("", "Tous"), *MovementState.choices], required=False)
    nature = forms.ChoiceField(label="Nature", choices=[("", "Toutes"), *MovementKind.choices], required=False)

    @property
    def filters(self) -> dict[str, str]:
        """By the names of the columns."""
        self.is_valid()
        names = {"etat": "state", "nature": "kind"}
        return {column: self.cleaned_data[name] for name, column in names.items() if self.cleaned_data.get(name)}
