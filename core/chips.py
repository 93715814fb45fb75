"""The filters applied to a list, each with the address that leaves it out: `components/chips.html` shows them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is applied, and the address without it."""

    label: str
    value: str
    url: str


def chips_of(fields: Iterable[BoundField], address_without: Callable[[str], str]) -> list[Chip]:
    """`address_without(name)`: the parameters of the address, that one left out."""
    return [Chip(str(field.label), words_of(field), f"?{address_without(field.name)}") for field in fields]


def words_of(field: BoundField) -> str:
    """What is chosen, as the reader chose it."""
    choices: Any = field.field
    return str(next((label for value, label in _flat(choices.choices) if value == field.value()), ""))


def _flat(choices: Iterable[tuple[Any, Any]]) -> Iterable[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list):
            yield from label
        else:
            yield value, label
