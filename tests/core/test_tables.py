"""Tables that people send: the same text comes out, whatever wrote it; what cannot be read says why."""

import csv
import unicodedata
from datetime import date, datetime, time
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.exports import csv_text
from core.tables import Row, Table, UnreadableTable, read_table, too_heavy
from core.tables.cells import plain
from tests.core.workbooks import parts_of, with_parts, with_sheet, workbook, workbook_of, zipped

thorough = settings(deadline=None, max_examples=80, database=None, derandomize=True)


def read(content: bytes | str, **limits) -> Table:
    content = content.encode() if isinstance(content, str) else content
    return read_table(content, **{"max_rows": 100, **limits})


def cells(content: bytes | str, **limits) -> list[list[str]]:
    table = read(content, **limits)
    return [table.headings, *(row.cells for row in table.rows)]


def refusal(content: bytes | str, **limits) -> str:
    with pytest.raises(UnreadableTable) as refused:
        read(content, **limits)
    return str(refused.value)


# CSV.


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_csv_is_read_in_any_alphabet_with_any_separator(separator, encoding, end):
    text = f"Nom{separator}Prénom{end}Lefèvre{separator}Élodie{end}".encode(encoding)
    assert cells(text) == [["Nom", "Prénom"], ["Lefèvre", "Élodie"]]


def test_the_signs_of_windows_are_read():
    assert cells("Lieu;Prix\nSète – « L’Œuvre »;3 €".encode("cp1252"))[1] == ["Sète – « L’Œuvre »", "3 €"]


def test_separators_and_line_ends_inside_quotes_are_text():
    text = '"Nom; prénom\nd’usage",Ville,Rue\n"Durand; ""Dédé""",Paris,"1, rue\r\nHaute"\n'
    assert cells(text) == [["Nom; prénom\nd’usage", "Ville", "Rue"], ['Durand; "Dédé"', "Paris", "1, rue\nHaute"]]


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    table = read('\n\nNom;Rue\n;;\n \nDurand;"a\nb"\nPetit;c\n')
    assert table == Table(["Nom", "Rue"], [Row(6, ["Durand", "a\nb"]), Row(7, ["Petit", "c"])])


def test_every_row_is_as_wide_as_the_table():
    assert cells("Nom;Rue\nDurand\nPetit;a;b;;\n") == [["Nom", "Rue", ""], ["Durand", "", ""], ["Petit", "a", "b"]]


@pytest.mark.parametrize("text", ['Nom\n"Durand\nPetit\n', 'Nom\nA\n"Durand"x\n', 'Nom\n\n"\n' + "x" * 200_000])
def test_a_quote_that_is_not_closed_is_pointed_at(text):
    row = 2 if text.startswith('Nom\n"') else 3
    assert refusal(text).startswith(f"Ligne {row} : ")
    assert "guillemet" in refusal(text)


@pytest.mark.parametrize("content", [b"Nom\nDu\x00rand", b"\x01\x02\x03\x04", "Nom\nDurand".encode("utf-16-le")])
def test_a_binary_is_no_csv(content):
    assert "illisible comme du texte" in refusal(content)


def test_what_our_export_wrote_comes_back_as_it_was():
    rows = [["+33612345678", "=1+1", date(1987, 2, 9), 12, True], ["'Acme", "a=b", None, "", False]]
    content = csv_text(["Tél", "Note", "Né le", "N", "Actif"], rows)
    assert cells(content)[1:] == [["+33612345678", "=1+1", "09/02/1987", "12", "Oui"], ["'Acme", "a=b", "", "", "Non"]]


# XLSX.


