"""A name, a text of one line or of several, as forms and files take them."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

# Private use, not assigned, half of a pair: nobody writes them, and each reader sees something else.
_UNWRITTEN = frozenset({"Co", "Cn", "Cs"})
# Zero-width, direction marks, soft hyphens: what pasting brings and nobody sees. A name with one is not found again.
_UNSEEN = dict.fromkeys(
    [0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]
)


def seen(text: str) -> str:
    """The text without the characters that no reader sees."""
    return text.translate(_UNSEEN)


def refuse_unwritten(typed: str) -> None:
    if any(unicodedata.category(character) in _UNWRITTEN for character in typed):
        raise ValidationError(
            "Ce texte contient un caractère illisible : effacez-le et tapez-le à nouveau.", code="unwritten"
        )


class _WrittenField(forms.CharField):
    """A text without the characters that nobody sees, nor those that nobody writes."""

    default_validators = [refuse_unwritten]

    def to_python(self, value: Any) -> Any:
        return super().to_python(seen(value) if isinstance(value, str) else value)


class LineField(_WrittenField):
    """In the place of `forms.CharField` wherever the control is a line of text."""


class ParagraphField(_WrittenField):
    """In the place of `forms.CharField` wherever the control is a text of several lines."""

    widget = forms.Textarea
