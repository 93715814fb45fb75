"""What the staff type of a case: a question, a payment, amounts line by line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from core import typed_again
from core.dates import DayField
from core.french import counted
from core.lines import LineField, ParagraphField
from core.staff.reasons import ReasonForm, Reasons
from employees.figures import read_amount
from employees.nir import refuse_nir
from stoppages.enums import LessenedFor, Outcome, ReimbursementKind
from stoppages.queries.proposing import Key
from stoppages.queries.sheet import SheetLine

_LIMIT = 1000
_LONGEST_WAIT = timedelta(days=366)
_READER = "L’entreprise lit le motif et ces précisions tels quels dans son espace. Le courriel ne les contient pas."
LESSENED = Reasons(
    LessenedFor, _READER, "Choisissez le motif : l’entreprise le lit.", limit=500, validators=(refuse_nir,)
)
Typed = Mapping[str, Any] | None


class QuestionForm(forms.Form):
    text = ParagraphField(
        label="Question",
        max_length=_LIMIT,
        validators=[refuse_nir],
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text="L’entreprise la lit telle quelle dans son espace, et y répond avec des pièces.",
        error_messages={
            "required": "Écrivez la question.",
            "max_length": f"Écrivez {counted(_LIMIT, 'caractère')} au plus.",
        },
    )
    due_on = DayField(
        label="À répondre avant le",
        required=False,
        earliest=lambda: timezone.localdate() + timedelta(days=1),
        latest=lambda: timezone.localdate() + _LONGEST_WAIT,
        help_text="Facultatif. L’entreprise voit ce délai, et vous pouvez décider sans attendre.",
    )


class OutcomeForm(forms.Form):
    """`confirmed`: asked once a line is above what is proposed."""

    outcome = forms.ChoiceField(
        label="Décision",
        choices=[choice for choice in Outcome.choices if choice[0] != Outcome.REFUSED],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez la décision."},
    )
    confirmed = forms.BooleanField(label="J’admets plus que ce qui est proposé", required=False)


class PaymentForm(forms.Form):
    kind = forms.ChoiceField(
        label="Nature",
        choices=ReimbursementKind.choices,
        error_messages={"required": "Choisissez la nature du versement."},
    )
    paid_on = DayField(
        label="Versé le",
        latest=timezone.localdate,
        error_messages={"required": "Saisissez la date du versement."},
    )
    reference = LineField(
        label="Référence du virement",
        max_length=40,
        error_messages={
            "required": "Saisissez la référence du virement.",
            "max_length": "Écrivez 40 caractères au plus.",
        },
    )


def lessening_form(typed: Typed = None) -> ReasonForm:
    return ReasonForm(LESSENED, typed, name="partly")


@dataclass(slots=True)
class AmountRow:
    """A line as it is typed: `typed` comes back as it was."""

    line: SheetLine
    typed: str
    error: str = ""
    amount: Decimal = Decimal(0)

    @property
    def name(self) -> str:
        return name_of(self.line.key)


def name_of(key: Key) -> str:
    return f"amount-{key[0]}-{key[1].isoformat()}"


class AmountRows:
    """The amounts of every line. `given`: what each starts with, None for nothing; `needs_all`: none is left empty."""

    def __init__(
        self, lines: Iterable[SheetLine], given: Mapping[Key, Decimal | None], typed: Typed = None, *, needs_all: bool
    ) -> None:
        self.needs_all = needs_all
        self.rows = [AmountRow(line, _first(given.get(line.key), line.key, typed)) for line in lines]
        if typed is not None:
            for row in self.rows:
                self._read(row)

    @property
    def is_valid(self) -> bool:
        return not any(row.error for row in self.rows)

    @property
    def amounts(self) -> dict[Key, Decimal]:
        return {row.line.key: row.amount for row in self.rows}

    @property
    def above(self) -> list[AmountRow]:
        """Those that give more than what is proposed."""
        return [row for row in self.rows if row.line.proposed is not None and row.amount > row.line.proposed]

    def _read(self, row: AmountRow) -> None:
        if not row.typed.strip():
            row.error = "Saisissez un montant, 0 pour rien." if self.needs_all else ""
            return
        try:
            row.amount = read_amount(row.typed)
        except ValidationError as error:
            row.error = str(error.messages[0])


def _first(given: Decimal | None, key: Key, typed: Typed) -> str:
    """What was typed when the session ended comes back, whatever it was to begin with."""
    if typed is not None:
        return str(typed.get(name_of(key), ""))
    if back := typed_again.mark(name_of(key)):
        return back
    return f"{given:.2f}".replace(".", ",") if given is not None else ""
