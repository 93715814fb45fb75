"""What a PDF that the portal made says."""

import pypdfium2

from core.pdf import pdfium_lock


def page_texts(content: bytes) -> list[str]:
    """The text of each page, as a reader that copies it would get it."""
    with pdfium_lock:
        document = pypdfium2.PdfDocument(content)
        try:
            return [page.get_textpage().get_text_bounded() for page in document]
        finally:
            document.close()
