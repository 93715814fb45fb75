"""Files are taken for what they are (SECURITY F1, F2, F5, F9): the corpus, and what comes back."""

import struct
import tracemalloc
import zipfile
import zlib
from io import BytesIO
from unittest.mock import patch

import pypdfium2
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngImageFile, PngInfo

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


def jpeg(width=4, height=3, *, extra=b"", mode="RGB", **options) -> bytes:
    output = BytesIO()
    Image.new(mode, (width, height)).save(output, "JPEG", **options)
    return output.getvalue()[:2] + extra + output.getvalue()[2:]


def announcing(width: int, height: int) -> bytes:
    """A small JPEG whose frame says other sizes."""
    return jpeg().replace(struct.pack(">HH", 3, 4), struct.pack(">HH", height, width), 1)


def of_scans(scans: int, **options) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    whole = jpeg(progressive=True, **options)
    start = whole.rindex(b"\xff\xc4")
    return whole[:-2] + whole[start:-2] * (scans - whole.count(b"\xff\xda")) + whole[-2:]


def sent(image: Image.Image, kind: str, **options) -> bytes:
    output = BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def encrypted() -> bytes:
    """A PDF that says it is encrypted, with an empty user password."""
    text = pdf().decode("latin-1")
    encrypt = "<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <{}> /U <{}> >>".format("00" * 32, "00" * 32)
    return text.replace("trailer\r\n<<", f"trailer\r\n<< /Encrypt {encrypt} /ID [<00><00>]").encode("latin-1")


def with_archive() -> bytes:
    output = BytesIO(pdf())
    output.seek(0, 2)
    with zipfile.ZipFile(output, "a") as archive:
        archive.writestr("a.exe", "MZ")
    return output.getvalue()


def header(colour: int) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 3, 8, colour, 0, 0, 0))


