"""What of a text answers a search: its title, and an extract of its pages, with what was asked for marked.

Places where it may be are looked for letter by letter, fast; what stands around each is then read by the rule of
`words`, which alone decides. Nothing here is markup: fragments are texts, that a template escapes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from core.full_text.asking import Asked, Term
from core.full_text.lexemes import Stem, stems_of
from core.full_text.words import Piece, pieces_of, plain

_BEFORE, _AFTER = 80, 160
_MAX_WINDOWS = 12
_START = r"(?<![^\W_])"
_BETWEEN = r"[\W_]{0,2}"
# Shorter, every word would have to be stemmed.
_MIN_HEAD = 3
# One letter for one, so that places are those of the text.
_FOLDED = str.maketrans({letter: plain(letter) for letter in map(chr, range(0x41, 0x250)) if len(plain(letter)) == 1})
_JOINED_LETTERS = {"oe": "(?:oe|[œŒ])", "ae": "(?:ae|[æÆ])"}
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Fragment:
    text: str
    is_match: bool = False


@dataclass(frozen=True, slots=True)
class Extract:
    """`page`: of the file, from 1."""

    page: int
    fragments: tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class Highlight:
    """`title`, `reference`: whole. `extract`: None where nothing of the file is marked."""

    title: tuple[Fragment, ...]
    reference: tuple[Fragment, ...]
    extract: Extract | None


@dataclass(frozen=True, slots=True)
class Source:
    """A document to highlight; `pages`: the words of its file."""

    title: str
    reference: str
    pages: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Window:
    """A part of a page that may answer; 0: no page, a text shown whole."""

    page: int
    text: str
    pieces: tuple[Piece, ...]


def highlights(asked: Asked, sources: Mapping[int, Source]) -> dict[int, Highlight]:
    """Of each of them, by its key. One query, whatever there is to mark."""
    places = re.compile("|".join(head for term in asked.terms for head in _heads(term)))
    windows = {key: _windows(source, places) for key, source in sources.items()}
    stems = stems_of(_inflected(asked, [one for some in windows.values() for one in some]))
    return {key: _highlight(asked, some, stems) for key, some in windows.items()}


def _windows(source: Source, places: re.Pattern[str]) -> list[_Window]:
    whole = [_Window(0, text, tuple(pieces_of(text))) for text in (source.title, source.reference)]
    return [*whole, *islice(_around(source.pages, places), _MAX_WINDOWS)]


def _around(pages: Sequence[str], places: re.Pattern[str]) -> Iterator[_Window]:
    for number, page in enumerate(pages, 1):
        read = 0
        for match in places.finditer(page.translate(_FOLDED)):
            if match.start() < read:
                continue
            start, read = _space_before(page, match.start() - _BEFORE), _space_after(page, match.end() + _AFTER)
            yield _Window(number, page[start:read], tuple(pieces_of(page[start:read])))


def _space_before(text: str, place: int) -> int:
    """The beginning of a word, a little further."""
    return 0 if place <= 0 else next((at + 1 for at in range(place, place + 40) if text[at].isspace()), place)


def _space_after(text: str, place: int) -> int:
    return next((at for at in range(min(place, len(text)), max(0, place - 40), -1) if text[at - 1].isspace()), place)


def _highlight(asked: Asked, windows: list[_Window], stems: Mapping[str, Stem]) -> Highlight:
    title, reference, *inside = windows
    best, answered = None, 0
    for window in inside:
        score = sum(any(_spans(term, window.pieces, stems)) for term in asked.terms)
        if score > answered:
            best, answered = window, score
    return Highlight(
        _marked(title, asked, stems),
        _marked(reference, asked, stems),
        Extract(best.page, _marked(best, asked, stems)) if best is not None else None,
    )


def _marked(window: _Window, asked: Asked, stems: Mapping[str, Stem]) -> tuple[Fragment, ...]:
    text, at = window.text, 0
    fragments = []
    for start, end in _joined(span for term in asked.terms for span in _spans(term, window.pieces, stems)):
        if start > at:
            fragments.append(Fragment(text[at:start]))
        fragments.append(Fragment(text[start:end], is_match=True))
        at = end
    return (*fragments, Fragment(text[at:])) if at < len(text) else tuple(fragments)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Those that overlap make one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            first, last = joined.pop()
            start, end = first, max(last, end)
        joined.append((start, end))
    return joined


def _spans(term: Term, pieces: Sequence[Piece], stems: Mapping[str, Stem]) -> Iterator[Span]:
    for piece in pieces:
        if any(_answers(term, whole) for whole in (*piece.wholes, *piece.more)):
            yield piece.start, piece.end
        for word, start, end in piece.parts:
            stem = stems[word].text if word in stems else word
            if _answers(term, word) or stem in term.stems:
                yield start, end
    yield from _phrases(term, pieces)


def _answers(term: Term, word: str) -> bool:
    return word in term.words or word.startswith(term.begun)


def _phrases(term: Term, pieces: Sequence[Piece]) -> Iterator[Span]:
    parts, size = [part for piece in pieces for part in piece.parts], len(term.phrase)
    for at in range(len(parts) - size + 1) if size else ():
        *first, last = (word for word, *_ in parts[at : at + size])
        ends = last.startswith(term.phrase[-1]) if term.is_phrase_begun else last == term.phrase[-1]
        if ends and tuple(first) == term.phrase[:-1]:
            yield parts[at][1], parts[at + size - 1][2]


def _inflected(asked: Asked, windows: Sequence[_Window]) -> set[str]:
    """The words of these that may have a stem that is asked for."""
    heads = tuple(_head(stem) for term in asked.terms for stem in term.stems)
    words = (word for window in windows for piece in window.pieces for word, *_ in piece.parts)
    return {word for word in words if word.startswith(heads)} if heads else set()


def _heads(term: Term) -> Iterator[str]:
    """How a text that answers may begin, as patterns."""
    yield from (_START + _letters(_head(stem)) for stem in term.stems)
    yield from (_START + _spread(word) for word in (*term.words, *term.begun))
    yield from (_START + word[-4:] for word in term.words if re.fullmatch(r"[0-9]{2}(19|20)[0-9]{2}", word))
    if term.phrase:
        yield _START + _letters(term.phrase[0])


def _head(stem: str) -> str:
    """What a stem has in common with the words that it is of: travail, travaux."""
    return stem[: max(_MIN_HEAD, len(stem) - 2)]


def _letters(word: str) -> str:
    pattern = re.escape(word)
    for letters, either in _JOINED_LETTERS.items():
        pattern = pattern.replace(letters, either)
    return pattern


def _spread(word: str) -> str:
    """Whatever joins its parts: REF-2026/014, 1 234,56. Of a day, its year: the rest is written in many ways."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word):
        return word[:4]
    return _BETWEEN.join(_letters(letter) for letter in word.partition(",")[0])
