"""The ZIP of a batch, read where it lies: its list is checked before any file is opened, a file is read alone.

Nothing of it is trusted (SECURITY F3): how many entries and how long its list is are read before the list is, sizes are
bounded as declared and again as read, no name leads elsewhere, and no two names stand for one file.
"""

import os
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.conf import settings

from core.french import counted

MANIFEST = "manifeste.csv"
# The manifest, and what a system leaves of its own, beside a file a line.
_OTHER_ENTRIES = 200
_LIST_BYTES_AN_ENTRY = 1024
_MAX_RATIO = 200
_MANIFEST_MAX_BYTES = 20 * 1024**2
_CHUNK = 256 * 1024
_ENCRYPTED, _UTF8 = 0x1, 0x800
_END, _END_64, _END_SIZE, _COMMENT_MAX = b"PK\x05\x06", b"PK\x06\x07", 22, 65_535
_LOCATOR_64_SIZE = 20
# All that zipfile raises for bytes that are not what they say.
_ZIP_ERRORS = (BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError)
# What macOS and Windows add by themselves.
_OF_A_SYSTEM = re.compile(r"(?:^|/)(?:__MACOSX(?:/|$)|\.DS_Store$|\._[^/]*$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)


class BadArchive(ValueError):
    """The message is French, for whoever made it, and says how to mend it."""


class MissingEntry(LookupError):
    """No file of the archive has this name."""


class BatchArchive:
    """`names`: of its files, as they are written there, the manifest left out."""

    def __init__(self, file: IO[bytes]) -> None:
        """`file` stays the caller's to close. Raises BadArchive."""
        with _zip_errors():
            zipped = _refuse_long_list(file)
            self._zip = ZipFile(file)
        entries = [entry for entry in self._zip.infolist() if not _OF_A_SYSTEM.search(_name_of(entry))]
        _refuse_bomb(entries, zipped)
        self._entries = _by_name([entry for entry in entries if not entry.is_dir()])

    @property
    def names(self) -> list[str]:
        return [_last_part(entry) for key, entry in self._entries.items() if key != MANIFEST]

    def manifest(self) -> bytes:
        """Raises BadArchive."""
        entry = self._entries.get(MANIFEST)
        if entry is None:
            raise BadArchive(
                f"Il n’y a pas de fichier « {MANIFEST} » dans cette archive : ajoutez-le à côté des PDF, puis déposez "
                "l’archive de nouveau."
            )
        return self._read(entry, _MANIFEST_MAX_BYTES, f"Le fichier « {MANIFEST} » est démesuré : partagez le lot.")

    def holds(self, name: str) -> bool:
        return plain_name(name) in self._entries

    def read(self, name: str) -> bytes:
        """Never more than what a document may weigh. Raises MissingEntry, and BadArchive for what cannot be read."""
        entry = self._entries.get(plain_name(name))
        if entry is None:
            raise MissingEntry(name)
        limit = settings.DOCUMENT_MAX_BYTES
        return self._read(entry, limit, f"Ce fichier dépasse {limit // 1024**2} Mo : réduisez-le.")

    def _read(self, entry: ZipInfo, limit: int, too_big: str) -> bytes:
        """By chunks: whatever size was declared, no more than that is held."""
        content = bytearray()
        with _zip_errors("Ce fichier est abîmé dans l’archive : refaites l’archive."), self._zip.open(entry) as part:
            while chunk := part.read(_CHUNK):
                content += chunk
                if len(content) > limit:
                    raise BadArchive(too_big)
        return bytes(content)


def plain_name(name: str) -> str:
    """What tells a file from another, on every system: its composed letters, whatever their case."""
    return unicodedata.normalize("NFC", name.strip()).casefold()


@contextmanager
def _zip_errors(message: str = "") -> Iterator[None]:
    try:
        yield
    except BadArchive:
        raise
    except _ZIP_ERRORS:
        raise BadArchive(
            message or "Ce fichier n’est pas une archive ZIP, ou elle est abîmée : refaites-la, puis déposez-la."
        ) from None


def _refuse_long_list(file: IO[bytes]) -> int:
    """Read the end of the archive, which says how long its list is, before the list; return what the whole weighs.

    A 64-bit list, which a batch never needs, would be believed instead of what was checked here.
    """
    file.seek(0, os.SEEK_END)
    size = file.tell()
    start = max(0, size - _END_SIZE - _COMMENT_MAX - _LOCATOR_64_SIZE)
    file.seek(start)
    tail = file.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_SIZE:
        raise BadZipFile
    count, length = struct.unpack("<HL", tail[place + 10 : place + 16])
    if _END_64 in tail[max(0, place - _LOCATOR_64_SIZE) : place]:
        raise BadArchive("Cette archive est au format ZIP64 : faites une archive ZIP ordinaire, ou partagez le lot.")
    most = settings.DOCUMENT_BATCH_MAX_LINES + _OTHER_ENTRIES
    if count > most or length > most * _LIST_BYTES_AN_ENTRY:
        raise _too_many()
    file.seek(0)
    return size


def _refuse_bomb(entries: list[ZipInfo], zipped: int) -> None:
    """Of the sizes as declared; `zipped` is the file's own size, which entries that overlap cannot multiply."""
    if len(entries) > settings.DOCUMENT_BATCH_MAX_LINES + _OTHER_ENTRIES:
        raise _too_many()
    unzipped = sum(entry.file_size for entry in entries)
    is_overlapping = sum(entry.compress_size for entry in entries) > zipped
    if unzipped > min(settings.DOCUMENT_BATCH_MAX_FILES_BYTES, _MAX_RATIO * zipped) or is_overlapping:
        raise BadArchive("Cette archive est démesurée une fois décompressée : partagez le lot en plusieurs archives.")


def _by_name(entries: list[ZipInfo]) -> dict[str, ZipInfo]:
    """All in one folder, that of the manifest, which may be the whole archive."""
    folder = next((_folder(entry) for entry in entries if plain_name(_last_part(entry)) == MANIFEST), "")
    named: dict[str, ZipInfo] = {}
    for entry in entries:
        name, key = _name_of(entry), plain_name(_last_part(entry))
        _refuse_entry(entry, name)
        if _folder(entry) != folder:
            raise BadArchive(
                f"« {shown(name)} » n’est pas dans le même dossier que « {MANIFEST} » : mettez tous les fichiers à "
                "côté de lui, sans sous-dossier."
            )
        if key in named:
            raise BadArchive(f"Deux fichiers de cette archive s’appellent « {shown(name)} » : renommez l’un des deux.")
        named[key] = entry
    return named


def _refuse_entry(entry: ZipInfo, name: str) -> None:
    parts = name.split("/")
    if name.startswith("/") or ":" in name or ".." in parts or any(map(_is_control, name)):
        raise BadArchive(
            f"« {shown(name)} » n’est pas le nom d’un fichier : refaites l’archive à partir du dossier lui-même."
        )
    if len(parts) > 2:
        raise BadArchive(
            f"« {shown(name)} » est dans un sous-dossier : mettez tous les fichiers à côté de « {MANIFEST} »."
        )
    if entry.flag_bits & _ENCRYPTED:
        raise BadArchive("Cette archive est protégée par un mot de passe : faites-en une sans mot de passe.")
    if entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise BadArchive("Cette archive est comprimée d’une façon particulière : faites une archive ZIP ordinaire.")


def _name_of(entry: ZipInfo) -> str:
    """As it was typed: Windows writes the letters of MS-DOS, macOS those of UTF-8 without saying so."""
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8 and not name.isascii():
        name = _of_old(name)
    return name.replace("\\", "/").removeprefix("./")


def _of_old(name: str) -> str:
    """`zipfile` reads the 437; a name in French is in the 850, or in UTF-8."""
    raw = name.encode("cp437")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp850")


def _folder(entry: ZipInfo) -> str:
    return _name_of(entry).rpartition("/")[0]


def _last_part(entry: ZipInfo) -> str:
    return unicodedata.normalize("NFC", _name_of(entry).rpartition("/")[2])


def _is_control(character: str) -> bool:
    return unicodedata.category(character).startswith("C")


def shown(name: str) -> str:
    """For a message: a name that is hostile repeats nothing that a reader could take for something else."""
    return "".join(one for one in name if not _is_control(one))[:80]


def _too_many() -> BadArchive:
    most: Any = settings.DOCUMENT_BATCH_MAX_LINES
    return BadArchive(f"Cette archive contient plus de {counted(most, 'fichier')} : partagez-la en plusieurs lots.")
