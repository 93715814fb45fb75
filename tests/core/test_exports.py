"""Files of tables: no cell is ever a formula, and a spreadsheet reads what was written."""

import csv
import re
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from tempfile import TemporaryFile, gettempdir
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from core.exports import as_it_was, csv_file, csv_text, neutral, write_xlsx, xlsx_file

# Closing the answer of a file ends its request, and with it the connections to the database.
pytestmark = pytest.mark.django_db

KEPT_OUT_OF_REACH = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}

FORMULAS = [
    "=1+1",
    "+33612345678",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\N{NO-BREAK SPACE}=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    '=HYPERLINK("http://evil.example";"x")',
]
TEXTS = ["Acme", "a=b", "1+1", "jean-paul@exemple.fr", "", "’=1", "'=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_begins_like_a_formula_becomes_a_text(text):
    assert neutral(text) == f"'{text}"
    assert as_it_was(f"'{text}") == text


@pytest.mark.parametrize("text", TEXTS)
def test_other_texts_are_as_they_were(text):
    assert neutral(text) == text


@pytest.mark.parametrize("text", ["Acme", "’=1", "'Acme", "", "'"])
def test_an_apostrophe_of_its_own_is_kept(text):
    assert as_it_was(text) == text


@pytest.mark.parametrize("number", [-2, 0, 3.5, None])
def test_numbers_stay_numbers(number):
    assert neutral(number) == number


def test_separators_and_quotes_do_not_make_new_cells():
    hostile = 'a";=1+1;"b'
    lines = csv_text(["Nom", "Objet"], [[hostile, "x\r\n=1"], ["é", -4]]).removeprefix("\ufeff")
    rows = list(csv.reader(lines.splitlines(keepends=True), delimiter=";"))
    assert rows == [["Nom", "Objet"], [hostile, "x\r\n=1"], ["é", "-4"]]


def test_csv_is_written_as_a_french_reader_writes():
    noon = datetime(2026, 7, 1, 10, 5, tzinfo=UTC)
    cells = [date(1987, 2, 9), noon, Decimal("-1234.5"), 0.1 + 0.2, True, False, None, 12]
    line = csv_text(["a"], [cells]).splitlines()[1]
    assert line == '"09/02/1987";"01/07/2026 12:05";"-1234,50";"0,30";"Oui";"Non";"";12'


def test_the_file_is_downloaded_with_its_marks():
    answer = csv_file("journal", ["Nom"], [["=1"]])
    assert answer["Content-Disposition"] == 'attachment; filename="journal.csv"'
    assert answer.content.decode().startswith('\ufeff"Nom"\r\n"\'=1"')
    assert KEPT_OUT_OF_REACH.items() <= dict(answer.items()).items()


def content_of(answer) -> BytesIO:
    """Closed too, as a server does: the temporary file with it."""
    content = BytesIO(b"".join(answer))
    answer.close()
    return content


def first_sheet(content: BytesIO):
    return CalamineWorkbook.from_filelike(BytesIO(content.getvalue())).get_sheet_by_index(0).to_python()


def part(content: BytesIO, name: str) -> str:
    return ZipFile(content).read(name).decode()


def test_a_workbook_is_downloaded_under_an_ascii_name():
    answer = xlsx_file('salariés "2026"\r\n', ["Nom"], [["Acme"]])
    assert answer["Content-Disposition"] == 'attachment; filename="salaries-2026.xlsx"'
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert KEPT_OUT_OF_REACH.items() <= dict(answer.items()).items()
    content = content_of(answer)
    assert int(answer["Content-Length"]) == len(content.getvalue())
    assert first_sheet(content) == [["Nom"], ["Acme"]]


def test_a_workbook_keeps_the_type_of_each_value():
    noon = datetime(2026, 7, 1, 10, 5, tzinfo=UTC)
    cells = ["007", date(1987, 2, 9), noon, Decimal("-1234.5"), -12, True, None, 10**17, date(1850, 1, 1)]
    content = content_of(xlsx_file("a", [str(number) for number in range(len(cells))], [cells]))
    noon_here = datetime(2026, 7, 1, 12, 5)
    assert first_sheet(content)[1] == [
        "007",
        date(1987, 2, 9),
        noon_here,
        -1234.5,
        -12,
        "Oui",
        "",
        "1" + "0" * 17,
        "01/01/1850",
    ]
    styles = part(content, "xl/styles.xml")
    for look in ('formatCode="dd/mm/yyyy"', 'formatCode="dd/mm/yyyy hh:mm"', "<b/>"):
        assert look in styles
    two_decimals = re.search(r'numFmtId="(\d+)" formatCode="0.00"', styles)[1]
    looks = styles.partition("<cellXfs")[2].split("<xf ")[1:]
    used = re.search(r'<c r="D2" s="(\d)"><v>-1234.5</v>', part(content, "xl/worksheets/sheet1.xml"))[1]
    assert looks[int(used)].startswith(f'numFmtId="{two_decimals}" ')


@pytest.mark.parametrize("text", FORMULAS)
def test_a_workbook_holds_no_formula(text):
    """Nor an apostrophe that one would read: the cell is a text, marked to stay one."""
    content = content_of(xlsx_file("a", ["Nom"], [[text], ["https://exemple.fr"], ["12"]]))
    sheet = part(content, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert "<v>" not in sheet, "every cell is a text"
    assert first_sheet(content)[1][0] == text
    looks = part(content, "xl/styles.xml").partition("<cellXfs")[2].split("<xf ")[1:]
    marked = {look: re.search(rf'<c r="{look}"(?: s="(\d+)")?', sheet)[1] for look in ("A2", "A3", "A4")}
    assert 'quotePrefix="1"' in looks[int(marked["A2"])]
    assert marked["A3"] is marked["A4"] is None


def test_the_headings_stay_in_sight_and_filter():
    content = content_of(xlsx_file("a", ["Nom", "N° de sécurité sociale du salarié"], [["A", "1"], ["B", "2"]]))
    sheet = part(content, "xl/worksheets/sheet1.xml")
    assert '<pane ySplit="1" topLeftCell="A2"' in sheet
    assert '<autoFilter ref="A1:B3"/>' in sheet
    widths = [float(width) for width in re.findall(r' width="([\d.]+)"', sheet)]
    assert 10 < widths[0] < 36 < widths[1]
    assert '<c r="A1" s="1"' in sheet


def test_widths_may_be_chosen():
    sheet = part(content_of(xlsx_file("a", ["Nom"], [], widths=[33])), "xl/worksheets/sheet1.xml")
    assert '<col min="1" max="1" width="33.7' in sheet
    assert '<autoFilter ref="A1"/>' in sheet


def test_a_text_too_long_for_a_cell_is_cut_rather_than_lost():
    assert len(first_sheet(content_of(xlsx_file("a", ["Nom"], [["x" * 40_000]])))[1][0]) == 32_767


def test_what_stops_half_way_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    assert gettempdir() == str(tmp_path)

    def rows():
        yield ["Acme"]
        raise LookupError("database gone")

    with pytest.raises(LookupError, match="database gone"):
        xlsx_file("a", ["Nom"], rows())
    assert list(tmp_path.iterdir()) == []


def peak_of(rows: int) -> int:
    line = [f"Texte d’une cellule numéro {column}" for column in range(20)]
    with TemporaryFile() as file:
        tracemalloc.start()
        try:
            write_xlsx(file, line, ([*line[:-1], f"ligne {row}"] for row in range(rows)))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


def test_memory_does_not_grow_with_the_rows():
    """Ten times more rows: kept in memory, they would take 14 MB more."""
    peak_of(10)
    assert peak_of(5_000) - peak_of(500) < 1_000_000
