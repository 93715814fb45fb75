"""The mark by which a form proves which values its reader saw: one keyed digest a field, so that it tells which one
changed meanwhile, and nothing of a value that the reader may not see.
"""

from collections.abc import Mapping
from typing import Any

from core.codes import digest
from employees.words import in_words

_LENGTH = 10


def mark_of(values: Mapping[str, Any], *, bound_to: str) -> str:
    """`bound_to`: the public id of the row that the values are of."""
    return ".".join(_digest(name, value, bound_to) for name, value in sorted(values.items()))


def changed_since(seen: str, values: Mapping[str, Any], *, bound_to: str) -> list[str]:
    """The names of the fields that no longer are what `seen` says; all of them when it says nothing."""
    names = sorted(values)
    marks = seen.split(".")
    if len(marks) != len(names):
        return names
    pairs = zip(names, marks, strict=True)
    return [name for name, mark in pairs if mark != _digest(name, values[name], bound_to)]


def _digest(name: str, value: Any, bound_to: str) -> str:
    said = str(getattr(value, "public_id", "")) or in_words(name, value)
    return digest(f"{name}\x1f{said}", purpose="mark", bound_to=bound_to)[:_LENGTH]
