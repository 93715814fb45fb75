"""Reads the words of PDFs in a process of its own: what pdfium cannot bear kills this one, and nothing else.

A program, without Django: a question on its input (how many bytes, how many characters are wanted, the file), an answer
on its output (how many bytes, JSON). It ends with its input, hence with who started it. See `pdf_words`.
"""

import json
import resource
import struct
import sys
import time

import pypdfium2

QUESTION, ANSWER = struct.Struct("!QQ"), struct.Struct("!Q")
_MEMORY = 1024**3
# Of a file that takes longer, what was read so far; whoever asked waits a little more than that.
SECONDS = 20


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while header := sys.stdin.buffer.read(QUESTION.size):
        size, wanted = QUESTION.unpack(header)
        answer = json.dumps(words_of(sys.stdin.buffer.read(size), wanted)).encode()
        sys.stdout.buffer.write(ANSWER.pack(len(answer)) + answer)
        sys.stdout.buffer.flush()


def words_of(content: bytes, wanted: int) -> dict[str, object]:
    """`error`: pdfium's, empty when the file opens. `count`: its pages; `pages`: the words of the first ones."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        return {"error": str(error) or "unreadable", "count": 0, "pages": []}
    return {"error": "", "count": len(document), "pages": _pages(document, wanted)}


def _pages(document: pypdfium2.PdfDocument, wanted: int) -> list[str]:
    """A page that cannot be read has no words, and the next is read."""
    until, pages = time.monotonic() + SECONDS, []
    for number in range(len(document)):
        if wanted <= 0 or time.monotonic() > until:
            break
        text = _page(document, number)[:wanted]
        wanted -= len(text)
        pages.append(text)
    return pages


def _page(document: pypdfium2.PdfDocument, number: int) -> str:
    try:
        page = document[number]
        try:
            text: str = page.get_textpage().get_text_range()
            return text
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return ""


if __name__ == "__main__":
    main()
