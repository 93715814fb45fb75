"""A name, or any text of one line, as forms take it."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError

# Private use, not assigned, half of a pair: nobody writes them, and each reader sees something else.
_UNWRITTEN = frozenset({"Co", "Cn", "Cs"})


def refuse_unwritten(typed: str) -> None:
    if any(unicodedata.category(character) in _UNWRITTEN for character in typed):
        raise ValidationError(
            "Ce texte contient un caractère illisible : effacez-le et tapez-le à nouveau.", code="unwritten"
        )


class LineField(forms.CharField):
    """In the place of `forms.CharField` wherever the control is a line of text."""

    default_validators = [refuse_unwritten]
