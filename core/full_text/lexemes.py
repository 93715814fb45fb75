"""What PostgreSQL keeps of the words of a text, and what it is asked for.

A word is kept as it is, for what is begun or quoted, and by its stem, behind « ~ » when it is another word. What is a
company's keeps them in its own space: every lexeme begins with the key of the company (`space_of`), so that one GIN
index holds those of each company beside those of the others, and a search, even of the first letters of a word, reads
no entry of another's (decision 012). What is everybody's keeps them in no space.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import connection

from core.full_text.words import Piece, pieces_of

STEM = "~"
# PostgreSQL's limits: the last place of a word, how many places of one, the size of a vector (a million, less what
# alignment takes).
_LAST_RANK, _MAX_RANKS, _MAX_BYTES = 16_383, 255, 900_000
# Stemmed again until nothing changes: without accents, « declaree » loses an e at a time.
_STEMS = """
    SELECT word, stem, is_common FROM unnest(%s::text[]) word,
    LATERAL (SELECT ts_lexize('french_stem', word) once) first,
    LATERAL (SELECT once = '{}' is_common, COALESCE(once[1], word) one) second,
    LATERAL (SELECT COALESCE((ts_lexize('french_stem', one))[1], one) two) third,
    LATERAL (SELECT COALESCE((ts_lexize('french_stem', two))[1], two) stem) fourth
"""


@dataclass(frozen=True, slots=True)
class Stem:
    """`is_common`: a word that says nothing by itself (de, la, pour)."""

    text: str
    is_common: bool = False


def stems_of(words: Iterable[str]) -> dict[str, Stem]:
    """By PostgreSQL's French dictionary, in one query; a number is its own stem."""
    known = {word: Stem(word) for word in set(words)}
    if inflected := [word for word in known if word.isalpha()]:
        with connection.cursor() as cursor:
            cursor.execute(_STEMS, [inflected])
            known |= {word: Stem(stem, is_common) for word, stem, is_common in cursor.fetchall()}
    return known


def space_of(company_id: int) -> str:
    return f"{company_id:x}|"


def quoted(lexeme: str) -> str:
    """As the text of a tsvector or of a tsquery writes it."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


@dataclass(slots=True)
class Words:
    """Those of a text, field after field, with their weight; `vector` writes them for PostgreSQL."""

    pieces: list[tuple[Piece, str]] = field(default_factory=list)
    next_rank: int = 1

    def add(self, text: str, weight: str) -> None:
        """Between two fields a place stays empty: nobody quotes across it."""
        for piece in pieces_of(text, self.next_rank):
            self.pieces.append((piece, weight))
            self.next_rank = piece.rank + len(piece.parts)
            if self.next_rank > _LAST_RANK:
                break
        self.next_rank += 1

    def vector(self, space: str = "") -> str:
        """The text of the tsvector; what comes after its greatest size is left out."""
        written, left = [], _MAX_BYTES
        for word, places in self._places().items():
            entry = space + word
            left -= len(entry.encode()) + 8 + 2 * len(places)
            if left < 0:
                break
            written.append(f"{quoted(entry)}:{','.join(places)}")
        return " ".join(written)

    def _places(self) -> dict[str, list[str]]:
        stems = stems_of(word for piece, _ in self.pieces for word, *_ in _stemmed(piece))
        places: dict[str, list[str]] = defaultdict(list)
        for piece, weight in self.pieces:
            for word, rank in _forms(piece, stems):
                if rank <= _LAST_RANK and len(places[word]) < _MAX_RANKS:
                    places[word].append(f"{rank}{weight}")
        return places


def _stemmed(piece: Piece) -> Iterator[tuple[str, int]]:
    """What is in the text and may be inflected, with its place; the month of a day as well."""
    yield from ((word, piece.rank + index) for index, (word, *_) in enumerate(piece.parts) if word.isalpha())
    yield from ((word, piece.rank) for word in piece.more if word.isalpha())


def _forms(piece: Piece, stems: dict[str, Stem]) -> Iterator[tuple[str, int]]:
    yield from ((word, piece.rank + index) for index, (word, *_) in enumerate(piece.parts))
    yield from ((word, piece.rank) for word in (*piece.wholes, *piece.more))
    yield from ((STEM + stems[word].text, rank) for word, rank in _stemmed(piece) if stems[word].text != word)
