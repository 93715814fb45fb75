"""Forms of the cabinet: what it looks for, whom it invites, what it asks."""

from django import forms

from core.lines import LineField
from delegations.portfolio.queries import STATES, Wanted


class PortfolioForm(forms.Form):
    """Search and filters; what is not understood is ignored."""

    q = LineField(label="Raison sociale ou SIREN", max_length=100, required=False)
    etat = forms.ChoiceField(label="État", choices=list(STATES.items()), required=False)
    suivis = forms.BooleanField(label="Mes clients seulement", required=False)
    attente = forms.BooleanField(label="Avec quelque chose en attente", required=False)
    fin = forms.BooleanField(label="Fin proche", required=False)

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        values = self.cleaned_data
        return Wanted(
            text=values.get("q", ""),
            mine=values.get("suivis", False),
            pending=values.get("attente", False),
            ends_soon=values.get("fin", False),
            state=values.get("etat", ""),
        )
