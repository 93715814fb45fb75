"""The words of a text, as they are searched: one rule for what is indexed, what is typed and what is highlighted.

A word has no accent nor capital (`core.search` says how each letter is searched). What is written in one piece of
several words (N’Guessan, Saint-Denis, REF-2026/014) is each of them, and the whole without what joins them. An elided
word is left out (l’, d’, qu’, jusqu’). A number says what it is worth, however it is spaced: « 1 234,56 € » is 1234,56
and 1234; a date is its day and its month, however it is written.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from core.search import search_form

MAX_LENGTH = 60
# What pasting and PDF bring inside words and nobody sees; an accent on its own belongs to the letter before it.
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\u0300-\u036f"
_APOSTROPHES = "'’‘‛`´ʹʻʼʽˈ′＇"
_HYPHENS = r"\-‐‑‒–−﹣－"
_SPACE = "[ \u00a0\u2007\u2009\u202f]"
_WORD = rf"[^\W_](?:[^\W_]|[{_UNSEEN}])*"
_MONTHS = tuple("janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split())  # noqa: SIM905
_MONTH = r"janvier|f[eé]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[eé]cembre"
_EURO = rf"(?:{_SPACE}?(?:€|(?:eur|euros?)(?![^\W_])))"
_SIRET = rf"[0-9]{{3}}(?:{_SPACE}[0-9]{{3}}){{2}}{_SPACE}?[0-9]{{5}}"
_TELEPHONE = r"[0-9]{2}(?:[ .\u00a0\u202f][0-9]{2}){4}"
_GROUPS = rf"[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}})+|[0-9]{{1,3}}(?:\.[0-9]{{3}})+(?=,[0-9])"
_AMOUNT = rf"(?:{_GROUPS})(?:[.,][0-9]{{1,2}})?|[0-9]+[.,][0-9]{{1,2}}|[0-9]+(?={_EURO})"
_PIECES = re.compile(
    rf"""(?<![^\W_])(?:
      (?P<day>[0-9]{{1,2}})(?P<between>[/.-])(?P<month>[0-9]{{1,2}})(?P=between)(?P<year>[0-9]{{4}})(?![^\W_])
    | (?P<iso>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?![^\W_])
    | (?P<said>[0-9]{{1,2}}(?:er)?{_SPACE}(?:{_MONTH}){_SPACE}[0-9]{{4}})(?![^\W_])
    | (?P<number>{_SIRET}|{_TELEPHONE})(?![^\W_])
    | (?P<amount>{_AMOUNT})(?![^\W_]|[.,/-][0-9]){_EURO}?
    | (?P<joined>{_WORD}(?:[{_APOSTROPHES}{_HYPHENS}./_&+]{_WORD})*)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_PART = re.compile(_WORD)
_ELIDED = frozenset("l d j m t s c n qu jusqu lorsqu puisqu quoiqu".split())  # noqa: SIM905
_CENTS = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """What is written in one piece, from `start` to `end`: its words, each with its place, and what it is as a whole.

    `more`: what else finds it (the month of a day). `rank`: the place of its first word among those of the text.
    """

    start: int
    end: int
    rank: int
    parts: tuple[tuple[str, int, int], ...]
    wholes: tuple[str, ...] = ()
    more: tuple[str, ...] = ()


@lru_cache(maxsize=16_384)
def plain(word: str) -> str:
    """Small letters without accents; a ligature is the letters that it joins."""
    return search_form(unicodedata.normalize("NFKC", word)).replace(" ", "").lower()[:MAX_LENGTH]


def pieces_of(text: str, first: int = 1) -> Iterator[Piece]:
    """In their order; `first`: the rank of the first word."""
    rank = first
    for match in _PIECES.finditer(text):
        piece = _piece(match, rank)
        if piece.parts:
            yield piece
            rank += len(piece.parts)


def _piece(match: re.Match[str], rank: int) -> Piece:
    kind = match.lastgroup
    text, start = match[0], match.start()
    parts = tuple(
        (word, start + part.start(), start + part.end())
        for part in _PART.finditer(text if kind != "amount" else match["amount"])
        if (word := plain(part[0])) and not _is_elided(word, text[part.end() : part.end() + 1])
    )
    wholes, more = _WHOLES.get(kind or "", _joined)(match, [part[0] for part in parts])
    return Piece(start, match.end(), rank, parts, tuple(dict.fromkeys(wholes)), tuple(dict.fromkeys(more)))


def _is_elided(word: str, following: str) -> bool:
    return word in _ELIDED and following != "" and following in _APOSTROPHES


_Wholes = tuple[list[str], list[str]]


def _joined(match: re.Match[str], parts: list[str]) -> _Wholes:
    whole = "".join(plain(part) for part in _PART.findall(match[0]))[:MAX_LENGTH]
    wholes = [whole, "".join(parts)[:MAX_LENGTH]]
    return [one for one in wholes if parts and one != parts[0]], []


def _amount(match: re.Match[str], parts: list[str]) -> _Wholes:
    """« 1 234,5 » is worth 1234,50, and is found without its cents."""
    written = re.sub(_SPACE, "", match["amount"])
    units, cents = written, ""
    if ended := re.fullmatch(r"(.*)[.,]([0-9]{1,2})", written):
        units, cents = ended[1], ended[2].ljust(_CENTS, "0")
    units = re.sub(r"[.,]", "", units).lstrip("0") or "0"
    return ([f"{units},{cents}"] if cents.strip("0") else [units]), ([units] if cents else [])


def _day(match: re.Match[str], parts: list[str]) -> _Wholes:
    return _dated(match["day"], match["month"], match["year"])


def _iso(match: re.Match[str], parts: list[str]) -> _Wholes:
    year, month, day = match["iso"].split("-")
    return _dated(day, month, year)


def _said(match: re.Match[str], parts: list[str]) -> _Wholes:
    day, month, year = parts
    return _dated(day.removesuffix("er"), str(_MONTHS.index(month) + 1), year)


def _dated(day: str, month: str, year: str) -> _Wholes:
    """« 11.2026 » is what one types of a month, « novembre » what another does."""
    if not 1 <= int(month) <= len(_MONTHS):
        return [f"{day}{month}{year}"], []
    return [f"{year}-{int(month):02}-{int(day):02}"], [f"{int(month):02}{year}", _MONTHS[int(month) - 1]]


_WHOLES = {"amount": _amount, "year": _day, "iso": _iso, "said": _said}
