"""Tables made to harm: refused before they are unzipped, parsed or held (SECURITY F2, F3)."""

import resource
import struct
import time
import tracemalloc
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from core.tables import UnreadableTable, archive, read_table, workbook
from core.tables.errors import damaged
from tests.core.workbooks import parts_of, with_parts, with_sheet, workbook_of, zipped

SHEET = "xl/worksheets/sheet1.xml"
GOOD = workbook_of([["Nom"], ["Durand"]])
# What `tracemalloc` does not see, Rust allocates: the peak of the process tells.
ROOM = 50 * 1024**2


def refusal(content: bytes, **limits) -> str:
    with pytest.raises(UnreadableTable) as refused:
        read_table(content, **{"max_rows": 5_000, **limits})
    return str(refused.value)


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def cheap_refusal(content: bytes) -> str:
    """Refused without taking memory, whoever allocates it."""
    before = peak()
    tracemalloc.start()
    try:
        said = refusal(content)
        assert tracemalloc.get_traced_memory()[1] < ROOM
    finally:
        tracemalloc.stop()
    assert peak() - before < ROOM
    return said


def bomb_of_99_kb() -> bytes:
    """39 MB of one cell after another, as a sheet."""
    return with_parts({SHEET: b"<worksheet><sheetData>" + b"<c><v>1</v></c>" * 2_600_000})


def test_a_bomb_of_99_kb_is_refused_before_it_is_unzipped(monkeypatch):
    content = bomb_of_99_kb()
    assert len(content) < 200_000
    monkeypatch.setattr(archive, "_read", None)
    assert "démesuré une fois décompressé" in cheap_refusal(content)
    started = time.process_time()
    refusal(content)
    assert time.process_time() - started < 0.2


@pytest.mark.parametrize("size", [100, 0])
def test_a_part_that_lies_about_its_size_gives_no_more_than_it_said(size):
    """Declared small in both places, it unzips to 39 MB."""
    content = bytearray(bomb_of_99_kb())
    true = struct.pack("<L", len(b"<worksheet><sheetData>") + 15 * 2_600_000)
    assert content.count(true) == 2
    assert "abîmé" in cheap_refusal(bytes(content).replace(true, struct.pack("<L", size)))


