"""Tables that people send, CSV or XLSX, read for a background job into rows of text in one normal form.

Nothing in the file is trusted: its kind is read from its bytes, what it may unzip to and hold is bounded before it is
parsed, and whatever it holds the only error is `UnreadableTable`, in words that say how to mend it (SECURITY F1–F3).
The size of the file itself is the caller's affair, with `too_heavy` to say so.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.french import counted
from core.tables.cells import MAX_LENGTH, plain, width_of
from core.tables.csv_rows import csv_rows
from core.tables.errors import UnreadableTable
from core.tables.kinds import ZIP, refuse_other_kinds
from core.tables.sheet_scan import too_long
from core.tables.workbook import workbook_rows

__all__ = ["Row", "Table", "UnreadableTable", "read_table", "too_heavy"]


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is the row's in the spreadsheet, empty rows counted; as many `cells` as the table has headings."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A column that holds something under no heading has an empty heading; a workbook's may begin in any column."""

    headings: list[str]
    rows: list[Row]


def read_table(content: bytes, *, max_rows: int, max_columns: int = 60) -> Table:
    """The first row that holds something is the headings; `max_rows` counts the others. Raises `UnreadableTable`.

    Cells: spaces and letters in their ordinary form (`core.tables.cells.plain`), dates as dd/mm/yyyy (then hh:mm),
    numbers with a decimal comma and no thousands (12 ; 12,5), booleans as Oui or Non.
    """
    refuse_other_kinds(content)
    rows = workbook_rows(content) if content.startswith(ZIP) else csv_rows(content)
    return _table(_kept(rows, max_rows=max_rows, max_columns=max_columns))


def too_heavy(max_bytes: int) -> str:
    """What to answer to a file that is too large to be read at all."""
    return (
        f"Ce fichier dépasse {max_bytes // 1024**2} Mo : gardez le tableau seul, sans images, ou partagez-le en "
        "plusieurs fichiers."
    )


def _kept(rows: Iterable[tuple[int, list[str]]], *, max_rows: int, max_columns: int) -> list[Row]:
    kept: list[Row] = []
    for number, cells in rows:
        width = width_of(cells)
        if width > max_columns:
            raise UnreadableTable(
                f"Ce tableau a {counted(width, 'colonne')} : gardez-en {max_columns} au plus, celles du modèle."
            )
        texts = _plain(number, cells[:width])
        if any(texts):
            kept.append(Row(number, texts))
        if len(kept) > max_rows + 1:
            raise UnreadableTable(
                f"Ce tableau contient plus de {counted(max_rows, 'ligne')} : partagez-le en plusieurs fichiers."
            )
    return kept


def _plain(number: int, cells: list[str]) -> list[str]:
    for column, cell in enumerate(cells, start=1):
        if len(cell) > MAX_LENGTH:
            raise too_long(number, column)
    return [plain(cell) for cell in cells]


def _table(kept: list[Row]) -> Table:
    if not kept:
        raise UnreadableTable("Ce fichier est vide : choisissez celui qui contient votre tableau.")
    width = max(len(row.cells) for row in kept)
    for row in kept:
        row.cells.extend([""] * (width - len(row.cells)))
    return Table(kept[0].cells, kept[1:])
