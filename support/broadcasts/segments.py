"""How many SMS a text takes, as the operator will count them.

GSM 03.38: 160 characters of its alphabet in one SMS, 153 in each of several (a header links them); a text with one
other character (ê, ç, œ…) goes in UCS-2, 70 and 67. Twilio writes it first with the nearest characters of the alphabet
(`smart_encoded`, core.sms): typographic apostrophes, quotation marks, dashes, no-break spaces. Only what is certain is
counted so here: a character that Twilio would replace and that we do not know makes us count too many, never too few.
"""

import math
import unicodedata
from dataclasses import dataclass

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each takes two places: an escape comes first.
_EXTENDED = frozenset("^{}\\[~]|€\f")
_REPLACED = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201b\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
        "\u2026": "...",
        "\u200b": "",
        "\ufeff": "",
    }
)
_OF_ONE, _OF_MANY = 160, 153
_OF_ONE_UCS2, _OF_MANY_UCS2 = 70, 67


@dataclass(frozen=True, slots=True)
class Length:
    """`places`: of `capacity`, what the segments hold; `costly`: the characters that more than halve it, in order."""

    segments: int
    places: int
    capacity: int
    costly: tuple[str, ...]


def length_of(text: str) -> Length:
    written = text.translate(_REPLACED)
    costly = tuple(dict.fromkeys(one for one in written if one not in _GSM and one not in _EXTENDED))
    if costly:
        return _length(len(written.encode("utf-16-be")) // 2, _OF_ONE_UCS2, _OF_MANY_UCS2, costly)
    return _length(len(written) + sum(one in _EXTENDED for one in written), _OF_ONE, _OF_MANY, costly)


def in_the_alphabet(text: str) -> str:
    """The same with the letters of the alphabet, where an accent is all that is missing: « Ile » for « Île »."""
    return "".join(_nearest(one) for one in text)


def _nearest(letter: str) -> str:
    if letter.translate(_REPLACED) in _GSM:
        return letter
    bare = "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))
    return bare if bare in _GSM else letter


def _length(places: int, of_one: int, of_many: int, costly: tuple[str, ...]) -> Length:
    if places <= of_one:
        return Length(1 if places else 0, places, of_one, costly)
    segments = math.ceil(places / of_many)
    return Length(segments, places, segments * of_many, costly)