def typed(book, sheet):
    day, moment = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    clock, span = book.add_format({"num_format": "hh:mm"}), book.add_format({"num_format": "[h]:mm"})
    sheet.write_row("B3", ["Titre"])
    sheet.write_datetime("B4", datetime(2024, 2, 29), day)
    sheet.write_datetime("B5", datetime(2024, 2, 29, 13, 5), moment)
    sheet.write_datetime("B6", time(7, 30), clock)
    sheet.write_number("B7", 1.25, span)
    for row, value in enumerate([12.0, 12.5, 0.1 + 0.2, -0.00001, 1e20, 187020212345678, True, False], start=7):
        sheet.write(row, 1, value)
    sheet.write_string("B16", "  e\u0301te\u0301\u00a0:\u202f«\u2007x » ")
    sheet.write_formula("B17", '=""', None, "déjà calculé")


TYPED = [
    "29/02/2024",
    "29/02/2024 13:05",
    "07:30",
    "30:00",
    "12",
    "12,5",
    "0,3",
    "-0,00001",
    "1" + "0" * 20,
    "187020212345678",
    "Oui",
    "Non",
    "été : « x »",
    "déjà calculé",
]


def test_a_workbook_gives_every_type_as_text():
    table = read(workbook(typed))
    assert table.headings == ["Titre"]
    assert [row.cells[0] for row in table.rows] == TYPED
    assert [row.number for row in table.rows] == list(range(4, 18))


def test_a_workbook_and_a_csv_of_the_same_table_read_the_same():
    rows = [["Nom", "Né le"], ["O’Brien", "09/02/1987"], ["", ""], ["D'Artagnan", "31/02/2026"]]
    assert read(workbook_of(rows)) == read("\n".join(";".join(row) for row in rows))


def test_dates_that_count_from_1904():
    content = workbook(typed)
    book = parts_of(content)["xl/workbook.xml"].replace(b"<workbookPr ", b'<workbookPr date1904="1" ')
    assert read(with_parts({"xl/workbook.xml": book}, content)).rows[0].cells == ["01/03/2028"]


def test_the_first_visible_sheet_that_holds_something_is_read():
    def fill(book, sheet):
        sheet.hide()
        sheet.write("A1", "Listes cachées")
        empty, third, fourth = (book.add_worksheet() for _ in range(3))
        empty.set_column(0, 0, 30)
        empty.write_blank("B2", None, book.add_format({"bold": True}))
        empty.activate()
        third.write("A1", "Nom")
        fourth.write("A1", "Autre")

    assert read(workbook(fill)).headings == ["Nom"]


def test_parts_are_found_under_other_names():
    """Excel on the web numbers its parts; others write absolute targets, or no style at all."""
    parts = parts_of(workbook_of([["Nom"], ["Durand"]]))
    relations = parts.pop("xl/_rels/workbook.xml.rels").replace(b'"worksheets/sheet1', b'"/xl/Worksheets/feuille')
    parts["xl/_rels/workbook22.xml.rels"] = relations
    parts["xl/workbook22.xml"] = parts.pop("xl/workbook.xml")
    parts["xl/worksheets/feuille.xml"] = parts.pop("xl/worksheets/sheet1.xml")
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"xl/workbook.xml", b"xl/workbook22.xml")
    del parts["xl/styles.xml"]
    assert cells(zipped(parts)) == [["Nom"], ["Durand"]]


def test_cells_without_names_follow_each_other():
    content = with_sheet("<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>")
    assert read(content) == Table(["1", "", "2"], [Row(3, ["3", "", ""])])


def test_characters_that_no_one_sees_are_dropped():
    content = with_sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>Nom_x0000__x0007_</t></is></c></row>')
    assert read(content).headings == ["Nom"]


