"""Tables that leave the portal as files: CSV that a French spreadsheet opens, whose cells are never formulas.

SECURITY I4: a text that a spreadsheet would compute (`=`, `+`, `-`, `@`, a tab or a carriage return in front) is
written after an apostrophe. Numbers stay numbers.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse

# As typed, after spaces that a spreadsheet trims, or in the full-width forms that it folds.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_CSV_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def neutral(cell: object) -> object:
    """The cell as it may be written: a text that begins like a formula is made a text for good."""
    if isinstance(cell, str) and _FORMULA.match(cell):
        return f"'{cell}"
    return cell


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Semicolons, every text quoted, and the mark by which a spreadsheet knows that accents are UTF-8."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return _CSV_MARK + text.getvalue()


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The answer that downloads it; `name` is ours, ASCII, without its extension."""
    response = HttpResponse(csv_text(columns, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
