"""The two copies of a certificate, to print in one go: the same pages twice, each saying which copy it is of."""

import ctypes
from io import BytesIO

import pypdfium2
from pypdfium2 import raw as pdfium

from core.pdf import pdfium_lock

_MENTIONS = ("1er exemplaire, pour le salarié", "2e exemplaire, pour le salarié")
_SIZE = 8.0
# In points: in the margin that every printer leaves.
_FROM_LEFT, _FROM_TOP = 42.0, 22.0


class Unprintable(Exception):
    """The file does not open."""


def two_copies(content: bytes) -> bytes:
    """Raises Unprintable."""
    with pdfium_lock:
        try:
            certificate = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise Unprintable from error
        copies = pypdfium2.PdfDocument.new()
        try:
            return _written(certificate, copies)
        finally:
            copies.close()
            certificate.close()


def _written(certificate: pypdfium2.PdfDocument, copies: pypdfium2.PdfDocument) -> bytes:
    for mention in _MENTIONS:
        first = len(copies)
        copies.import_pages(certificate)
        for number in range(first, len(copies)):
            _mark(copies, copies[number], mention)
    output = BytesIO()
    copies.save(output)
    return output.getvalue()


def _mark(copies: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, mention: str) -> None:
    left, _, _, top = page.get_cropbox()
    text = pdfium.FPDFPageObj_NewTextObj(copies, b"Helvetica", ctypes.c_float(_SIZE))
    written = ctypes.create_string_buffer(mention.encode("utf-16-le") + b"\0\0")
    pdfium.FPDFText_SetText(text, ctypes.cast(written, pdfium.FPDF_WIDESTRING))
    pdfium.FPDFPageObj_Transform(text, 1, 0, 0, 1, left + _FROM_LEFT, top - _FROM_TOP)
    pdfium.FPDFPage_InsertObject(page, text)
    pdfium.FPDFPage_GenerateContent(page)