# What cannot be read says how to mend it.


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n \r\n;;\r\n", workbook_of([]), workbook_of([[" "]])])
def test_an_empty_file(content):
    assert refusal(content).startswith("Ce fichier est vide")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\nNom;Rue", "un PDF"),
        (b"\x89PNG\r\n\x1a\n", "une image"),
        (b"\xff\xd8\xff\xe0", "une image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "un ancien format d’Office (.xls)"),
        (b" <html><table>", "une page web"),
        (b"<?xml version='1.0'?>", "une page web ou un document XML"),
        (b"PK\x05\x06" + b"\0" * 18, "une archive vide"),
        (zipped({"a.txt": "Nom"}), "une archive"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}), ".ods"),
        (zipped({"xl/workbook.bin": b"x"}), ".xlsb"),
        (zipped({"word/document.xml": "<a/>"}), "Word"),
    ],
)
def test_another_kind_of_file(content, kind):
    said = refusal(content)
    assert kind in said
    assert "enregistrez-le au format XLSX ou CSV" in said


def test_the_limits_are_said():
    wide = ";".join(f"c{column}" for column in range(200))
    assert "a 200 colonnes : gardez-en 60 au plus" in refusal(wide)
    assert "a 200 colonnes" in refusal(workbook_of([wide.split(";")]))
    long = "\n".join(["Nom", *"x" * 1_001])
    assert "plus de 1\xa0000 lignes" in refusal(long, max_rows=1_000)
    assert "plus de 1\xa0000 lignes" in refusal(workbook_of([[line] for line in long.split()]), max_rows=1_000)
    assert "dépasse 5 Mo" in too_heavy(5 * 1024**2)


def test_the_limits_themselves_are_allowed():
    wide = ";".join(f"c{column}" for column in range(60)) + ";" * 300
    assert len(read(wide).headings) == 60
    assert len(read("\n".join(["Nom", *"x" * 100, "", ""])).rows) == 100


@pytest.mark.parametrize("kind", ["csv", "xlsx", "shared"])
def test_a_cell_too_long_is_named(kind):
    text = "x" * 32_768
    cell = '<c r="B2" t="s"><v>0</v></c>' if kind == "shared" else f'<c r="B2" t="inlineStr"><is><t>{text}</t></is></c>'
    sheet = with_sheet(f'<row r="2">{cell}</row>', strings=f"<si><t>{text}</t></si>")
    assert "La cellule B2 contient un texte démesuré" in refusal(f"Nom;Rue\nA;{text}" if kind == "csv" else sheet)


def test_merged_cells_are_named():
    def fill(book, sheet):
        sheet.write_row("C3", ["Nom", "Équipe"])
        sheet.write_column("C4", ["a", "b", "c", "d"])
        sheet.merge_range("D4:D7", "Sud")

    assert "défusionnez les cellules D4:D7" in refusal(workbook(fill))


def test_cells_merged_outside_of_the_table_harm_nobody():
    def fill(book, sheet):
        sheet.write_column("A1", ["Nom", "Durand"])
        sheet.merge_range("C1:D5", "")
        sheet.merge_range("A4:B5", "")

    assert cells(workbook(fill)) == [["Nom"], ["Durand"]]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#NOM?"])
def test_an_error_in_a_cell_is_named(error):
    said = refusal(with_sheet(f'<row r="7"><c r="AA7" t="e"><f>X()</f><v>{error}</v></c></row>'))
    assert f"La cellule AA7 contient l’erreur {error}" in said


def test_an_error_of_ones_own_is_not_repeated():
    said = refusal(with_sheet('<row r="7"><c r="B7" t="e"><v>&lt;script&gt;</v></c></row>'))
    assert "script" not in said
    assert "La cellule B7 contient l’erreur :" in said


@pytest.mark.parametrize("result", ["", "<v/>", "<v></v>"])
def test_a_formula_never_computed_is_named(result):
    said = refusal(with_sheet(f'<row r="3"><c r="C3"><f>SUM(A1:A2)</f>{result}</c></row>'))
    assert "La cellule C3 contient une formule sans résultat" in said


def test_a_formula_whose_result_is_empty_is_an_empty_cell():
    data = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="str"><f>IF(A1=1,"","x")</f><v></v></c></row>'
    assert read(with_sheet(data)).headings == ["1"]


