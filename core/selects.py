"""Lists to choose from on pages that many read: filters hold dozens of choices, the same at each request."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.safestring import SafeString

# A list of choices, as what may be a key: pairs, of which the second may be a group of pairs.
_Pairs = tuple[tuple[Any, Any], ...]


class RememberedSelect(forms.Select):
    """A `Select` drawn once for the same choices, value and attributes, whoever reads the page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        built = self.build_attrs(self.attrs, attrs)
        return _drawn(name, str(value or ""), tuple(built.items()), _pairs(self.choices))


@lru_cache(maxsize=512)
def _drawn(name: str, value: str, attrs: tuple[tuple[str, Any], ...], choices: _Pairs) -> SafeString:
    return forms.Select(choices=choices).render(name, value, dict(attrs))


def _pairs(choices: Iterable[tuple[Any, Any]]) -> _Pairs:
    return tuple((value, _pairs(label) if isinstance(label, list | tuple) else str(label)) for value, label in choices)
