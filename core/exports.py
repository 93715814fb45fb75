"""Tables that leave the portal as files that a French spreadsheet opens, whose cells are never formulas.

SECURITY I4: a text that a spreadsheet would compute (`=`, `+`, `-`, `@`, a tab or a carriage return in front) is
written after an apostrophe in CSV; in XLSX its cell is of the type text, and bears the mark (`quotePrefix`) by which a
spreadsheet keeps it so, even typed again or saved in CSV. Numbers stay numbers, dates stay dates.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.files import kept_out_of_reach

# As typed, after spaces that a spreadsheet trims, or in the full-width forms that it folds.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_CSV_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_XLSX_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_CELL_MAX_LENGTH = 32_767
# Spreadsheets keep fifteen digits of a number, and know no date before this year.
_INTEGER_LIMIT = 10**15
_FIRST_YEAR = 1900
_WIDTHS = (10, 45)
_ROOM_FOR_THE_FILTER = 4


def neutral(cell: object) -> object:
    """The cell as a CSV may hold it: a text that begins like a formula is made a text for good."""
    if isinstance(cell, str) and _FORMULA.match(cell):
        return f"'{cell}"
    return cell


def as_it_was(text: str) -> str:
    """The text that `neutral` was given, when a table of ours comes back."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Semicolons, every text quoted, and the mark by which a spreadsheet knows that accents are UTF-8."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return _CSV_MARK + text.getvalue()


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The answer that downloads it; `name` is ours, without its extension."""
    response = HttpResponse(csv_text(columns, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{_ascii(name)}.csv"'
    kept_out_of_reach(response)
    return response


def xlsx_file(
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    widths: Sequence[float] | None = None,
) -> FileResponse:
    """The answer that downloads a workbook of one sheet, written row by row: its memory does not grow with `rows`.

    `widths`, in characters, are guessed from the headings when absent.
    """
    with ExitStack() as until_written:
        file = until_written.enter_context(TemporaryFile())
        write_xlsx(file, columns, rows, widths=widths)
        file.seek(0)
        until_written.pop_all()
    response = FileResponse(file, as_attachment=True, filename=f"{_ascii(name)}.xlsx", content_type=XLSX)
    kept_out_of_reach(response)
    return response


def write_xlsx(
    file: IO[bytes],
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    widths: Sequence[float] | None = None,
) -> None:
    """For a file of the caller's, such as one that a job stores."""
    with TemporaryDirectory() as directory, Workbook(file, {**_XLSX_OPTIONS, "tmpdir": directory}) as book:
        sheet = book.add_worksheet("Liste")
        sheet.freeze_panes(1, 0)
        for column, width in enumerate(widths or map(_width, columns)):
            sheet.set_column(column, column, width)
        writer = _Writer(book, sheet)
        writer.headings(columns)
        last = 0
        for last, row in enumerate(rows, start=1):
            writer.row(last, row)
        sheet.autofilter(0, 0, last, len(columns) - 1)


class _Writer:
    """Puts each value in its cell with the type and the look that a reader expects."""

    def __init__(self, book: Workbook, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._date = book.add_format({"num_format": "dd/mm/yyyy"})
        self._moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        self._decimal = book.add_format({"num_format": "0.00"})
        # The apostrophe that a spreadsheet knows of, and does not show.
        self._kept_as_text = book.add_format({"quote_prefix": True})

    def headings(self, columns: Sequence[str]) -> None:
        for column, heading in enumerate(columns):
            self._text(0, column, heading, self._bold)

    def row(self, number: int, cells: Sequence[object]) -> None:
        for column, cell in enumerate(cells):
            self._cell(number, column, cell)

    def _cell(self, row: int, column: int, cell: object) -> None:
        match cell:
            case None | "":
                pass
            case datetime() if cell.year >= _FIRST_YEAR:
                self._sheet.write_datetime(row, column, _local(cell).replace(tzinfo=None), self._moment)
            case date() if cell.year >= _FIRST_YEAR:
                self._sheet.write_datetime(row, column, cell, self._date)
            case Decimal() | float():
                self._sheet.write_number(row, column, cell, self._decimal)
            case int() if not isinstance(cell, bool) and abs(cell) < _INTEGER_LIMIT:
                self._sheet.write_number(row, column, cell)
            case _:
                text = str(_in_words(cell))
                self._text(row, column, text, self._kept_as_text if _FORMULA.match(text) else None)

    def _text(self, row: int, column: int, text: str, look: Format | None = None) -> None:
        # A longer text would not be written at all, in silence.
        self._sheet.write_string(row, column, text[:_CELL_MAX_LENGTH], look)


def _csv_cell(cell: object) -> object:
    if isinstance(cell, Decimal | float):
        return f"{cell:.2f}".replace(".", ",")
    return neutral(_in_words(cell))


def _in_words(cell: object) -> object:
    match cell:
        case bool():
            return "Oui" if cell else "Non"
        case datetime():
            return f"{_local(cell):%d/%m/%Y %H:%M}"
        case date():
            return f"{cell:%d/%m/%Y}"
        case _:
            return cell


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def _width(heading: str) -> float:
    return min(max(len(heading) + _ROOM_FOR_THE_FILTER, _WIDTHS[0]), _WIDTHS[1])


def _ascii(name: str) -> str:
    return slugify(name) or "export"