def test_parts_that_overlap_are_counted_each_in_full():
    """One compressed part listed 300 times: the sum of what is declared is measured against the file itself."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive_:
        archive_.writestr("xl/media/0.bin", b"\0" * 40_000)
        first = archive_.getinfo("xl/media/0.bin")
        for number in range(1, 300):
            again = ZipInfo(f"xl/media/{number}.bin")
            for name in ("CRC", "compress_size", "file_size", "header_offset", "compress_type"):
                setattr(again, name, getattr(first, name))
            archive_.filelist.append(again)
    assert "démesuré" in cheap_refusal(file.getvalue())


def test_too_much_in_all_is_refused_whatever_the_ratio(monkeypatch):
    monkeypatch.setattr(archive, "_read", None)
    monkeypatch.setattr(archive, "MAX_UNZIPPED", 3_000)
    assert "démesuré" in refusal(GOOD)


def test_what_is_read_is_bounded_too(monkeypatch):
    """Were the declared sizes not to be believed at all."""
    monkeypatch.setattr(archive, "_refuse_bomb", lambda entries, zipped: None)
    monkeypatch.setattr(archive, "MAX_UNZIPPED", 3_000)
    assert "démesuré" in refusal(GOOD)


def test_too_many_parts_are_refused():
    parts = {f"xl/media/{number}.bin": b"x" for number in range(10_001)}
    assert "démesuré" in refusal(with_parts(parts))


def test_a_size_over_four_gigabytes_is_refused():
    """As zip64 declares it."""
    content = bytearray(zipped({**parts_of(GOOD), "xl/media/a.bin": b"x"}))
    entry = content.rindex(b"PK\x01\x02")
    extra = struct.pack("<HHQ", 1, 8, 2**40)
    content[entry + 24 : entry + 28] = b"\xff" * 4
    content[entry + 30 : entry + 32] = struct.pack("<H", len(extra))
    end = content.rindex(b"PK\x05\x06")
    content[end:end] = extra
    size = end + len(extra) * 2 + 22
    directory = content.index(b"PK\x01\x02")
    content[end + 12 + len(extra) : end + 16 + len(extra)] = struct.pack("<L", end + len(extra) - directory)
    assert size > len(content)
    assert "démesuré" in refusal(bytes(content))


@pytest.mark.parametrize(("name", "before"), [("xl/embeddings/a.xlsx", b""), ("A.ZIP", b"MZ"), ("xl/photo.png", b"")])
def test_an_archive_inside_is_refused(name, before):
    assert "contient un autre fichier" in refusal(with_parts({name: before + zipped({"a.xml": "<a/>"})}))


@pytest.mark.parametrize(
    "name", ["../a.xml", "/a.xml", "xl/../../a.xml", "xl\\..\\a.xml", "c:/a.xml", "XL/Workbook.xml"]
)
def test_a_name_that_leads_elsewhere_is_refused(name):
    assert "abîmé" in refusal(with_parts({name: "<a/>"}))


def test_a_compression_that_no_spreadsheet_uses_is_refused():
    assert "abîmé" in refusal(zipped(parts_of(GOOD), ZIP_BZIP2))


def test_parts_that_are_not_compressed_are_read():
    assert read_table(zipped(parts_of(GOOD), ZIP_STORED), max_rows=1).headings == ["Nom"]


def test_macros_are_refused_under_any_name():
    types = parts_of(GOOD)["[Content_Types].xml"]
    enabled = types.replace(
        b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    )
    assert enabled != types
    for parts in (
        {"[Content_Types].xml": enabled},
        {"xl/vbaProject.bin": b"x"},
        {"[Content_Types].xml": types.replace(b"</Types>", b'<Default ContentType="a.vbaProject"/></Types>')},
    ):
        assert "contient des macros" in refusal(with_parts(parts))


def test_a_password_is_told_from_an_old_format():
    ole2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert "mot de passe" in refusal(ole2 + "EncryptedPackage".encode("utf-16-le"))
    content = bytearray(GOOD)
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert "mot de passe" in refusal(bytes(content))


LAUGHS = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "name", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "docProps/app.xml"]
)
@pytest.mark.parametrize(
    "declaration", [LAUGHS, '<!DOCTYPE x SYSTEM "file:///etc/passwd">', "<!doctype x>", "<!ENTITY"]
)
def test_no_part_may_declare_anything(name, declaration):
    head, tail = parts_of(GOOD)[name].split(b"?>", 1)
    assert "qu’aucun tableur n’écrit" in refusal(with_parts({name: head + b"?>" + declaration.encode() + tail}))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_no_declaration_hides_in_another_alphabet(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>{LAUGHS}<worksheet/>'
    assert "qu’aucun tableur n’écrit" in refusal(with_parts({SHEET: text.encode(encoding)}))


def test_the_data_of_other_programs_are_never_read():
    """Excel itself writes some in UTF-16; nothing leads the reader there."""
    name, sheet = "customXml/item1.xml", parts_of(GOOD)[SHEET]
    assert read_table(with_parts({name: "<a/>".encode("utf-16")}), max_rows=1).headings == ["Nom"]
    relations = parts_of(GOOD)["xl/_rels/workbook.xml.rels"]
    led = relations.replace(b"worksheets/sheet1.xml", b"../customXml/item1.xml")
    assert led != relations
    assert "abîmé" in refusal(with_parts({"xl/_rels/workbook.xml.rels": led, name: sheet}))


def test_the_alphabet_that_a_part_claims_is_not_believed():
    """Or the sheet that is checked, empty here, would not be the sheet that is read."""
    claim, text = '<?xml version="1.0" encoding="cp037"?>', "<worksheet><sheetData/></worksheet>"
    assert "abîmé" in refusal(with_parts({SHEET: claim.encode() + text.encode("cp037")}))
    assert "vide" in refusal(with_parts({SHEET: claim + text}))


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c r="XFD1048576" t="str"><v></v></c></row>',
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is/></c></row>',
    ],
)
def test_two_cells_far_apart_do_not_take_all_the_memory(far):
    """The reader would hold the seventeen thousand million cells between them."""
    near = '<row r="1"><c r="A1"><v>1</v></c></row>'
    for content in (with_sheet(near + far), with_sheet(far + near)):
        assert "Ce tableau est trop étendu : il va de A1 à XFD1048576" in cheap_refusal(content)


def test_a_wide_row_far_down_does_not_take_all_the_time():
    """The reader gives every row above it, as wide."""
    content = with_sheet('<row r="1048576"><c r="A1048576"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>')
    assert "trop étendu" in cheap_refusal(content)


@pytest.mark.parametrize(
    "row",
    [
        '<row r="4294967295"><c><v>1</v></c></row>',
        '<row r="1048577"><c><v>1</v></c></row>',
        '<row r="0"><c><v>1</v></c></row>',
        '<row r="-1"><c><v>1</v></c></row>',
        '<row r="1048576"/><row><c><v>1</v></c></row>',
        "<c><v>1</v></c>",
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="ZZZZZZZZZZZZZ1"><v>1</v></c></row>',
        '<row r="1"><c r="A0"><v>1</v></c></row>',
        '<row r="1"><c r="A99999999999"><v>1</v></c></row>',
        '<row r="1"><c r="1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        '<row r="1"><c r="A1" t="unheard of"><v>7</v></c></row>',
    ],
)
def test_a_place_that_no_sheet_has_is_refused(row):
    assert "abîmé" in cheap_refusal(with_sheet(row))


def test_one_long_text_shared_by_all_cells_does_not_take_all_the_memory():
    """30 KB of text, 60,000 times."""
    row = "<c t='s'><v>0</v></c>" * 60
    cells = "".join(f'<row r="{number}">{row}</row>' for number in range(1, 1_001))
    content = with_sheet(cells, strings=f"<si><t>{'0123456789' * 3_000}</t></si>")
    assert "contient trop de texte" in cheap_refusal(zipped(parts_of(content), ZIP_STORED))


def test_more_merged_cells_than_a_person_makes_are_refused():
    cells = "".join(f'<mergeCell ref="C{row}:D{row}"/>' for row in range(1, 5_000))
    content = with_sheet('<row r="1"><c r="A1"><v>1</v></c></row>', f"<mergeCells>{cells}</mergeCells>")
    assert "défusionnez les cellules C1:D1" in refusal(content)


def test_a_sheet_listed_many_times_is_read_once(monkeypatch):
    book = parts_of(GOOD)["xl/workbook.xml"]
    sheet = book[book.index(b"<sheet ") : book.index(b"</sheets>")]
    seen = []
    monkeypatch.setattr(workbook, "scan", lambda part, lengths: seen.append(part) or workbook_scan(part, lengths))
    content = with_parts({"xl/workbook.xml": book.replace(sheet, sheet * 500), SHEET: "<worksheet/>"})
    assert "vide" in refusal(content)
    assert len(seen) == 1


workbook_scan = workbook.scan


def test_the_reader_sees_only_what_was_checked(monkeypatch):
    """Neither the file that was sent nor a part that was not asked for."""
    given = []
    real = workbook.CalamineWorkbook

    class Watched:
        @staticmethod
        def from_filelike(file):
            given.append(file.getvalue())
            return real.from_filelike(file)

    monkeypatch.setattr(workbook, "CalamineWorkbook", Watched)
    read_table(with_parts({"xl/media/a.bin": b"x", "xl/externalLinks/externalLink1.xml": "<a/>"}), max_rows=5)
    assert set(parts_of(given[0])) == {
        "_rels/.rels",
        "xl/_rels/workbook.xml.rels",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
    }


class PanicException(BaseException):
    """Named as the one that comes from Rust."""


@pytest.mark.parametrize(
    ("error", "expected"), [(PanicException, UnreadableTable), (KeyboardInterrupt, KeyboardInterrupt)]
)
def test_a_reader_that_panics_refuses_the_file(monkeypatch, error, expected):
    def from_filelike(file):
        raise error

    monkeypatch.setattr(
        workbook, "CalamineWorkbook", type("Broken", (), {"from_filelike": staticmethod(from_filelike)})
    )
    with pytest.raises(expected):
        read_table(GOOD, max_rows=5)


@pytest.mark.parametrize("text", [b";", b"a;", b"\n", b" ;\n"])
def test_a_csv_of_separators_only_is_refused(text):
    content = text * 100_000
    assert cheap_refusal(content)


def test_a_refusal_repeats_nothing_of_the_file():
    for content in (GOOD[:200], with_sheet('<row r="1"><c r="A1" t="secret"><v>secret</v></c></row>')):
        with pytest.raises(UnreadableTable) as refused:
            read_table(content, max_rows=5)
        assert str(refused.value) == str(damaged())
        assert refused.value.__suppress_context__
