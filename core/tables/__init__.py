"""Tables that people send, CSV or XLSX, read for a background job into rows of text in one normal form.

Nothing in the file is trusted: its kind is read from its bytes, what it may unzip to and hold is bounded before it is
parsed, and whatever it holds the only error is `UnreadableTable`, in words that say how to mend it (SECURITY F1–F3).
The size of the file itself is the caller's affair, with `too_heavy` to say so.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.french import counted
from core.tables.alphabets import Alphabet, decoded, refuse_lost_accents
from core.tables.cells import MAX_LENGTH, plain, width_of
from core.tables.csv_rows import TITLE_ROWS, Knows, csv_rows
from core.tables.errors import UnreadableTable
from core.tables.kinds import ZIP, refuse_other_kinds
from core.tables.sheet_scan import too_long
from core.tables.workbook import workbook_rows

__all__ = ["Alphabet", "Row", "Table", "UnreadableTable", "read_rows", "read_table", "too_heavy"]

# A first row that says the separator, once a spreadsheet took it for a row.
_SEPARATOR_ROW = re.compile(r"sep=.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is the row's in the spreadsheet, empty rows counted; as many `cells` as the table has headings."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A column that holds something under no heading has an empty heading; a workbook's may begin in any column.

    `alphabet`: that of a text saved in an old one, for whoever sent it to confirm; None where nothing is in doubt.
    """

    headings: list[str]
    rows: list[Row]
    headings_number: int = field(default=1, compare=False)
    alphabet: Alphabet | None = None


def read_table(content: bytes, *, max_rows: int, max_columns: int = 60, knows: Knows | None = None) -> Table:
    """The first row that holds something is the headings; `max_rows` counts the others. Raises `UnreadableTable`.

    `knows` says whether a text is a heading that the caller expects: a title may then stand above them.

    Cells: spaces and letters in their ordinary form (`core.tables.cells.plain`), dates as dd/mm/yyyy (then hh:mm),
    numbers with a decimal comma and no thousands (12 ; 12,5), booleans as Oui or Non.
    """
    rows, alphabet = _read(content, _Limits(max_rows + TITLE_ROWS, max_columns, said=max_rows), knows)
    rank = _headings_rank(rows, knows)
    headings, *others = rows[rank:]
    if len(others) > max_rows:
        raise _too_many(max_rows)
    return Table(headings.cells, others, headings.number, alphabet)


def read_rows(
    content: bytes, *, max_rows: int, max_columns: int = 60, knows: Knows | None = None
) -> tuple[list[Row], Alphabet | None]:
    """Every row that holds something, one at least, in the same form. Raises `UnreadableTable`."""
    return _read(content, _Limits(max_rows, max_columns, said=max_rows), knows)


def too_heavy(max_bytes: int) -> str:
    """What to answer to a file that is too large to be read at all."""
    return (
        f"Ce fichier dépasse {max_bytes // 1024**2} Mo : gardez le tableau seul, sans images, ou partagez-le en "
        "plusieurs fichiers."
    )


@dataclass(frozen=True, slots=True)
class _Limits:
    """`said`: how many rows the caller allows, in the words of a refusal."""

    rows: int
    columns: int
    said: int


def _read(content: bytes, limits: _Limits, knows: Knows | None) -> tuple[list[Row], Alphabet | None]:
    refuse_other_kinds(content)
    if content.startswith(ZIP):
        return _whole(_kept(workbook_rows(content), limits)), None
    text, alphabet = decoded(content)
    return _whole(_kept(csv_rows(text, knows=knows), limits)), alphabet


def _kept(rows: Iterable[tuple[int, list[str]]], limits: _Limits) -> list[Row]:
    kept: list[Row] = []
    for number, cells in rows:
        width = width_of(cells)
        if width > limits.columns:
            raise UnreadableTable(
                f"Ce tableau a {counted(width, 'colonne')} : gardez-en {limits.columns} au plus, celles du modèle."
            )
        texts = _plain(number, cells[:width])
        if any(texts) and (kept or not _says_separator(texts)):
            kept.append(Row(number, texts))
        if len(kept) > limits.rows:
            raise _too_many(limits.said)
    return kept


def _says_separator(texts: list[str]) -> bool:
    return bool(_SEPARATOR_ROW.fullmatch("".join(texts)))


def _plain(number: int, cells: list[str]) -> list[str]:
    for column, cell in enumerate(cells, start=1):
        if len(cell) > MAX_LENGTH:
            raise too_long(number, column)
        refuse_lost_accents(number, cell)
    return [plain(cell) for cell in cells]


def _whole(kept: list[Row]) -> list[Row]:
    if not kept:
        raise UnreadableTable("Ce fichier est vide : choisissez celui qui contient votre tableau.")
    width = max(len(row.cells) for row in kept)
    for row in kept:
        row.cells.extend([""] * (width - len(row.cells)))
    return kept


def _headings_rank(rows: list[Row], knows: Knows | None) -> int:
    """Of the first rows, the one that holds most known headings; the first when none does."""
    counts = [sum(map(knows, filter(None, row.cells))) for row in rows[:TITLE_ROWS]] if knows else [0]
    return counts.index(max(counts))


def _too_many(max_rows: int) -> UnreadableTable:
    return UnreadableTable(
        f"Ce tableau contient plus de {counted(max_rows, 'ligne')} : partagez-le en plusieurs fichiers."
    )