@pytest.mark.parametrize("number", ["NaN", "inf", "-inf", "1e999"])
def test_a_number_that_is_none_is_named(number):
    assert "La cellule C4 ne contient pas un nombre" in refusal(
        with_sheet(f'<row r="4"><c r="C4"><v>{number}</v></c></row>')
    )


# Whatever is written comes back; whatever is sent is read or refused.

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
# What a French file holds: in an old alphabet, accents that no word has would be refused.
western = st.lists(
    st.sampled_from([" Éric", " Hélène ", " œuvre ", " l’été ", " 3 € ", *"abc '\"=+-@;,\t\n\u00a0012"]), max_size=9
)
western = western.map("".join)


def tables_of(cells_of):
    return st.lists(st.lists(cells_of, min_size=1, max_size=6), min_size=1, max_size=8)


def wanted(rows: list[list[str]]) -> list[list[str]]:
    """What a reader may hope for, in terms of `plain` only."""
    kept = [row for row in ([plain(cell) for cell in row] for row in rows) if any(row)]
    width = max((rank for row in kept for rank, cell in enumerate(row, start=1) if cell), default=0)
    return [(row + [""] * width)[:width] for row in kept]


def readable(content: bytes) -> list[list[str]]:
    """What is read, without the empty columns at the end; nothing when the file is said to be empty."""
    try:
        rows = cells(content)
    except UnreadableTable as refused:
        if "vide" in str(refused):
            return []
        raise
    width = max((rank for row in rows for rank, cell in enumerate(row, start=1) if cell), default=0)
    return [row[:width] for row in rows]


@thorough
@given(
    rows=tables_of(western),
    separator=st.sampled_from(";,\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
)
def test_any_csv_comes_back(rows, separator, encoding):
    heading = [f"Numéro {rank}" for rank in range(7)]
    text = StringIO()
    csv.writer(text, delimiter=separator).writerows([heading, *rows])
    assert readable(text.getvalue().encode(encoding)) == wanted([heading, *rows])


@thorough
@given(rows=tables_of(texts))
def test_any_workbook_comes_back(rows):
    # What no one sees is not kept: a spreadsheet writes it in its own way.
    rows = [["".join(one for one in cell if unicodedata.category(one) != "Cc") for cell in row] for row in rows]
    assert readable(workbook_of(rows)) == wanted(rows)


@thorough
@given(texts)
def test_the_normal_form_is_stable(text):
    once = plain(text)
    assert once == once.strip() == unicodedata.normalize("NFC", once)
    assert not {"\u00a0", "\u202f", "\r", "\x00"} & set(once)


def read_or_refuse(content: bytes) -> None:
    try:
        table = read(content, max_columns=20)
    except UnreadableTable:
        return
    assert all(len(row.cells) == len(table.headings) <= 20 for row in table.rows)


@thorough
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", b"Nom;Rue\n", b'"', b"\xef\xbb\xbf", b"\xd0\xcf\x11\xe0"]),
)
def test_any_bytes_are_read_or_refused(content, start):
    read_or_refuse(start + content)


GOOD = workbook(typed)
NAMES = sorted(parts_of(GOOD))


@thorough
@given(place=st.integers(0, len(GOOD) - 1), put=st.binary(max_size=6), cut=st.integers(0, 6))
def test_a_workbook_damaged_anywhere_is_read_or_refused(place, put, cut):
    read_or_refuse(GOOD[:place] + put + GOOD[place + cut :])


@thorough
@given(name=st.sampled_from(NAMES), place=st.floats(0, 1), put=st.binary(max_size=6), cut=st.integers(0, 40))
def test_a_part_damaged_anywhere_is_read_or_refused(name, place, put, cut):
    part = parts_of(GOOD)[name]
    at = int(place * len(part))
    read_or_refuse(with_parts({name: part[:at] + put + part[at + cut :]}, GOOD))
