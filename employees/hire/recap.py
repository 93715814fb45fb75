"""What a draft says, in words, section by section: for whoever reads it again before sending."""

from dataclasses import dataclass
from typing import Any

from core.access import Access
from core.rights import Right
from employees.enums import HireStep
from employees.hire.forms import NIR, WAGE, Reading
from employees.words import SaidRow, in_words, label_of

_NOT_SAID = "Non renseigné"
# Said by the NIR's own line.
_LEFT_OUT = frozenset({"without_nir", "nir_confirmed"})
# Worth a line only when the contract has one, or should.
_OF_SOME_CONTRACTS = frozenset({"planned_end_on", "fixed_term_reason", "worksite"})


@dataclass(frozen=True, slots=True)
class RecapPart:
    step: HireStep
    rows: list[SaidRow]


def recap(reading: Reading, access: Access, typed_nir: str = "") -> list[RecapPart]:
    """Field by field, what is not sound as it was typed; the NIR masked but for whoever has just typed it, the wage for
    whoever may see it.
    """
    wrong = {problem.field for problem in reading.problems}
    parts = []
    for step, form in reading.forms.items():
        said = {name: _said(name, reading, access, typed_nir) for name in form.fields if name not in _LEFT_OUT}
        shown = [name for name, text in said.items() if text or name in wrong or name not in _OF_SOME_CONTRACTS]
        parts.append(RecapPart(step, [_row(name, said[name], is_wrong=name in wrong) for name in shown]))
    return parts


def _row(name: str, said: str, *, is_wrong: bool) -> SaidRow:
    if not is_wrong:
        return SaidRow(label_of(name), said or _NOT_SAID)
    return SaidRow(label_of(name), said or _NOT_SAID, "À corriger" if said else "À compléter", "warn")


def _said_nir(reading: Reading, typed_nir: str) -> str:
    if reading.values.get("without_nir"):
        return "Pas encore attribué"
    differs = reading.forms[HireStep.IDENTITY].difference
    confirmed = f" (différent pour {differs}, confirmé)" if differs and reading.values.get("nir_confirmed") else ""
    return f"{typed_nir or reading.draft.masked_nir}{confirmed}"


def _said(name: str, reading: Reading, access: Access, typed_nir: str) -> str:
    if name == NIR:
        return _said_nir(reading, typed_nir)
    typed: Any = reading.draft.values.get(name, "")
    if name == WAGE and typed and not access.has(Right.WAGES_CONSULT):
        return "Déjà saisi"
    if name in reading.values:
        return in_words(name, reading.values[name])
    return "" if isinstance(typed, list) else str(typed)
