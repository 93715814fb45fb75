"""Rows of a CSV as spreadsheets write it: semicolons, commas or tabs."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from itertools import islice

from core.tables.cells import MAX_LENGTH, plain
from core.tables.errors import UnreadableTable

Knows = Callable[[str], bool]
TITLE_ROWS = 10
"""How many rows that hold something may stand above the headings, they included."""

_SEPARATORS = ";\t,"
# What some programs write on a first line for Excel, which does not show it.
_SEPARATOR_SAID = re.compile(r'\s*"?sep=([;,\t|])"?[;,\t| ]*(?:\r\n|\n|\r|$)', re.IGNORECASE)


def csv_rows(text: str, *, knows: Knows | None = None) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number in a spreadsheet: a cell of several lines counts for one. Raises `UnreadableTable`.

    `knows` says whether a cell is a heading that the caller expects: the separator is the one that shows most of them.
    """
    said = _SEPARATOR_SAID.match(text)
    rest = text[said.end() :] if said else text
    yield from numbered_rows(StringIO(rest, newline=""), said[1] if said else _separator(rest, knows))


def separator_of(text: str, knows: Knows) -> tuple[str, int]:
    """That of a file by its beginning, and how many of its lines only say it."""
    said = _SEPARATOR_SAID.match(text)
    return (said[1], text[: said.end()].count("\n")) if said else (_separator(text, knows), 0)


def numbered_rows(lines: Iterable[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    """The same of a file too large to be held. Raises `UnreadableTable`."""
    number = 0
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=separator, strict=True), start=1):
            yield number, cells
    except csv.Error as error:
        raise _bad_quotes(number + 1, error) from None


def _separator(text: str, knows: Knows | None) -> str:
    known = {separator: _known_count(text, separator, knows) for separator in _SEPARATORS} if knows else {}
    best = max(known, key=known.__getitem__, default="")
    return best if best and known[best] else _most_used(text)


def _known_count(text: str, separator: str, knows: Knows) -> int:
    """The most headings that one of the first rows shows, read so."""
    rows = csv.reader(StringIO(text, newline=""), delimiter=separator)
    counts = [0]
    try:
        for cells in islice((cells for cells in rows if any(cells)), TITLE_ROWS):
            counts.append(sum(knows(plain(cell)) for cell in cells if 0 < len(cell) <= MAX_LENGTH))
    except csv.Error:
        # Told, with its row, by the reading itself.
        pass
    return max(counts)


def _most_used(text: str) -> str:
    """The one that the first line that holds something uses most, outside quotes."""
    counts = dict.fromkeys(_SEPARATORS, 0)
    is_quoted = has_begun = False
    for character in text:
        if character == '"':
            is_quoted = not is_quoted
        elif character in "\r\n" and not is_quoted and has_begun:
            break
        elif character in counts and not is_quoted:
            counts[character] += 1
        has_begun = has_begun or not character.isspace()
    return max(_SEPARATORS, key=counts.__getitem__)


def _bad_quotes(row: int, error: csv.Error) -> UnreadableTable:
    if "field limit" in str(error):
        return UnreadableTable(
            f'Ligne {row} : une cellule est démesurée. Un guillemet (") n’y est sans doute pas refermé : corrigez-le, '
            "ou enregistrez le fichier au format XLSX."
        )
    return UnreadableTable(
        f'Ligne {row} : un guillemet (") n’est pas refermé, ou n’est pas doublé à l’intérieur d’un texte. '
        "Corrigez-le, ou enregistrez le fichier au format XLSX."
    )
