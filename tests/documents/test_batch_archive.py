"""The ZIP of a batch: what is made by people opens, what is hostile is refused before it is read (SECURITY F3)."""

import struct
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from documents.publishing.archive import BadArchive, BatchArchive, MissingEntry
from tests.documents.publishing_kit import zip_of

MANIFEST = b"fichier;siret\n"


def opened(content: bytes) -> BatchArchive:
    return BatchArchive(BytesIO(content))


def with_end(content: bytes, **fields: int) -> bytes:
    """The same with another end: `count` of entries, `length` of their list."""
    place = content.rfind(b"PK\x05\x06")
    count, length = struct.unpack("<HL", content[place + 10 : place + 16])
    end = struct.pack("<HL", fields.get("count", count), fields.get("length", length))
    return content[: place + 10] + end + content[place + 16 :]


def with_64(content: bytes) -> bytes:
    """A 64-bit end, which would be believed in the place of the ordinary one."""
    place = content.rfind(b"PK\x05\x06")
    return content[:place] + b"PK\x06\x07" + struct.pack("<LQL", 0, 0, 1) + content[place:]


def named(name: str, *, raw: bytes = b"", method: int = ZIP_DEFLATED, encrypted: bool = False) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("manifeste.csv", MANIFEST)
        archive.writestr(ZipInfo(name), b"%PDF", method)
    content = packed.getvalue()
    if encrypted:
        place = content.rfind(b"PK\x01\x02")
        content = content[: place + 8] + b"\x01" + content[place + 9 :]
    return content.replace(name.encode(), raw) if raw else content


def twice() -> bytes:
    return zip_of({"manifeste.csv": MANIFEST, "A.pdf": b"1", "a.pdf": b"2"})


def bomb() -> bytes:
    return zip_of({"manifeste.csv": MANIFEST, "a.pdf": bytes(30 * 1024**2)})


HOSTILE = {
    "empty": (b"", "pas une archive ZIP"),
    "text": (b"bonjour", "pas une archive ZIP"),
    "cut": (zip_of({"manifeste.csv": MANIFEST})[:-30], "pas une archive ZIP"),
    "no manifest": (zip_of({"a.pdf": b"1"}), "« manifeste.csv »"),
    "parent": (named("../a.pdf"), "pas le nom d’un fichier"),
    "parent of Windows": (named("..\\a.pdf"), "pas le nom d’un fichier"),
    "root": (named("/etc/passwd"), "pas le nom d’un fichier"),
    "drive": (named("C:a.pdf"), "pas le nom d’un fichier"),
    "turned round": (named("a\u202efdp.exe"), "pas le nom d’un fichier"),
    "nested": (named("x/y/a.pdf"), "sous-dossier"),
    "beside": (named("x/a.pdf"), "même dossier"),
    "twice": (twice(), "Deux fichiers"),
    "bomb": (bomb(), "démesurée"),
    "locked": (named("a.pdf", encrypted=True), "mot de passe"),
    "odd method": (named("a.pdf", method=ZIP_BZIP2), "ZIP ordinaire"),
    "too many": (with_end(zip_of({"manifeste.csv": MANIFEST}), count=30_000), "plus de 20 000 fichiers"),
    "long list": (with_end(zip_of({"manifeste.csv": MANIFEST}), length=2**31), "plus de 20 000 fichiers"),
    "64 bits": (with_64(zip_of({"manifeste.csv": MANIFEST})), "ZIP64"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_archives_are_refused_in_words(case):
    content, words = HOSTILE[case]
    with pytest.raises(BadArchive) as refused:
        opened(content).manifest()
    assert words in str(refused.value).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert "\u202e" not in str(refused.value)


def test_a_folder_zipped_by_a_click_opens_whatever_the_system():
    names = {
        "Lot/manifeste.csv": MANIFEST,
        "Lot/relev\N{LATIN SMALL LETTER E}\N{COMBINING ACUTE ACCENT}.pdf": b"1",
        "Lot/.DS_Store": b"x",
        "__MACOSX/Lot/._a.pdf": b"x",
        "Lot/Thumbs.db": b"x",
    }
    archive = opened(zip_of(names))
    assert archive.manifest() == MANIFEST
    assert archive.names == ["relevé.pdf"]
    assert archive.read(" RELEVÉ.PDF") == b"1"
    with pytest.raises(MissingEntry):
        archive.read("autre.pdf")


@pytest.mark.parametrize("raw", ["relevé.pdf".encode("cp850"), "Être.pdf".encode("cp850"), "relevé.pdf".encode()])
def test_names_of_windows_and_of_macos_are_read_without_being_said(raw):
    name = raw.decode("cp850") if b"\xc3" not in raw else raw.decode()
    archive = opened(named("x" * len(raw), raw=raw))
    assert archive.read(name) == b"%PDF"


def test_a_size_that_lies_is_found_while_it_is_read(settings):
    settings.DOCUMENT_MAX_BYTES = 1000
    content = zip_of({"manifeste.csv": MANIFEST, "a.pdf": bytes(range(256)) * 40})
    place = content.rfind(b"PK\x01\x02")
    lying = content[: place + 24] + struct.pack("<L", 10) + content[place + 28 :]
    for archive in (content, lying):
        with pytest.raises(BadArchive):
            opened(archive).read("a.pdf")
