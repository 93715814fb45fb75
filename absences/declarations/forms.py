"""Search and filter of what was declared."""

from django import forms

from absences.enums import DeclarationState
from core.lines import LineField


class DeclaredForm(forms.Form):
    """What is not understood filters nothing."""

    q = LineField(
        label="Salarié ou référence",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
    etat = forms.ChoiceField(label="État", choices=[("", "Tous"), *DeclarationState.choices], required=False)

    @property
    def filters(self) -> dict[str, str]:
        """By the names that `queries.declared` takes."""
        self.is_valid()
        return {"typed": self.cleaned_data.get("q", ""), "state": self.cleaned_data.get("etat", "")}
