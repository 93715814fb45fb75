"""Rows of a CSV as spreadsheets write it: UTF-8 or the Windows alphabet; semicolons, commas or tabs."""

import csv
import re
from collections.abc import Iterator
from io import StringIO

from core.tables.errors import UnreadableTable, wrong_kind

_SEPARATORS = ";\t,"
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")


def csv_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number in a spreadsheet: a cell of several lines counts for one. Raises `UnreadableTable`."""
    text = _decoded(content)
    if _BINARY.search(text):
        raise wrong_kind("illisible comme du texte")
    reader = csv.reader(StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, cells
    except csv.Error as error:
        raise _bad_quotes(number + 1, error) from None


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _separator(text: str) -> str:
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
