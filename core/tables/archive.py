"""The parts of a workbook, unzipped within a budget that is checked before anything is parsed (SECURITY F3)."""

import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from core.tables.errors import UnreadableTable, damaged
from core.tables.kinds import ZIP

MAX_ENTRIES = 1_000
MAX_UNZIPPED = 100 * 1024**2
MAX_RATIO = 100
_CHUNK = 64 * 1024
_ENCRYPTED = 0x1
_XML = (".xml", ".rels")
# Data of other programs, some in UTF-16: no part of the table.
_FOREIGN = "customxml/"
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_NESTED = (".zip", ".xlsx", ".xlsm", ".xlsb", ".docx", ".docm", ".pptx", ".jar", ".7z", ".rar", ".gz")
# All that zipfile raises for bytes that are not what they say.
_ZIP_ERRORS = (BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)

Parts = dict[str, bytes]


def parts_of(content: bytes) -> Parts:
    """The XML parts by their names in lower case; of the others, empty bytes. Raises `UnreadableTable`."""
    with _zip_errors(), ZipFile(BytesIO(content)) as archive:
        entries = archive.infolist()
        _refuse_bomb(entries, len(content))
        named = _named(entries)
        left = MAX_UNZIPPED
        parts = {}
        for name, entry in named.items():
            is_read = name.endswith(_XML) and not name.startswith(_FOREIGN)
            parts[name] = _xml(archive, entry, left) if is_read else _nothing_of(archive, entry)
            left -= len(parts[name])
        return parts


@contextmanager
def _zip_errors() -> Iterator[None]:
    try:
        yield
    except UnreadableTable:
        raise
    except _ZIP_ERRORS:
        raise damaged() from None


def _refuse_bomb(entries: list[ZipInfo], zipped: int) -> None:
    """Of the sizes as declared; `zipped` is the file's own size, which entries that overlap cannot multiply."""
    unzipped = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unzipped > min(MAX_UNZIPPED, MAX_RATIO * zipped):
        raise _bomb()


def _named(entries: list[ZipInfo]) -> dict[str, ZipInfo]:
    """No name may lead elsewhere, stand for two parts, or hide an archive or a password."""
    named: dict[str, ZipInfo] = {}
    for entry in entries:
        name = entry.filename.replace("\\", "/").lower()
        if name in named or name.startswith("/") or ":" in name or ".." in name.split("/"):
            raise damaged()
        if entry.flag_bits & _ENCRYPTED:
            raise UnreadableTable(
                "Ce fichier est protégé par un mot de passe : enregistrez-en une copie sans mot de passe."
            )
        if entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise damaged()
        if name.endswith(_NESTED):
            raise _nested()
        named[name] = entry
    return named


def _xml(archive: ZipFile, entry: ZipInfo, left: int) -> bytes:
    content = _read(archive, entry, left)
    # A null byte: UTF-16, in which a declaration would hide.
    if b"\x00" in content or _DECLARATION.search(content):
        raise UnreadableTable(
            "Ce classeur contient des déclarations qu’aucun tableur n’écrit : copiez le tableau dans un nouveau "
            "classeur, enregistrez-le au format XLSX, puis envoyez-le."
        )
    return content


def _read(archive: ZipFile, entry: ZipInfo, left: int) -> bytes:
    """By chunks: whatever size was declared, no more than `left` is ever held."""
    content = bytearray()
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            content += chunk
            if len(content) > left:
                raise _bomb()
    return bytes(content)


def _nothing_of(archive: ZipFile, entry: ZipInfo) -> bytes:
    with archive.open(entry) as part:
        if part.read(len(ZIP)) == ZIP:
            raise _nested()
    return b""


def _bomb() -> UnreadableTable:
    return UnreadableTable(
        "Ce classeur est démesuré une fois décompressé : copiez le tableau seul dans un nouveau classeur, "
        "enregistrez-le au format XLSX, puis envoyez-le."
    )


def _nested() -> UnreadableTable:
    return UnreadableTable(
        "Ce classeur contient un autre fichier : copiez le tableau seul dans un nouveau classeur, enregistrez-le au "
        "format XLSX, puis envoyez-le."
    )
