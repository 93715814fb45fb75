"""A look at a worksheet before it is read in full: what the reader would hide, and what would exhaust it.

The reader shows an error or a formula never computed as an empty cell, and holds a table as large as its two farthest
cells: two cells in a file of 1 KB would take all the memory.
"""

import re
from array import array
from dataclasses import dataclass, field

from core.tables.cells import MAX_LENGTH, name_of
from core.tables.errors import UnreadableTable, damaged
from core.tables.xml import Attributes, walk

MAX_CELLS = 2_000_000
MAX_TEXT = 20_000_000
_MAX_ROW, _MAX_COLUMN = 1_048_576, 16_384
_MAX_MERGED = 1_000
_NAME = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ERROR = re.compile(r"#[A-Z0-9/]{1,20}[!?]?")
_INDEX = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Area:
    """Rows and columns from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def meets(self, other: "Area") -> bool:
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def __str__(self) -> str:
        return f"{name_of(self.top, self.left)}:{name_of(self.bottom, self.right)}"


@dataclass(slots=True)
class Scan:
    """`area` holds every cell that the reader will keep, empty texts included."""

    area: Area | None = None
    holds_text: bool = False
    merged: list[Area] = field(default_factory=list)


def scan(worksheet: bytes, lengths: "array[int]") -> Scan:
    """Raises `UnreadableTable`, with the name of the cell."""
    scanner = _Scanner(lengths)
    walk(worksheet, start=scanner.start, end=scanner.end, text=scanner.text)
    return scanner.scanned


class _Scanner:
    def __init__(self, lengths: "array[int]") -> None:
        self.scanned = Scan()
        self._lengths = lengths
        self._row = self._column = 0
        self._in_cell = self._in_value = False
        self._cells = self._characters = 0

    def start(self, element: str, attributes: Attributes) -> None:
        match element:
            case "row":
                self._row, self._column = _row_of(attributes.get("r"), self._row + 1), 0
            case "c":
                self._begin_cell(attributes)
            case "f":
                self._has_formula = True
            case "v" | "t":
                self._has_value = self._in_value = True
            case "is":
                self._has_value = True
            case "mergeCell":
                self._merge(attributes.get("ref", ""))

    def text(self, data: str) -> None:
        if self._in_cell and self._in_value:
            self._value += data
            if len(self._value) > MAX_LENGTH:
                raise self._too_long()

    def end(self, element: str) -> None:
        if element in {"v", "t"}:
            self._in_value = False
        elif element == "c" and self._in_cell:
            self._in_cell = False
            self._end_cell()

    def _begin_cell(self, attributes: Attributes) -> None:
        name = attributes.get("r")
        if name is None:
            self._column += 1
        else:
            self._row, self._column = _position(name)
        if not 0 < self._row <= _MAX_ROW or self._column > _MAX_COLUMN:
            raise damaged()
        self._kind = attributes.get("t", "n")
        self._in_cell, self._in_value = True, False
        self._has_formula = self._has_value = False
        self._value = ""

    def _end_cell(self) -> None:
        value = self._value.strip()
        if self._kind == "e":
            raise self._error(value)
        # A computed text may be empty; a computed number may not.
        if self._has_formula and not value and self._kind != "str":
            raise UnreadableTable(
                f"La cellule {self._name} contient une formule sans résultat : ouvrez le fichier dans votre tableur, "
                "enregistrez-le de nouveau, puis envoyez-le."
            )
        if self._has_value:
            self._count(self._shared_length(value) if self._kind == "s" else len(value))

    def _count(self, characters: int) -> None:
        if characters > MAX_LENGTH:
            raise self._too_long()
        self.scanned.holds_text |= characters > 0
        self._cells += 1
        self._characters += characters
        if self._characters > MAX_TEXT:
            raise UnreadableTable("Ce tableau contient trop de texte : partagez-le en plusieurs fichiers.")
        area = self._widened(self.scanned.area)
        self.scanned.area = area
        # The reader gives every row from the first of the sheet.
        size = area.bottom * (area.right - area.left + 1)
        if max(size, self._cells) > MAX_CELLS:
            raise UnreadableTable(
                f"Ce tableau est trop étendu : il va de {name_of(area.top, area.left)} à "
                f"{name_of(area.bottom, area.right)}. Supprimez les lignes et les colonnes qui ne servent pas, ou "
                "copiez le tableau seul dans un nouveau classeur."
            )

    def _widened(self, area: Area | None) -> Area:
        row, column = self._row, self._column
        if area is None:
            return Area(row, column, row, column)
        if area.top <= row <= area.bottom and area.left <= column <= area.right:
            return area
        return Area(min(area.top, row), min(area.left, column), max(area.bottom, row), max(area.right, column))

    def _shared_length(self, index: str) -> int:
        if not _INDEX.fullmatch(index) or int(index) >= len(self._lengths):
            raise damaged()
        return self._lengths[int(index)]

    def _merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        area = Area(*_position(first), *_position(last or first))
        self.scanned.merged.append(area)
        if len(self.scanned.merged) > _MAX_MERGED:
            raise merged(self.scanned.merged[0])

    @property
    def _name(self) -> str:
        return name_of(self._row, self._column)

    def _error(self, value: str) -> UnreadableTable:
        shown = f" {value}" if _ERROR.fullmatch(value) else ""
        return UnreadableTable(
            f"La cellule {self._name} contient l’erreur{shown} : corrigez sa formule, ou remplacez-la par la valeur."
        )

    def _too_long(self) -> UnreadableTable:
        return too_long(self._row, self._column)


def merged(area: Area) -> UnreadableTable:
    return UnreadableTable(
        f"Le tableau contient des cellules fusionnées : défusionnez les cellules {area}, et remplissez chacune."
    )


def bad_number(row: int, column: int) -> UnreadableTable:
    return UnreadableTable(
        f"La cellule {name_of(row, column)} ne contient pas un nombre ou une date lisible : corrigez-la, ou videz-la."
    )


def too_long(row: int, column: int) -> UnreadableTable:
    return UnreadableTable(
        f"La cellule {name_of(row, column)} contient un texte démesuré : raccourcissez-le, ou videz-la."
    )


def _row_of(number: str | None, following: int) -> int:
    if number is None:
        return following
    if not _INDEX.fullmatch(number):
        raise damaged()
    return int(number)


def _position(name: str) -> tuple[int, int]:
    parsed = _NAME.fullmatch(name)
    if parsed is None:
        raise damaged()
    column = 0
    for letter in parsed[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(parsed[2])
    if row > _MAX_ROW or column > _MAX_COLUMN:
        raise damaged()
    return row, column
