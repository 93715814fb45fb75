"""Files are taken for what they are (SECURITY F1, F2, F5, F9): the corpus, and what comes back."""

import struct
import zipfile
import zlib
from io import BytesIO

import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from pypdfium2 import raw as pdfium

from core import files, images, uploads

LIMIT = 10 * 1024 * 1024


def pdf(pages: int = 1) -> bytes:
    document, output = pypdfium2.PdfDocument.new(), BytesIO()
    for _ in range(pages):
        document.new_page(200, 200)
    document.save(output)
    return output.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width=4, height=3, *, data=None, extra=b"", interlace=0) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, interlace)
    lines = zlib.compress(b"".join(b"\0" + b"\x7f" * 3 * width for _ in range(height))) if data is None else data
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg(width=4, height=3, *, extra=b"") -> bytes:
    frame = segment(0xC0, b"\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + extra + frame + scan + b"\xff\xd9"


def encrypted() -> bytes:
    """A PDF that says it is encrypted, with an empty user password."""
    text = pdf().decode("latin-1")
    encrypt = "<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <{}> /U <{}> >>".format("00" * 32, "00" * 32)
    return text.replace("trailer\r\n<<", f"trailer\r\n<< /Encrypt {encrypt} /ID [<00><00>]").encode("latin-1")


def with_script() -> bytes:
    """A PDF that runs a script when it opens."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/Names<</JavaScript<</Names[(a)3 0 R]>>>>>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[4 0 R]/Count 1>>endobj\n3 0 obj<</S/JavaScript/JS(app.alert\\(1\\))>>endobj\n"
        b"4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


def with_archive() -> bytes:
    output = BytesIO(pdf())
    output.seek(0, 2)
    with zipfile.ZipFile(output, "a") as archive:
        archive.writestr("a.exe", "MZ")
    return output.getvalue()


REFUSED = {
    "html": (b"<html><script>alert(1)</script></html>", "type"),
    "html-named-pdf": (b"<!doctype html>%PDF-1.4", "type"),
    "signature-not-first": (b"\n" + pdf(), "type"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "type"),
    "gif-js": (b"GIF89a=1;alert(1)", "type"),
    "zip": (b"PK\x03\x04" + b"\0" * 40, "type"),
    "exe": (b"MZ\x90\0", "type"),
    "empty": (b"", "empty"),
    "pdf-cut": (pdf()[:60], "broken"),
    "pdf-of-words": (b"%PDF-1.7 nothing else", "broken"),
    "pdf-without-page": (pdf(pages=0), "broken"),
    "pdf-encrypted": (encrypted(), "encrypted"),
    "pdf-script": (with_script(), "active"),
    "pdf-zip": (with_archive(), "polyglot"),
    "png-cut": (png()[:-6], "broken"),
    "png-wrong-checksum": (png().replace(b"IDAT", b"IDAU"), "broken"),
    "png-signature-only": (b"\x89PNG\r\n\x1a\n", "broken"),
    "png-bomb": (png(10, 10, data=zlib.compress(b"\0" * 50_000_000)), "broken"),
    "png-lies": (png(10, 10, data=zlib.compress(b"\0" * 5)), "broken"),
    "png-huge": (png(8000, 5001, data=b""), "pixels"),
    "jpeg-huge": (jpeg(8000, 5001), "pixels"),
    "jpeg-cut": (jpeg()[:-2], "broken"),
    "jpeg-signature-only": (b"\xff\xd8\xff\xe0", "broken"),
    "jpeg-without-scan": (b"\xff\xd8" + segment(0xE0, b"JFIF\0") + b"\xff\xd9", "broken"),
    "one-byte-too-many": (b"%PDF-1.4" + b"0" * (LIMIT - 7), "too_big"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_corpus_is_refused_whatever_the_name(name):
    content, code = REFUSED[name]
    for filename in ("kbis.pdf", "photo.png", "photo.jpg"):
        with pytest.raises(ValidationError) as refused:
            uploads.checked(filename, content, max_bytes=LIMIT)
        assert refused.value.code == code


@pytest.mark.parametrize(("content", "kind"), [(pdf(), uploads.PDF), (png(), uploads.PNG), (jpeg(), uploads.JPEG)])
def test_what_is_sound_is_kept_under_its_true_type(content, kind):
    found = uploads.checked("document.exe", content, max_bytes=LIMIT)
    assert (found.content_type, found.content) == (kind, content)
    assert found.name == f"document{uploads.EXTENSIONS[kind]}"


@pytest.mark.parametrize("interlace", [0, 1])
def test_an_interlaced_picture_has_its_own_size(interlace):
    sizes = {0: 3 * (1 + 12), 1: sum(h * (1 + 3 * w) for w, h in ((1, 1), (1, 1), (2, 1), (2, 2), (4, 1)))}
    whole = png(4, 3, data=zlib.compress(b"\0" * sizes[interlace]), interlace=interlace)
    assert images.plain_png(whole) == whole


def test_pictures_lose_their_metadata_and_what_follows_their_end():
    place = b"Exif\0\0GPS 48.85 2.35"
    clean = jpeg()
    assert images.plain_jpeg(jpeg(extra=segment(0xE1, place) + segment(0xFE, b"auteur")) + b"PK\x03\x04 tail") == clean
    assert images.plain_png(png(extra=chunk(b"eXIf", place) + chunk(b"tEXt", b"a\0b")) + b"<script>") == png()
    coloured = jpeg(extra=segment(0xE2, b"ICC_PROFILE\0"))
    assert images.plain_jpeg(coloured) == coloured


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\claire\\kbis.pdf", "kbis.pdf"),
        ("a\u202efdp.exe", "a fdp.pdf"),
        ('x"; filename="y.html', "x filename=y.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "a Set-Cookie b.pdf"),
        ("Avis d’imposition été.PDF", "Avis d’imposition été.pdf"),
        ("", "fichier.pdf"),
        ("....", "fichier.pdf"),
        ("k" * 300 + ".pdf", "k" * 96 + ".pdf"),
    ],
)
def test_names_are_made_harmless(typed, kept):
    assert uploads.harmless_name(typed, ".pdf") == kept


def test_an_encrypted_file_does_not_colour_the_next_answer():
    for name, code in (("pdf-encrypted", "encrypted"), ("pdf-without-page", "broken"), ("pdf-encrypted", "encrypted")):
        with pytest.raises(ValidationError) as refused:
            uploads.checked("a.pdf", REFUSED[name][0], max_bytes=LIMIT)
        assert refused.value.code == code


def test_a_file_is_given_back_as_a_download_that_nothing_opens():
    content = pdf()
    files.write("justificatifs/essai", content)
    response = files.attachment("justificatifs/essai", filename="Été 2026.pdf", content_type=uploads.PDF)
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%C3%89t%C3%A9")
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "no-store")
    assert "sandbox" in response["Content-Security-Policy"]
    assert b"".join(response.streaming_content) == content
    response.file_to_stream.close()
    files.delete(["justificatifs/essai"])


def test_pdfium_says_that_a_document_is_encrypted():
    """What `_refuse_active_pdf` relies on."""
    document = pypdfium2.PdfDocument(pdf())
    assert pdfium.FPDF_GetSecurityHandlerRevision(document.raw) == -1
    document.close()
