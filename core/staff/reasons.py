"""Why something was decided: chosen from a closed list, completed by hand.

What is kept, and said to whoever reads it, is one text: the words of the list, then those written by hand.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.db.models.enums import ChoicesType

from core.french import counted
from core.lines import ParagraphField

OTHER = "other"
_OTHER_LABEL = "Autre motif, que j’écris"
_BETWEEN = " : "


@dataclass(frozen=True, slots=True)
class Reasons:
    """The list of one kind of decision. `choices`: the same for every row, or, by value, those of one row.

    `reader`: who reads the reason, in words; `missing`: what is said to whoever gives none; `limit`: the length of the
    column that keeps it; `validators`: what nobody writes in it; `is_closed`: the list says it all, unless it is empty.
    """

    choices: type[TextChoices] | Callable[[Any], Mapping[str, str]]
    reader: str
    missing: str
    limit: int
    validators: tuple[Callable[[str], None], ...] = ()
    is_closed: bool = False

    def offered(self, row: Any) -> dict[str, str]:
        """Words by value, one's own last."""
        listed = self.choices.choices if isinstance(self.choices, ChoicesType) else self.choices(row).items()
        words = {value: str(label) for value, label in listed}
        return words if words and self.is_closed else {**words, OTHER: _OTHER_LABEL}


class ReasonForm(forms.Form):
    reason = forms.ChoiceField(label="Motif")
    complement = ParagraphField(
        label="Précisions",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        error_messages={"required": "Écrivez le motif, ou choisissez-en un dans la liste."},
    )

    def __init__(self, reasons: Reasons, data: Any = None, *, name: str, row: Any = None) -> None:
        """`name`: that of the decision, since a page has several; `row`: what is decided of."""
        super().__init__(data, auto_id=f"id_{name}_%s")
        self.reasons = reasons
        self._offered = reasons.offered(row)
        reason: Any = self.fields["reason"]
        reason.choices = [("", "Choisissez un motif"), *self._offered.items()]
        reason.error_messages["required"] = reason.error_messages["invalid_choice"] = reasons.missing
        complement: Any = self.fields["complement"]
        complement.help_text = reasons.reader
        complement.validators += reasons.validators

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reason") == OTHER and cleaned.get("complement") == "":
            self.add_error("complement", self.fields["complement"].error_messages["required"])
        if not self.errors and (excess := len(self.text) - self.reasons.limit) > 0:
            self.add_error("complement", f"Écrivez {counted(excess, 'caractère')} de moins : le motif serait coupé.")
        return cleaned

    @property
    def text(self) -> str:
        """What is kept and read; of a valid form."""
        chosen, complement = self.cleaned_data["reason"], self.cleaned_data["complement"]
        words = [] if chosen == OTHER else [self._offered[chosen]]
        return _BETWEEN.join([*words, complement] if complement else words)
