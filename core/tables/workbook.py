"""Rows of an XLSX workbook: of its first visible sheet that holds something.

Calamine never sees the file that was sent, only a plain workbook made of the parts that were checked: one sheet, its
texts, its date formats. What two readers of a same archive could understand differently does not matter.
"""

from array import array
from collections.abc import Iterator, Sequence
from io import BytesIO
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

from core.tables.archive import Parts, parts_of
from core.tables.cells import text_of, width_of
from core.tables.errors import UnreadableTable, damaged, wrong_kind
from core.tables.sheet_scan import Area, bad_number, merged, scan
from core.tables.xml import Attributes, Relation, relations_of, string_lengths, walk

NumberedRow = tuple[int, list[str]]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_BOOK = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="%d"/>'
    '<sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>'
)
_RELATION = f'<Relationship Id="%s" Type="{_OFFICE}/%s" Target="%s"/>'
_RELATIONS = f'<Relationships xmlns="{_PACKAGE}">%s</Relationships>'
_MACROS = (b"macroenabled", b"macrosheet", b"vbaproject")
_OTHER_PACKAGES = {
    "content.xml": "dans un format OpenDocument (.ods)",
    "xl/workbook.bin": "un classeur binaire (.xlsb)",
    "word/document.xml": "un document Word",
    "ppt/presentation.xml": "une présentation",
}
_NO_STRINGS = f'<sst xmlns="{_MAIN}"/>'.encode()
_NO_STYLES = f'<styleSheet xmlns="{_MAIN}"/>'.encode()


def workbook_rows(content: bytes) -> list[NumberedRow]:
    """The rows that hold something, with their numbers, from the first column that does. Raises `UnreadableTable`."""
    parts = parts_of(content)
    _refuse_other_packages(parts)
    book = _Book(parts)
    for sheet in book.sheets():
        scanned = scan(sheet, book.lengths)
        if scanned.area and scanned.holds_text:
            rows = _rows(book.alone(sheet))
            _refuse_merged(scanned.merged, scanned.area, rows)
            return rows
    return []


def _refuse_other_packages(parts: Parts) -> None:
    types = parts.get("[content_types].xml", b"").lower()
    if any(mark in types for mark in _MACROS) or any(name.endswith("vbaproject.bin") for name in parts):
        raise UnreadableTable(
            "Ce classeur contient des macros : enregistrez-le au format « Classeur Excel (.xlsx) », sans macros, puis "
            "envoyez-le."
        )
    for name, kind in _OTHER_PACKAGES.items():
        if name in parts:
            raise wrong_kind(kind)


def _rows(file: BytesIO) -> list[NumberedRow]:
    try:
        sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
        # Rows come from the first of the sheet, columns from the first that holds something.
        first = sheet.start[1] + 1 if sheet.start else 1
        rows = ((number, _texts(number, first, cells)) for number, cells in enumerate(sheet.iter_rows(), start=1))
        return [(number, texts) for number, texts in rows if any(texts)]
    except UnreadableTable:
        raise
    except BaseException as error:
        # The reader is in Rust: when it panics, what comes is no Exception.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise damaged() from None
        raise


def _texts(row: int, first: int, cells: Sequence[object]) -> list[str]:
    texts = []
    for column, cell in enumerate(cells, start=first):
        try:
            texts.append(text_of(cell))
        except ValueError:
            raise bad_number(row, column) from None
    return texts


def _refuse_merged(areas: list[Area], whole: Area, rows: list[NumberedRow]) -> None:
    """Outside of what is read, or over a title alone on its row, merged cells harm nobody."""
    if rows:
        width = max(width_of(texts) for _, texts in rows)
        read = Area(rows[0][0], whole.left, rows[-1][0], whole.left + width - 1)
        titles = {number for number, texts in rows if sum(map(bool, texts)) == 1}
        for area in areas:
            if area.meets(read) and not (area.top == area.bottom and area.top in titles):
                raise merged(area)


class _Book:
    """The parts that matter, found by their relations as a spreadsheet finds them."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        main = self._target(relations_of(parts, ""), "officeDocument")
        if main is None:
            raise wrong_kind("une archive, et non un classeur")
        self._relations = relations_of(parts, main)
        self._strings = self._content("sharedStrings", _NO_STRINGS)
        self._styles = self._content("styles", _NO_STYLES)
        self._visible: list[str] = []
        self._counts_from_1904 = False
        walk(parts[main], start=self._read_main)
        self.lengths: array[int] = string_lengths(self._strings)

    def sheets(self) -> Iterator[bytes]:
        """The visible ones, in order, each once however often it is listed."""
        targets = {relation.id: relation.target for relation in self._relations if relation.kind == "worksheet"}
        listed = dict.fromkeys(targets[sheet] for sheet in self._visible if sheet in targets)
        return (self._parts[name] for name in listed if name in self._parts)

    def alone(self, sheet: bytes) -> BytesIO:
        """A workbook of this sheet only, not compressed; the reader knows these parts by their usual names."""
        links = (
            ("r1", "worksheet", "worksheets/sheet1.xml"),
            ("r2", "sharedStrings", "sharedStrings.xml"),
            ("r3", "styles", "styles.xml"),
        )
        file = BytesIO()
        with ZipFile(file, "w") as archive:
            archive.writestr("_rels/.rels", _RELATIONS % (_RELATION % ("r1", "officeDocument", "xl/workbook.xml")))
            archive.writestr("xl/_rels/workbook.xml.rels", _RELATIONS % "".join(_RELATION % link for link in links))
            archive.writestr("xl/workbook.xml", _BOOK % self._counts_from_1904)
            archive.writestr("xl/worksheets/sheet1.xml", sheet)
            archive.writestr("xl/sharedStrings.xml", self._strings)
            archive.writestr("xl/styles.xml", self._styles)
        file.seek(0)
        return file

    def _content(self, kind: str, otherwise: bytes) -> bytes:
        target = self._target(self._relations, kind)
        return self._parts[target] if target else otherwise

    def _target(self, relations: list[Relation], kind: str) -> str | None:
        targets = (relation.target for relation in relations if relation.kind == kind)
        return next((target for target in targets if target in self._parts), None)

    def _read_main(self, element: str, attributes: Attributes) -> None:
        if element == "workbookPr":
            self._counts_from_1904 = attributes.get("date1904", "0") in {"1", "true"}
        elif element == "sheet" and attributes.get("state", "visible") == "visible":
            self._visible.extend(value for name, value in attributes.items() if name.endswith(":id"))
