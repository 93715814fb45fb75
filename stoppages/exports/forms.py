"""Which campaign, which month, in which format."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from employees.leave.arithmetic.periods import month_label
from stoppages.words import campaign_label

_CHOOSE = {"required": "Choisissez dans la liste.", "invalid_choice": "Choisissez dans la liste."}
_FORMATS = [("xlsx", "Classeur (XLSX)"), ("csv", "Texte (CSV)")]


def _format_field(*more: tuple[str, str]) -> forms.ChoiceField:
    """What is not a format of ours is the workbook."""
    return forms.ChoiceField(label="Format", choices=[*_FORMATS, *more], initial="xlsx", error_messages=_CHOOSE)


class PaymentsFileForm(forms.Form):
    """`par`: a line a payment, or a line a salarié and a week, for whoever may read wages."""

    format = _format_field(("pdf", "Page à imprimer (PDF)"))
    par = forms.ChoiceField(
        label="Une ligne par",
        choices=[("", "versement et dossier"), ("salarie", "salarié et semaine")],
        required=False,
        error_messages=_CHOOSE,
        help_text="Le PDF a toujours une ligne par versement et dossier.",
    )

    def __init__(self, typed: Any = None, *, with_wages: bool) -> None:
        super().__init__(typed)
        if not with_wages:
            del self.fields["par"]


class CampaignFileForm(forms.Form):
    campagne = forms.TypedChoiceField(label="Campagne", coerce=int, error_messages=_CHOOSE)
    format = _format_field()

    def __init__(self, typed: Any = None, *, years: Iterable[int]) -> None:
        super().__init__(typed, prefix=None, auto_id="campagne_%s")
        field: Any = self.fields["campagne"]
        field.choices = [(str(year), campaign_label(year)) for year in years]


class PayrollForm(forms.Form):
    mois = forms.TypedChoiceField(label="Mois", coerce=date.fromisoformat, error_messages=_CHOOSE)
    format = _format_field()

    def __init__(self, typed: Any = None, *, months: Iterable[date]) -> None:
        super().__init__(typed, auto_id="paie_%s")
        field: Any = self.fields["mois"]
        field.choices = [(month.isoformat(), month_label(month).capitalize()) for month in months]
