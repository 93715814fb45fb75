"""Files of the caisse's information system, too large to be held: a CSV read line by line, by the rules of all files.

Nobody is there to look at its accents: a text in an old alphabet is read once the command that records it names that
alphabet, and it is the one that the file shows.
"""

import codecs
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from core.tables.alphabets import ALPHABETS, Alphabet, decoded, mark_of, refuse_lost_accents
from core.tables.cells import MAX_LENGTH, plain
from core.tables.csv_rows import TITLE_ROWS, numbered_rows, separator_of
from core.tables.errors import UnreadableTable, wrong_kind
from core.tables.kinds import ZIP, refuse_other_kinds
from core.tables.sheet_scan import too_long

Record = dict[str, str]
_CHUNK = 256 * 1024
_LINES_LOOKED_AT = 4 * TITLE_ROWS
_HELD_SHOWN = 300


@contextmanager
def opened(path: Path, *, alphabet: str = "") -> Iterator[Iterator[str]]:
    """The lines of a file; `alphabet`, one of `ALPHABETS`, confirms that of an old one. Raises `UnreadableTable`."""
    with path.open("rb") as file:
        encoding = _encoding(file, alphabet)
    with path.open(encoding=encoding, newline="") as lines:
        mark = lines.read(1)
        yield chain([] if mark == "\N{ZERO WIDTH NO-BREAK SPACE}" else [mark + lines.readline()], lines)


def records(lines: Iterable[str], required: Collection[str]) -> Iterator[tuple[int, Record | None]]:
    """Each line that holds something, with its number, by the headings of the file.

    None for one that has not the columns of the headings. Raises `UnreadableTable`.
    """
    rest = iter(lines)
    first = list(islice(rest, _LINES_LOOKED_AT))
    separator, skipped = separator_of("\n".join(line.rstrip("\r\n") for line in first), required.__contains__)
    rows = _plain_rows(numbered_rows(chain(first[skipped:], rest), separator), skipped)
    headings, rows = _headings(rows, required)
    return ((number, _record(headings, cells)) for number, cells in rows)


def _headings(
    rows: Iterator[tuple[int, list[str]]], required: Collection[str]
) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The first row that holds them all; titles may stand above it."""
    passed = []
    for _, cells in islice(rows, TITLE_ROWS):
        if set(required) <= set(cells):
            return cells, rows
        passed.append(cells)
    closest = max(passed, key=lambda cells: len(set(cells) & set(required)), default=[])
    lacking = ", ".join(sorted(set(required) - set(closest)))
    held = ", ".join(filter(None, closest))[:_HELD_SHOWN] or "rien"
    raise UnreadableTable(f"il manque des colonnes : {lacking}. Le fichier porte : {held}.")


def _plain_rows(rows: Iterator[tuple[int, list[str]]], skipped: int) -> Iterator[tuple[int, list[str]]]:
    for number, cells in rows:
        for column, cell in enumerate(cells, start=1):
            if len(cell) > MAX_LENGTH:
                raise too_long(number + skipped, column)
            refuse_lost_accents(number + skipped, cell)
        texts = [plain(cell) for cell in cells]
        if any(texts):
            yield number + skipped, texts


def _record(headings: list[str], cells: list[str]) -> Record | None:
    if len(cells) < len(headings) or any(cells[len(headings) :]):
        return None
    return dict(zip(headings, cells, strict=False))


def _encoding(file: BinaryIO, confirmed: str) -> str:
    head = file.read(_CHUNK)
    refuse_other_kinds(head)
    if head.startswith(ZIP):
        raise wrong_kind("un classeur, ou une archive")
    encoding = mark_of(head) or "utf-8"
    try:
        _check(file, head, encoding)
    except UnicodeDecodeError:
        if mark_of(head):
            raise UnreadableTable("Ce fichier n’est pas dans l’alphabet qu’il annonce.") from None
    else:
        return encoding
    file.seek(0)
    _, alphabet = decoded(file.read())
    return _confirmed(alphabet, confirmed) if alphabet else encoding


def _check(file: BinaryIO, head: bytes, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    chunk = head
    while chunk:
        decoder.decode(chunk)
        chunk = file.read(_CHUNK)
    decoder.decode(b"", final=True)


def _confirmed(alphabet: Alphabet, confirmed: str) -> str:
    if alphabet.key != confirmed:
        raise UnreadableTable(
            f"Ce fichier est lu comme un fichier {alphabet.name} : {', '.join(alphabet.words)}. Si ces mots sont bien "
            f"écrits, ajoutez --alphabet {alphabet.key} ; sinon, enregistrez-le en UTF-8."
        )
    return ALPHABETS[confirmed]
