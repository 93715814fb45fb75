"""What a final declaration asks for, beside the grid."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.clock import HourField, in_paris
from core.dates import DayField
from core.french import counted
from core.lines import LineField
from employees.figures import read_amount
from stoppages.forms import files_field
from stoppages.models import StoppageCase, WeatherStoppage

_REPLACEMENT_LENGTH: int = WeatherStoppage._meta.get_field("replacement").max_length  # type: ignore[assignment]
_MOST_DECLARED = Decimal(10) ** 10


class ResumptionForm(forms.Form):
    resumes_on = DayField(
        label="Jour de la reprise",
        latest=timezone.localdate,
        error_messages={"required": "Dites quel jour le travail a repris, par exemple 14/01/2026."},
    )
    resumes_at = HourField(
        label="Heure de la reprise",
        help_text="Par exemple 8h00.",
        error_messages={"required": "Dites à quelle heure le travail a repris, par exemple 8h00."},
    )
    replacement = LineField(
        label="Travail de remplacement",
        required=False,
        max_length=_REPLACEMENT_LENGTH,
        help_text="Ce que les salariés ont fait d’autre, payé comme travail. Vous direz les heures plus loin.",
        error_messages={"max_length": f"{counted(_REPLACEMENT_LENGTH, 'caractère')} au plus : abrégez."},
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        day, hour = values.get("resumes_on"), values.get("resumes_at")
        if day is not None and hour is not None:
            try:
                values["instant"] = in_paris(day, hour)
            except ValidationError as error:
                self.add_error("resumes_at", error)
        return values


class StatementsForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"] = files_field(
            "Déclarations signées",
            "Chaque salarié y déclare les jours déjà indemnisés depuis le 1er janvier, chez tout employeur du BTP.",
            required=True,
            error_messages={"required": "Choisissez au moins un fichier."},
        )


class CampaignWagesForm(forms.Form):
    """S of one campaign; empty: that of the months declared to the caisse."""

    amount = LineField(
        label="Salaires plafonnés déclarés",
        required=False,
        max_length=20,
        help_text="Vide : la somme des mois déclarés à votre caisse.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "data-unit": "€", "autocomplete": "off"}),
    )

    def clean_amount(self) -> Decimal | None:
        typed = self.cleaned_data["amount"]
        if not typed:
            return None
        amount = read_amount(typed)
        if amount >= _MOST_DECLARED:
            raise ValidationError("Ce montant est trop élevé : vérifiez la virgule.", code="too_high")
        return amount


CSE_CHOICES = (("consulted", "Le CSE a été consulté"), ("none", "L’entreprise n’a pas de CSE"))


class CertificationForm(forms.Form):
    """Point by point, in the name of who ticks (L5424-8, L5424-9; DOMAIN §3.2)."""

    conditions = forms.BooleanField(
        label="Les conditions atmosphériques rendaient le travail dangereux ou impossible (L5424-8)",
        error_messages={
            "required": "Sans ces conditions, l’arrêt n’est pas un arrêt intempéries : vérifiez, puis cochez."
        },
    )
    cse = forms.ChoiceField(
        label="Avis du CSE sur l’arrêt (L5424-9)",
        choices=CSE_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si le CSE a été consulté, ou s’il n’y en a pas."},
    )
    owner = forms.BooleanField(
        label="Le maître d’ouvrage ne s’est pas opposé à l’arrêt (L5424-9)",
        error_messages={"required": "Pour des travaux publics, il peut s’opposer à l’arrêt : vérifiez, puis cochez."},
    )
    paid = forms.BooleanField(
        label="L’indemnité a été payée aux salariés",
        error_messages={"required": "La caisse rembourse ce qui a été payé : payez l’indemnité, puis cochez."},
    )
    signed = forms.BooleanField(
        label="Chaque salarié a signé la déclaration des jours déjà indemnisés depuis le 1er janvier",
        error_messages={"required": "Faites signer chaque salarié, puis cochez."},
    )

    def __init__(self, typed: Any, *, case: StoppageCase) -> None:
        super().__init__(typed)
        if not case.weather.worksite.is_public_works:
            del self.fields["owner"]

    def certified(self, name: str) -> list[tuple[str, str]]:
        """Of a valid form: (what, by whom), as the declaration keeps them."""
        words = dict(CSE_CHOICES)[self.cleaned_data["cse"]]
        ticked: Iterable[str] = (str(field.label) for key, field in self.fields.items() if key != "cse")
        return [*((label, f"Certifié par {name}") for label in ticked), (f"{words} (L5424-9)", f"Certifié par {name}")]
