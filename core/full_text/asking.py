"""What was typed in the search box, read by the rule of `words`: every word must be there, the last one may be begun,
what is between quotes stands side by side, as it is written.

The same reading makes what PostgreSQL is asked for and what is highlighted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from core.full_text.lexemes import STEM, Stem, quoted, stems_of
from core.full_text.words import Piece, pieces_of

# Nobody types more; what comes after is not searched, which the page says.
MAX_TYPED, MAX_TERMS = 300, 12
_QUOTED = re.compile(r'["“”„«](?P<quoted>[^"“”„«»]*)(?P<closed>["“”»]|$)|(?P<free>[^"“”„«]+)')
_ONE_CENT = re.compile(r"[.,][0-9]$")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must be there, and the ways of writing it: any of these `words` as it is, one that has one of
    these `stems`, one that begins so (`begun`), or `phrase`, these words side by side, the last one being begun or not.
    """

    words: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()
    phrase: tuple[str, ...] = ()
    is_phrase_begun: bool = False

    def tsquery(self, space: str = "") -> str:
        ways = [quoted(space + word) for word in (*self.words, *self.stems)]
        ways += [quoted(space + STEM + stem) for stem in self.stems]
        ways += [f"{quoted(space + word)}:*" for word in self.begun]
        if self.phrase:
            phrase = " <-> ".join(quoted(space + word) for word in self.phrase)
            ways.append(f"({phrase}{':*' if self.is_phrase_begun else ''})")
        return f"({' | '.join(ways)})"


@dataclass(frozen=True, slots=True)
class Asked:
    """`is_cut`: more was typed than is searched."""

    terms: tuple[Term, ...] = ()
    is_cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.terms)

    def tsquery(self, space: str = "") -> str:
        """All of them, in that space (`lexemes.space_of`)."""
        return " & ".join(term.tsquery(space) for term in self.terms)


@dataclass(frozen=True, slots=True)
class _Typed:
    """What makes a term: a piece, or those between two quotes. `is_begun`: one may be typing it still."""

    pieces: tuple[Piece, ...]
    text: str
    is_quoted: bool = False
    is_begun: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(word for piece in self.pieces for word, *_ in piece.parts)


def ask(typed: str) -> Asked:
    """Never refuses: where nothing typed can be searched, there is no term."""
    everything = list(islice(_typed(typed[:MAX_TYPED]), MAX_TERMS + 1))
    stems = stems_of(part for one in everything for part in one.parts if not one.is_quoted)
    telling = [one for one in everything if not _is_common(one, stems)] or everything[-1:]
    terms = tuple(_term(one, stems) for one in telling[:MAX_TERMS])
    return Asked(terms, is_cut=len(typed) > MAX_TYPED or len(everything) > MAX_TERMS)


def _typed(typed: str) -> Iterator[_Typed]:
    end = len(typed.rstrip())
    for match in _QUOTED.finditer(typed):
        pieces = tuple(pieces_of(match["quoted"] or match["free"] or ""))
        if match["free"] is None:
            if pieces:
                yield _Typed(pieces, match["quoted"], is_quoted=True, is_begun=not match["closed"])
            continue
        for piece in pieces:
            text = match["free"][piece.start : piece.end]
            yield _Typed((piece,), text, is_begun=match.start() + piece.end == end)


def _is_common(one: _Typed, stems: dict[str, Stem]) -> bool:
    """Says nothing by itself: an article, a letter."""
    if one.is_quoted or len(one.parts) > 1 or one.pieces[0].wholes:
        return False
    [word] = one.parts
    return stems[word].is_common or (len(word) == 1 and word.isalpha())


def _term(one: _Typed, stems: dict[str, Stem]) -> Term:
    if one.is_quoted and len(one.parts) > 1 and len(one.pieces) > 1:
        return Term(phrase=one.parts, is_phrase_begun=one.is_begun)
    [piece] = one.pieces
    words, begun = piece.wholes, tuple(_beginning(whole, one.text) for whole in piece.wholes)
    if len(one.parts) > 1:
        return Term(words, (), begun if one.is_begun else (), one.parts, one.is_begun)
    [word] = one.parts
    own = () if one.is_quoted else (stems[word].text,)
    return Term((*words, word), own, (*begun, word) if one.is_begun else ())


def _beginning(whole: str, typed: str) -> str:
    """Who typed « 1 234,5 » may be typing 1 234,56."""
    return whole[:-1] if "," in whole and _ONE_CENT.search(typed) else whole
