"""Files that people send: taken for what they are, not for what they are named (SECURITY D14, F1–F9).

`checked` accepts a PDF, a JPEG or a PNG: signature at the very beginning, then the structure, read to its end. What
comes back is what may be stored: of an image its points alone, upright (`core.images`), of a PDF what cannot act
(`core.inert_pdf`). Every file that somebody sends as it is, now or in a section to come, enters by this door.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from zipfile import is_zipfile

import pypdfium2
from django.core.exceptions import ValidationError
from pypdfium2 import raw as pdfium

from core import images
from core.antivirus import refuse_infected
from core.images import BadImage
from core.inert_pdf import (
    HEADER,
    HEADER_WITHIN,
    AttachingPdf,
    BrokenPdf,
    FilledElsewherePdf,
    LockedPdf,
    OverloadedPdf,
    inert,
)
from core.pdf import pdfium_lock

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
EXTENSIONS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
ACCEPT = ".pdf,.jpg,.jpeg,.png"
NAME_MAX_LENGTH = 100
# Pages of the web, archives, programs: before a header of PDF, they are what the file is.
_OTHER_FILE = re.compile(rb"\s*(?:<|PK|MZ|GIF8|Rar!|7z|\x7fELF|#!|\{\\rtf)")
_REFUSED_PDF = {
    LockedPdf: ("Ce PDF ne s’ouvre pas sans mot de passe : envoyez-en une copie sans mot de passe.", "encrypted"),
    BrokenPdf: ("Ce PDF est abîmé et ne s’ouvre pas : enregistrez-le de nouveau, ou envoyez une photo.", "broken"),
    AttachingPdf: (
        "Ce PDF contient d’autres fichiers en pièces jointes : envoyez-les à part, et imprimez celui-ci en PDF pour "
        "envoyer cette copie.",
        "active",
    ),
    OverloadedPdf: ("Ce PDF est démesuré : imprimez-le en PDF, et envoyez cette copie.", "overloaded"),
    FilledElsewherePdf: (
        "Ce formulaire PDF ne s’affiche que dans Adobe Reader : ouvrez-le, imprimez-le en PDF, et envoyez cette copie.",
        "active",
    ),
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be stored; `name` may be shown and given back."""

    name: str
    content_type: str
    content: bytes


def checked(name: str, content: bytes, *, max_bytes: int) -> Upload:
    """Raises ValidationError, in words that say how to mend it."""
    if not content:
        raise ValidationError("Ce fichier est vide : choisissez-en un autre.", code="empty")
    if len(content) > max_bytes:
        raise ValidationError(too_big(max_bytes), code="too_big")
    content_type = _type_of(content)
    refuse_infected(content)
    kept = {PDF: _checked_pdf, JPEG: _checked_jpeg, PNG: _checked_png}[content_type](content)
    return Upload(harmless_name(name, EXTENSIONS[content_type]), content_type, kept)


def too_big(max_bytes: int) -> str:
    return f"Le fichier dépasse {max_bytes // 1024**2} Mo : réduisez-le, ou envoyez une photo moins grande."


def harmless_name(name: str, extension: str) -> str:
    """The last part of the name without what a system, a header or a reader could take for something else."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in last)
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", re.sub(r"[\"'<>|:*?%;]", "", visible))
    stem = re.sub(r"\s+", " ", stem).strip(" .")
    return f"{stem[: NAME_MAX_LENGTH - len(extension)].strip() or 'fichier'}{extension}"


def _type_of(content: bytes) -> str:
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if _is_pdf(content):
        return PDF
    raise ValidationError(
        "Ce fichier n’est ni un PDF, ni une image JPEG ou PNG, quel que soit son nom : enregistrez-le dans l’un de "
        "ces formats et envoyez-le de nouveau.",
        code="type",
    )


def _is_pdf(content: bytes) -> bool:
    """As readers take it: a few bytes may come before its header, such as those of a message; never another file."""
    start = content.find(HEADER, 0, HEADER_WITHIN + len(HEADER))
    return start == 0 or (start > 0 and not _OTHER_FILE.match(content))


def _checked_pdf(content: bytes) -> bytes:
    if is_zipfile(BytesIO(content)):
        raise ValidationError("Ce PDF contient une archive : envoyez un PDF simple.", code="polyglot")
    try:
        kept = inert(content)
    except tuple(_REFUSED_PDF) as refused:
        message, code = _REFUSED_PDF[type(refused)]
        raise ValidationError(message, code=code) from None
    _read_again(kept)
    return kept


def _read_again(content: bytes) -> None:
    """By another reader than the one that made it inert: what it would still run or could not open is refused."""
    with pdfium_lock:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:
            raise ValidationError(*_REFUSED_PDF[BrokenPdf]) from None
        try:
            scripts = pdfium.FPDFDoc_GetJavaScriptActionCount(document.raw)
            if len(document) == 0 or scripts > 0 or pdfium.FPDFDoc_GetAttachmentCount(document.raw) > 0:
                raise ValidationError(*_REFUSED_PDF[BrokenPdf])
        finally:
            document.close()


def _checked_jpeg(content: bytes) -> bytes:
    return _checked_image(images.plain_jpeg, content)


def _checked_png(content: bytes) -> bytes:
    return _checked_image(images.plain_png, content)


def _checked_image(plain: Callable[[bytes], bytes], content: bytes) -> bytes:
    try:
        return plain(content)
    except images.ImageTooLarge:
        raise ValidationError(
            f"Cette image dépasse {images.MAX_PIXELS // 10**6} millions de points : réduisez-la.", code="pixels"
        ) from None
    except BadImage:
        raise ValidationError(
            "Cette image est abîmée et ne s’ouvre pas : enregistrez-la de nouveau, ou envoyez un PDF.", code="broken"
        ) from None
