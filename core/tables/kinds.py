"""What a file is, from its first bytes, whatever its name says (SECURITY F2)."""

import re

from core.tables.errors import UnreadableTable, wrong_kind

ZIP = b"PK\x03\x04"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_KINDS = (
    (b"%PDF", "un PDF"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une image"),
    (b"GIF8", "une image"),
    (b"RIFF", "une image ou un son"),
    (b"II*\x00", "une image"),
    (b"MM\x00*", "une image"),
    (b"{\\rtf", "un document RTF"),
    (b"PK\x05\x06", "une archive vide"),
    (b"\x1f\x8b", "une archive"),
    (b"7z\xbc\xaf\x27\x1c", "une archive"),
    (b"Rar!", "une archive"),
)
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[!?a-zA-Z]")


def refuse_other_kinds(content: bytes) -> None:
    """Raises `UnreadableTable` unless the file may be a workbook (`ZIP`) or a text."""
    if content.startswith(_OLE2):
        raise _ole2(content)
    for signature, kind in _KINDS:
        if content.startswith(signature):
            raise wrong_kind(kind)
    if _MARKUP.match(content):
        raise wrong_kind("une page web ou un document XML")


def _ole2(content: bytes) -> UnreadableTable:
    if _PROTECTED_STREAM in content:
        return UnreadableTable(
            "Ce classeur est protégé par un mot de passe : enregistrez-en une copie sans mot de passe, puis envoyez-la."
        )
    return wrong_kind("dans un ancien format d’Office (.xls)")
