"""XML of workbooks, read as events: no tree, no declaration, no entity, no other alphabet than UTF-8."""

import posixpath
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat

from core.tables.errors import damaged

Attributes = dict[str, str]


@dataclass(frozen=True, slots=True)
class Relation:
    """From a part to another: `kind` is the last word of its type, `target` the full name in lower case."""

    id: str
    kind: str
    target: str


def walk(
    content: bytes,
    *,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Element names come without their prefix, as the workbook reader takes them. Raises `UnreadableTable`."""
    # The encoding given here prevails over the one that the part declares.
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_declaration
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise damaged() from None


def relations_of(parts: dict[str, bytes], part: str) -> list[Relation]:
    """Of a part; of the whole package when its name is empty."""
    directory, name = posixpath.split(part)
    relations: list[Relation] = []

    def start(element: str, attributes: Attributes) -> None:
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", directory, attributes.get("Target", "")))
            kind = attributes.get("Type", "").rpartition("/")[2]
            relations.append(Relation(attributes.get("Id", ""), kind, target.lstrip("/").lower()))

    walk(parts.get(posixpath.join(directory, "_rels", f"{name}.rels"), b"<none/>"), start=start)
    return relations


def string_lengths(shared_strings: bytes) -> "array[int]":
    """How long each shared text is at most, by its index."""
    lengths = array("L")

    def start(element: str, _: Attributes) -> None:
        if element == "si":
            lengths.append(0)

    def text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data)

    walk(shared_strings, start=start, text=text)
    return lengths


def _refuse_declaration(*_: object) -> None:
    raise damaged()
