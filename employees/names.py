"""Names of people: what a form accepts, and the form in which they are searched.

One table says how letters are searched, for Python and for the database, so that a stored column and what is typed in
a search box always meet. It is written out letter by letter: neither side asks a locale, whose `upper()` may leave
accented letters alone.
"""

import re
import unicodedata
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db.models import Func, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Replace

MAX_LENGTH = 80
MAX_WORDS = 6
_APOSTROPHES = "'’‘‛`´ʹʻʼʽʾʿˈˊˋ′‵＇"
_HYPHENS = "-‐‑‒–—―−﹘﹣－⁃·‧_"
_SPACES = "\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u3000\t\n\r"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_MARKS = "".join(map(chr, range(0x300, 0x370)))
# Latin letters with their accents, then Greek and Cyrillic ones.
_RANGES = [(0x00C0, 0x024F), (0x1E00, 0x1EFF), (0x0370, 0x03FF), (0x0400, 0x052F)]
# Those whose Unicode name does not say which letter they are made of.
_CAPITALS = {
    **{"Æ": "AE", "Œ": "OE", "ẞ": "SS", "Þ": "TH", "Ȣ": "OU", "Ỻ": "LL", "Ð": "D", "Ŋ": "N", "Ɖ": "D", "Ǝ": "E"},
    **{"Ə": "E", "Ɛ": "E", "Ɔ": "O", "Ɣ": "G", "Ɩ": "I", "Ʊ": "U", "Ʒ": "Z", "Ʃ": "S", "Ƿ": "W", "Ỽ": "V"},
}
_LETTERS = {
    **_CAPITALS,
    **{capital.lower(): plain for capital, plain in _CAPITALS.items()},
    **{"ı": "I", "ȷ": "J", "ĸ": "K", "ƛ": "L", "ẜ": "S", "ẝ": "S", "ẟ": "D"},
}
_NAMED = re.compile(r"LATIN (?:CAPITAL|SMALL) LETTER (?:SMALL )?([A-Z]) (?:WITH|BAR)\b")


def _plain(letter: str) -> str:
    """What a letter is searched as: the capitals that it is made of, without accents."""
    bases = [part for part in unicodedata.normalize("NFKD", letter) if unicodedata.category(part) in {"Lu", "Ll", "Lo"}]
    return "".join(base.upper() if base.isascii() else _named(base) for base in bases)


def _named(letter: str) -> str:
    if letter in _LETTERS:
        return _LETTERS[letter]
    named = _NAMED.match(unicodedata.name(letter))
    return named[1] if named else letter.upper()


def _letters() -> Iterator[tuple[str, str]]:
    """The letters of the table with what they are searched as, lower case ones outside the ranges included."""
    yield from ((letter, letter.upper()) for letter in map(chr, range(ord("a"), ord("z") + 1)))
    for character in (chr(code) for first, last in _RANGES for code in range(first, last + 1)):
        if unicodedata.category(character) in {"Lu", "Ll", "Lt", "Lo"}:
            for letter in {character: 0, character.lower(): 0}:
                if len(letter) == 1:
                    yield letter, _plain(letter)


_TABLE: dict[str, str] = {
    **dict.fromkeys(_APOSTROPHES + _HYPHENS + _SPACES + ".,", " "),
    **{letter: plain for letter, plain in _letters() if letter != plain},
    **dict.fromkeys(_UNSEEN + _MARKS, ""),
}
_PYTHON_TABLE = str.maketrans(_TABLE)
# TRANSLATE gives one character for one: what becomes several letters becomes first one of those that do.
_SEVERAL = {plain: letter for letter, plain in reversed(_TABLE.items()) if len(plain) > 1}
_SQL_TABLE = {letter: _SEVERAL.get(plain, plain) for letter, plain in _TABLE.items()}
_KEPT = [letter for letter, plain in _SQL_TABLE.items() if plain]
_FROM = "".join([*_KEPT, *(letter for letter, plain in _SQL_TABLE.items() if not plain)])
_TO = "".join(_SQL_TABLE[letter] for letter in _KEPT)


def search_form(typed: str) -> str:
    """Capitals without accents; an apostrophe, a hyphen, a dot or a comma is a space, and several are one."""
    return " ".join(typed.translate(_PYTHON_TABLE).split())


def search_words(typed: str) -> list[str]:
    """The different words of a search, in their order; those after the sixth are not searched."""
    return list(dict.fromkeys(search_form(typed).split()))[:MAX_WORDS]


def search_sql(expression: str | Combinable) -> Func:
    """The same in the database, but for the spaces, which stay as many as they were: search word by word.

    Every function of it is immutable, so that a generated column can hold it.
    """
    form: Func = Func(expression, Value(_FROM), Value(_TO), function="TRANSLATE", output_field=TextField())
    for plain, letter in _SEVERAL.items():
        form = Replace(form, Value(letter), Value(plain), output_field=TextField())
    return form


def clean_name(typed: str) -> str:
    """A name as it is stored: composed characters, one space at a time. Raises ValidationError, in words."""
    name = " ".join(unicodedata.normalize("NFC", typed).strip().replace("\t", " ").split(" "))
    for character in name:
        _check_character(character)
    name = " ".join(name.split())
    if name and not any(character.isalpha() for character in name):
        raise ValidationError("Écrivez au moins une lettre.", code="letters")
    if len(name) > MAX_LENGTH:
        raise ValidationError(
            f"Ce nom compte {len(name)} caractères : abrégez-le, {MAX_LENGTH} au plus.", code="length"
        )
    return name


def _check_character(character: str) -> None:
    category = unicodedata.category(character)
    if category in {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Zs"} or character in "'’-‐‑.":
        return
    if category.startswith("C") or category in {"Zl", "Zp"}:
        raise ValidationError(
            "Ce nom contient un caractère invisible : effacez-le et tapez-le à nouveau.", code="characters"
        )
    raise ValidationError(
        f"Retirez « {character} » : un nom s’écrit avec des lettres, des espaces, des apostrophes, des traits d’union "
        "et des points.",
        code="characters",
    )
