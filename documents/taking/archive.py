"""A ZIP written as it leaves: what waits in memory is a piece of one file, and the names of those that left."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from documents.services.verifying import CHUNK, pieces_of

# PDFs are compressed already: more effort gains nothing. Stored as they are, some readers cannot read them from a
# stream, where sizes are told after each file.
_EFFORT = 1
_FIRST_YEAR = 1980


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    day: date
    content: BinaryIO


def zipped(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The bytes of the archive; the content of each entry is closed once it is written."""
    outlet = _Outlet()
    with ZipFile(outlet, "w", ZIP_DEFLATED) as archive:
        for entry in entries:
            with entry.content, archive.open(_heading(entry), "w") as written:
                for piece in pieces_of(entry.content):
                    written.write(piece)
                    if outlet.weight >= CHUNK:
                        yield outlet.emptied()
    yield outlet.emptied()


def _heading(entry: Entry) -> ZipInfo:
    heading = ZipInfo(entry.name, (max(entry.day.year, _FIRST_YEAR), entry.day.month, entry.day.day, 0, 0, 0))
    heading.compress_type = ZIP_DEFLATED
    heading._compresslevel = _EFFORT  # type: ignore[attr-defined]
    heading.external_attr = 0o644 << 16
    return heading


class _Outlet(io.RawIOBase):
    """What an archive writes to. It has no place to go back to: `tell` and `seek` refuse, as `ZipFile` understands."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.weight = 0

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        self.weight += len(piece)
        return len(piece)

    def emptied(self) -> bytes:
        content = b"".join(self._pieces)
        self._pieces.clear()
        self.weight = 0
        return content
