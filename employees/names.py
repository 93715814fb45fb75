"""Names of people: as they may be typed, and as they are searched, in Python and in SQL alike."""

import unicodedata
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db.models import Func, Value
from django.db.models.functions import Upper

NAME_MAX_LENGTH = 80
_WORDS_MAX = 6
_LATIN = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
# Letters that no decomposition makes plain, and what joins words.
_OTHERS = {"Ø": "O", "ø": "O", "Ł": "L", "ł": "L", "Đ": "D", "đ": "D", "Ð": "D", "ð": "D", "Ħ": "H", "ħ": "H", "ı": "I"}
_SPACES = "'’ʼ‘`´-‐‑‒–—\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_DOUBLES = {"Œ": "OE", "œ": "OE", "Æ": "AE", "æ": "AE", "ß": "SS", "ẞ": "SS"}
_MARKS = frozenset(" .-'’ʼ‐‑")


def _pairs() -> Iterator[tuple[str, str]]:
    for code in _LATIN:
        plain = "".join(one for one in unicodedata.normalize("NFKD", chr(code)) if not unicodedata.combining(one))
        if len(plain) == 1 and plain.isascii() and plain.isalpha():
            yield chr(code), plain.upper()
    yield from _OTHERS.items()
    for mark in _SPACES:
        yield mark, " "


_TABLE = dict(_pairs())
_TRANSLATION = str.maketrans({**_TABLE, **_DOUBLES})


def search_form(typed: str) -> str:
    """A name as it is searched: capitals without accents; hyphens and apostrophes are spaces."""
    return " ".join(unicodedata.normalize("NFC", typed).translate(_TRANSLATION).upper().split())


def search_words(typed: str) -> list[str]:
    """The different words of what is searched, six at most, in their search form."""
    return list(dict.fromkeys(search_form(typed).split()))[:_WORDS_MAX]


def search_sql(expression: object) -> Func:
    """The same in the database but for runs of spaces; every function of it is immutable (generated columns)."""
    found = expression
    for letter, letters in _DOUBLES.items():
        found = Func(found, Value(letter), Value(letters), function="REPLACE")
    translated = Func(found, Value("".join(_TABLE)), Value("".join(_TABLE.values())), function="TRANSLATE")
    return Upper(translated)


def clean_name(typed: str) -> str:
    """A name as it is stored. Raises ValidationError, which names the character to remove."""
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    for character in name:
        if not (character.isalpha() or unicodedata.combining(character) or character in _MARKS):
            raise ValidationError(
                f"Retirez « {character} » : un nom ne contient que des lettres, des espaces, des traits d’union et des "
                "apostrophes.",
                code="characters",
            )
    if name and not any(character.isalpha() for character in name):
        raise ValidationError("Un nom contient au moins une lettre.", code="letters")
    if len(name) > NAME_MAX_LENGTH:
        raise ValidationError(
            f"Ce nom compte {len(name)} caractères : {NAME_MAX_LENGTH} au plus, abrégez-le.", code="max_length"
        )
    return name
