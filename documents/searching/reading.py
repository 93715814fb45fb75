"""The words of a file, as a job reads them. What cannot be read is marked so, and can still be downloaded."""

import re

from django.conf import settings
from django.db import transaction

from core import files, uploads
from documents.enums import TextState
from documents.models import Document, FileText, StoredFile
from documents.searching.indexing import index
from documents.searching.pdf_words import PdfWords, words_of_pdf
from employees.nir import without_nir

# How pdfium says that a word is cut at the end of a line, and what nobody reads.
_CUT = re.compile("[\ufffe\u00ad\x02]\r?\n?")
_UNREAD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\uffff]")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


def read_file(file_id: int) -> None:
    """Idempotent: what was read is not read again. Its documents are indexed, those that came meanwhile included."""
    file = StoredFile.objects.filter(pk=file_id).first()
    if file is None:
        return
    if file.text_state == TextState.WAITING:
        state, count, pages = _read(file)
        with transaction.atomic():
            StoredFile.objects.filter(pk=file.pk).update(text_state=state, pages=count)
            if state == TextState.READ:
                FileText.objects.update_or_create(file=file, defaults={"pages": pages})
    index(Document.objects.filter(file=file_id))


def _read(file: StoredFile) -> tuple[TextState, int | None, list[str]]:
    if file.content_type != uploads.PDF:
        return TextState.NONE, None, []
    try:
        content = files.read(file.stored_name)
    except FileNotFoundError:
        return TextState.UNREADABLE, None, []
    words = words_of_pdf(content, wanted=settings.DOCUMENT_TEXT_MAX_LENGTH)
    if words.error:
        return _state_of(words), None, []
    pages = [written(page) for page in words.pages]
    return (TextState.READ if any(pages) else TextState.NONE), words.count, pages


def _state_of(words: PdfWords) -> TextState:
    return TextState.LOCKED if "password" in words.error.lower() else TextState.UNREADABLE


def written(page: str) -> str:
    """As somebody reads it: whole words, no sign of command; no NIR, which nothing keeps in clear (DOMAIN §6.2)."""
    text = _CUT.sub("", page).replace("\r\n", "\n").replace("\r", "\n").translate(_LIGATURES)
    return without_nir(_UNREAD.sub("", text)).strip()
