"""PDF: documents set by typst from templates/pdf/, merged and read by pdfium.

What people typed reaches typst as JSON values, never as source: `#`, `*`, `$`, `\\` and quotes print literally.
"""

import json
import threading
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from typing import Any

import pypdfium2
import typst
from django.conf import settings

TEMPLATES = settings.BASE_DIR / "templates" / "pdf"
FONTS = settings.BASE_DIR / "static" / "vendor" / "barlow" / "ttf"

# pdfium keeps global state: one thread at a time.
pdfium_lock = threading.Lock()


@cache
def _fonts() -> typst.Fonts:
    """Our own font files and no other, so that a letter looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def render(template_path: str, data: dict[str, Any]) -> bytes:
    """Set one document, of as many letters as `data` holds; the template reads it from `sys.inputs.data`."""
    compiler = typst.Compiler(
        str(TEMPLATES / template_path),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    content = compiler.compile(format="pdf")
    if not isinstance(content, bytes):
        raise TypeError(f"{template_path} gave no PDF")
    return content


def merge(parts: Iterable[bytes]) -> bytes:
    """One document of all the pages, in order. A single part comes back as it is, its tags kept."""
    contents = iter(parts)
    first = next(contents)
    second = next(contents, None)
    if second is None:
        return first
    with pdfium_lock:
        merged = pypdfium2.PdfDocument.new()
        for content in (first, second):
            _append(merged, content)
        for content in contents:
            _append(merged, content)
        output = BytesIO()
        merged.save(output)
        merged.close()
    return output.getvalue()


def _append(merged: pypdfium2.PdfDocument, content: bytes) -> None:
    part = pypdfium2.PdfDocument(content)
    merged.import_pages(part)
    part.close()
