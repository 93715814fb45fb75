"""What a draft says, in words, section by section: for whoever reads it again before sending."""

from dataclasses import dataclass
from typing import Any

from core.access import Access
from core.rights import Right
from employees.enums import HireStep
from employees.forms.drafts import NIR, WAGE, Reading
from employees.words import Row, in_words, label_of

_NOT_SAID = "Non renseigné"
# Said by the NIR's own line.
_LEFT_OUT = frozenset({"without_nir"})


@dataclass(frozen=True, slots=True)
class Section:
    step: HireStep
    rows: list[Row]


def recap(reading: Reading, access: Access) -> list[Section]:
    """Every field, what is not sound as it was typed; the NIR masked, the wage for whoever may see it."""
    return [
        Section(step, [_row(name, reading, access) for name in form.fields if name not in _LEFT_OUT])
        for step, form in reading.forms.items()
    ]


def _row(name: str, reading: Reading, access: Access) -> Row:
    problem = next((one for one in reading.problems if one.field == name), None)
    said = _said(name, reading, access) or _NOT_SAID
    return Row(label_of(name), said, "À corriger" if problem else "", "warn" if problem else "")


def _said(name: str, reading: Reading, access: Access) -> str:
    if name == NIR:
        is_none = reading.values.get("without_nir")
        return "Pas encore attribué" if is_none else reading.draft.masked_nir
    typed: Any = reading.draft.values.get(name, "")
    if name == WAGE and typed and not access.has(Right.WAGES_CONSULT):
        return "Déjà saisi"
    if name in reading.values:
        return in_words(name, reading.values[name])
    return "" if isinstance(typed, list) else str(typed)
