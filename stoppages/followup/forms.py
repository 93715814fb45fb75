"""Search and filters of the list; the answer to a question of the caisse."""

from typing import Any

from django import forms

from core.dates import DayField
from core.french import counted
from core.lines import LineField, ParagraphField
from employees.nir import refuse_nir
from stoppages.enums import Nature
from stoppages.followup.groups import Group
from stoppages.followup.values import Wanted
from stoppages.forms import files_field
from stoppages.models import CaseQuestion

_ANSWER_LENGTH: int = CaseQuestion._meta.get_field("answer").max_length  # type: ignore[assignment]
_CHOOSE = {"invalid_choice": "Choisissez dans la liste."}


def _search_field(label: str) -> LineField:
    attrs = {"type": "search", "autocomplete": "off", "spellcheck": "false"}
    return LineField(label=label, max_length=100, required=False, widget=forms.TextInput(attrs=attrs))


def _amount_field(label: str) -> forms.DecimalField:
    typed = "Écrivez un montant en euros, par exemple 1250 ou 85,30."
    errors = dict.fromkeys(("invalid", "max_digits", "max_decimal_places", "max_whole_digits", "min_value"), typed)
    attrs = {"inputmode": "decimal", "autocomplete": "off", "data-unit": "€"}
    widget = forms.TextInput(attrs=attrs)
    return forms.DecimalField(
        label=label,
        required=False,
        localize=True,
        widget=widget,
        error_messages=errors,
        max_digits=12,
        decimal_places=2,
        min_value=0,
    )


class CasesForm(forms.Form):
    """Sent by its address. What is not understood filters nothing, and is said."""

    q = _search_field("Salarié ou référence")
    etat = forms.ChoiceField(
        label="État", choices=[("", "Tous"), *Group.choices], required=False, error_messages=_CHOOSE
    )
    nature = forms.ChoiceField(
        label="Nature", choices=[("", "Toutes"), *Nature.choices], required=False, error_messages=_CHOOSE
    )
    chantier = _search_field("Chantier")
    du = DayField(label="Du", required=False)
    au = DayField(label="Au", required=False)
    minimum = _amount_field("Remboursé, au moins")
    maximum = _amount_field("Remboursé, au plus")

    def __init__(self, typed: Any, *, with_sick_leaves: bool) -> None:
        super().__init__(typed)
        if not with_sick_leaves:
            del self.fields["nature"]

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        typed = self.cleaned_data
        return Wanted(
            typed=typed.get("q", ""),
            nature=typed.get("nature", ""),
            group=typed.get("etat", ""),
            worksite=typed.get("chantier", ""),
            first=typed.get("du"),
            last=typed.get("au"),
            least=typed.get("minimum"),
            most=typed.get("maximum"),
        )

    @property
    def has_folded(self) -> bool:
        """Something is asked, or wrong, in what is folded."""
        return any(self.cleaned_data.get(name) not in ("", None) for name in self.folded_names) or any(
            name in self.errors for name in self.folded_names
        )

    @property
    def folded_names(self) -> list[str]:
        return [name for name in self.fields if name not in ("q", "etat")]

    @property
    def folded(self) -> list[forms.BoundField]:
        return [self[name] for name in self.folded_names]

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("du"), self.cleaned_data.get("au")
        if first and last and last < first:
            self.add_error("au", "Le dernier jour vient avant le premier : corrigez l’un des deux.")
        return self.cleaned_data


class AnswerForm(forms.Form):
    """`question`: of which the page was read, so that an answer never goes to another one."""

    question = forms.CharField(widget=forms.HiddenInput, max_length=32)
    answer = ParagraphField(
        label="Votre réponse",
        max_length=_ANSWER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        validators=[refuse_nir],
        error_messages={
            "required": "Écrivez votre réponse : la caisse la lit avec les pièces jointes.",
            "max_length": f"{counted(_ANSWER_LENGTH, 'caractère')} au plus : abrégez, ou joignez une pièce.",
        },
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["files"] = files_field(
            "Pièces jointes", "Elles feront partie du dossier. Jamais un document qui dit la maladie d’un salarié."
        )
