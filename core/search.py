"""The one rule by which anything is searched, in the portal and in the back office.

Capitals without accents; what separates letters (an apostrophe, a hyphen, a dot, a space) parts the words that are
typed, and is left out of what they are looked for in: «nguessan», «n'guessan» and «N GUESSAN» all find N’Guessan, and
«da silva» finds Dasilva. Words come in any order. What is searched is a generated column (`search_column`), indexed,
and a page declares its ways of finding: `search(rows, typed, words_in("plain_name"), …)`.

One table says how letters are searched, for Python and for the database, so that a stored column and what is typed in
a search box always meet. It is written out letter by letter: neither side asks a locale, whose `upper()` may leave
accented letters alone.
"""

import re
import string
import unicodedata
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, TypeVar, cast

from django.db.models import Func, GeneratedField, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Replace

from core.identifiers import compact_digits, is_number
from core.lines import seen

MAX_WORDS = 6
_APOSTROPHES = "'’‘‛`´ʹʻʼʽʾʿˈˊˋ′‵＇"
_HYPHENS = "-‐‑‒–—―−﹘﹣－⁃·‧_"
_SPACES = "".join(filter(str.isspace, map(chr, range(0x3001))))
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
# What stands between two texts of one column: nobody types it in a line.
_BETWEEN = "\n"
# TRANSLATE gives one character for one: what becomes several letters becomes first one of those that do.
_SEVERAL = {plain: letter for letter, plain in reversed(_TABLE.items()) if len(plain) > 1}
# It reads its table from the beginning for each character: what names are mostly made of comes first.
_SQL_TABLE = {
    **{letter: letter.upper() for letter in string.ascii_lowercase},
    **{character: character for character in string.ascii_uppercase + string.digits},
    **{letter: _SEVERAL.get(plain, plain) for letter, plain in _TABLE.items() if plain.strip()},
    _BETWEEN: " ",
}
_LEFT_OUT = [letter for letter, plain in _TABLE.items() if not plain.strip() and letter != _BETWEEN]
_FROM = "".join([*_SQL_TABLE, *_LEFT_OUT])
_TO = "".join(_SQL_TABLE.values())

Rows = TypeVar("Rows", bound=QuerySet[Any])
# From all the rows of a table, those that this way finds; None where it does not read what was typed.
Way = Callable[[QuerySet[Any], str], QuerySet[Any] | None]


def search_form(typed: str) -> str:
    """Capitals without accents; an apostrophe, a hyphen, a dot or a comma is a space, and several are one."""
    return " ".join(typed.translate(_PYTHON_TABLE).split())


def search_words(typed: str) -> list[str]:
    """The different words of a search, in their order; those after the sixth are not searched."""
    return list(dict.fromkeys(search_form(seen(typed)).split()))[:MAX_WORDS]


def searched_form(*texts: str) -> str:
    """What these texts are searched in: each one without its separators."""
    return " ".join(search_form(text).replace(" ", "") for text in texts)


def search_sql(*texts: str | Combinable) -> Func:
    """`searched_form` in the database; every function of it is immutable, so that a generated column can hold it."""
    whole = texts[0]
    if len(texts) > 1:
        whole = Concat(texts[0], *chain.from_iterable((Value(_BETWEEN), text) for text in texts[1:]))
    form: Func = Func(whole, Value(_FROM), Value(_TO), function="TRANSLATE", output_field=TextField())
    for plain, letter in _SEVERAL.items():
        form = Replace(form, Value(letter), Value(plain), output_field=TextField())
    return form


def search_column(*fields: str | Combinable) -> GeneratedField:
    """The column in which these fields are searched; it also sorts names."""
    return GeneratedField(expression=search_sql(*fields), output_field=TextField(), db_persist=True)


def holding(rows: Rows, words: list[str], column: str) -> Rows:
    """Those of which the column (a `search_column`) holds every word; `words` as `search_words` gives them."""
    for word in words:
        rows = rows.filter(**{f"{column}__contains": word})
    return rows


def search(rows: Rows, typed: str, *ways: Way) -> Rows:
    """The rows that one of the ways finds; all of them when nothing was typed.

    Each way has its index: they are joined by UNION, which keeps them, rather than by OR, which loses them.
    """
    text = typed.replace("\x00", "").strip()
    if not text:
        return rows
    if len(ways) == 1:
        return cast(Rows, _reached(ways[0], rows, text))
    everything = rows.model._default_manager.order_by()
    first, *others = [_reached(way, everything, text).values("pk") for way in ways]
    return rows.filter(pk__in=first.union(*others))


def _reached(way: Way, rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
    some = way(rows, typed)
    return rows.none() if some is None else some


def words_in(column: str) -> Way:
    """By words: those of a name, of an address."""

    def by_words(rows: QuerySet[Any], typed: str) -> QuerySet[Any] | None:
        words = search_words(typed)
        return holding(rows, words, column) if words else None

    return by_words


def beginning_of(column: str) -> Way:
    """By a SIREN, a SIRET or its first digits, however they are spaced."""

    def by_digits(rows: QuerySet[Any], typed: str) -> QuerySet[Any] | None:
        return rows.filter(**{f"{column}__startswith": compact_digits(typed)}) if is_number(typed) else None

    return by_digits


def through(path: str, searching: Callable[[str], QuerySet[Any]]) -> Way:
    """By what finds another row that this one points at: `searching(typed)` gives those."""

    def by_other(rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
        return rows.filter(**{f"{path}__in": searching(typed).values("pk")})

    return by_other