REFUSED = {
    "html": (b"<html><script>alert(1)</script></html>", "type"),
    "html-named-pdf": (b"<!doctype html>%PDF-1.4", "type"),
    "html-then-pdf": (b"<script>alert(1)</script>" + pdf(), "type"),
    "archive-then-pdf": (b"PK\x03\x04" + pdf(), "type"),
    "pdf-too-far": (b" " * 1025 + pdf(), "type"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "type"),
    "gif-js": (b"GIF89a=1;alert(1)", "type"),
    "zip": (b"PK\x03\x04" + b"\0" * 40, "type"),
    "exe": (b"MZ\x90\0", "type"),
    "empty": (b"", "empty"),
    "pdf-cut": (pdf()[:60], "broken"),
    "pdf-of-words": (b"%PDF-1.7 nothing else", "broken"),
    "pdf-without-page": (pdf(pages=0), "broken"),
    "pdf-encrypted": (encrypted(), "encrypted"),
    "pdf-zip": (with_archive(), "polyglot"),
    "png-cut": (png()[:-6], "broken"),
    "png-wrong-checksum": (png().replace(b"IDAT", b"IDAU"), "broken"),
    "png-signature-only": (b"\x89PNG\r\n\x1a\n", "broken"),
    "png-lies": (png(10, 10, data=zlib.compress(b"\0" * 5)), "broken"),
    "png-without-palette": (png(data=zlib.compress(b"\0" * 15)).replace(header(2), header(3)), "broken"),
    "png-huge": (png(8000, 5001, data=b""), "pixels"),
    "jpeg-huge": (announcing(8000, 5001), "pixels"),
    "jpeg-of-many-scans": (of_scans(51, width=8000, height=5000, mode="L"), "broken"),
    "jpeg-cut": (jpeg()[:-2], "broken"),
    "jpeg-cut-early": (jpeg(900, 900)[:-900], "broken"),
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
    kept = uploads.checked("document.exe", content, max_bytes=LIMIT)
    assert (kept.content_type, uploads._type_of(kept.content)) == (kind, kind)
    assert kept.name == f"document{uploads.EXTENSIONS[kind]}"


def test_a_pdf_is_kept_byte_for_byte():
    content = pdf()
    assert uploads.checked("document.pdf", content, max_bytes=LIMIT).content == content


@pytest.mark.parametrize("interlace", [0, 1])
def test_an_interlaced_picture_is_read_as_the_others(interlace):
    sizes = {0: 3 * (1 + 12), 1: sum(h * (1 + 3 * w) for w, h in ((1, 1), (1, 1), (2, 1), (2, 2), (4, 1)))}
    whole = png(4, 3, data=zlib.compress(b"\0" * sizes[interlace]), interlace=interlace)
    assert opened(images.plain_png(whole)).size == (4, 3)


PLACE = b"Exif\0\0GPS 48.85 2.35"


def test_pictures_lose_their_metadata_and_what_follows_their_end():
    told = segment(0xE1, PLACE) + segment(0xFE, b"auteur") + segment(0xE2, b"ICC_PROFILE\0\1\1sRGB")
    assert images.plain_jpeg(jpeg(extra=told) + b"PK\x03\x04 tail") == images.plain_jpeg(jpeg())
    told = chunk(b"eXIf", PLACE) + chunk(b"tEXt", b"Author\0Claire") + chunk(b"iCCP", b"a\0\0" + zlib.compress(b"sRGB"))
    assert images.plain_png(png(extra=told) + b"<script>") == images.plain_png(png())


def test_a_png_loses_its_texts():
    texts = PngInfo()
    texts.add_text("Author", "Claire")
    texts.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta/>", zip=True)
    kept = images.plain_png(sent(Image.new("L", (4, 3)), "PNG", pnginfo=texts))
    assert opened(kept).info == {}
    assert [name for name in (b"tEXt", b"zTXt", b"iTXt") if name in kept] == []


def marked(mode: str = "RGB") -> Image.Image:
    """Wide, with its first points white: one sees which way up it is."""
    image = Image.new(mode, (64, 32))
    image.paste("white", (0, 0, 16, 16))
    return image


def exif(orientation: int) -> Image.Exif:
    told = Image.Exif()
    told[ExifTags.Base.Orientation] = orientation
    told[ExifTags.Base.Make] = "Téléphone"
    told.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (48.0, 51.0, 0.0)
    return told


@pytest.mark.parametrize(("kind", "plain"), [("JPEG", images.plain_jpeg), ("PNG", images.plain_png)])
@pytest.mark.parametrize(("orientation", "size", "white"), [(3, (64, 32), (56, 28)), (6, (32, 64), (28, 4))])
def test_a_photo_comes_out_upright_and_says_nothing_else(kind, plain, orientation, size, white):
    photo = sent(marked(), kind, exif=exif(orientation))
    assert opened(photo).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    kept = opened(plain(photo))
    assert kept.size == size
    assert min(kept.getpixel(white)) > 250
    assert max(kept.getpixel((size[0] // 2, size[1] // 2))) < 5
    assert not kept.getexif()
    assert "exif" not in kept.info


@pytest.mark.parametrize("told", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08\0\1\1\x12"])
@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_an_orientation_that_cannot_be_read_is_no_reason_to_refuse(told):
    assert opened(images.plain_jpeg(jpeg(extra=segment(0xE1, told)))).size == (4, 3)


@pytest.mark.parametrize(("sent_mode", "kept_mode"), [("L", "L"), ("RGB", "RGB"), ("CMYK", "RGB")])
def test_a_jpeg_is_kept_in_colours_that_a_screen_shows(sent_mode, kept_mode):
    kept = opened(images.plain_jpeg(sent(marked("RGB").convert(sent_mode), "JPEG", quality=95)))
    brightest, darkest = kept.convert("L").getpixel((4, 4)), kept.convert("L").getpixel((50, 25))
    assert (kept.mode, brightest > 250, darkest < 5) == (kept_mode, True, True)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_is_kept_point_by_point(mode):
    image = marked("I").convert("I;16") if mode == "I;16" else marked().convert(mode)
    kept = opened(images.plain_png(sent(image, "PNG")))
    assert (kept.mode, kept.size) == (mode, image.size)
    assert kept.tobytes() == image.tobytes()


def test_a_transparent_colour_stays_transparent():
    palette = marked().convert("P")
    kept = opened(images.plain_png(sent(palette, "PNG", transparency=0)))
    assert kept.convert("RGBA").getchannel("A").getextrema() == (0, 255)


def test_colours_of_16_bits_are_brought_down_to_8():
    header = struct.pack(">IIBBBBB", 1, 1, 16, 2, 0, 0, 0)
    point = zlib.compress(b"\0" + b"\xff\xff\x80\x00\x00\x00")
    deep = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", point) + chunk(b"IEND", b"")
    kept = opened(images.plain_png(deep))
    assert (kept.mode, kept.getpixel((0, 0))) == ("RGB", (255, 128, 0))


def test_of_an_animation_the_first_picture_stays():
    frames = [Image.new("RGB", (4, 3), colour) for colour in ("red", "blue")]
    moving = sent(frames[0], "PNG", save_all=True, append_images=frames[1:])
    kept = images.plain_png(moving)
    assert b"acTL" in moving
    assert b"acTL" not in kept
    assert opened(kept).getpixel((0, 0)) == (255, 0, 0)


def test_what_swells_behind_a_picture_is_never_swollen():
    """50 MB of zeros where the header asks for 310 bytes."""
    swollen = png(10, 10, data=zlib.compress(b"\0" * 50_000_000))
    tracemalloc.start()
    kept = images.plain_png(swollen)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
    assert len(kept) < 200


def test_the_size_is_judged_before_a_point_is_decoded():
    too_large = sent(Image.new("1", (8000, 5001)), "PNG")
    with patch.object(PngImageFile, "load", side_effect=AssertionError), pytest.raises(images.ImageTooLarge):
        images.plain_png(too_large)


def test_a_progressive_photo_has_scans_enough():
    assert opened(images.plain_jpeg(of_scans(10, width=640, height=480))).size == (640, 480)


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


# The last one is the first for PDFs alone (`documents.services.storing`).
DOORS = ("uploads.checked(", "from core.tables import", "storing import checked_pdf")


def test_every_form_that_takes_a_file_gives_it_to_one_of_the_two_doors():
    """Kept as it is, it goes through `core.uploads`; read as a table, through `core.tables`."""
    taking = [
        path
        for path in settings.BASE_DIR.glob("*/**/*.py")
        if path.relative_to(settings.BASE_DIR).parts[0] not in {"tests", ".venv", "scripts"}
        and "forms.FileField" in path.read_text(encoding="utf-8")
    ]
    assert len(taking) >= 3
    for path in taking:
        journey = "".join(beside.read_text(encoding="utf-8") for beside in path.parent.glob("*.py"))
        assert any(door in journey for door in DOORS), path
