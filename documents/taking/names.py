"""What documents are called in an archive: type, date, person, reference; in French, and never twice the same."""

import re
import unicodedata
from collections import Counter

from documents.models import Document

# What some systems refuse in a name, and what parts folders.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_MOST = 150


class Names:
    """Of one archive. Two names that differ by their capitals, or by how accents are made, are one."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._ranks: Counter[str] = Counter()

    def give(self, document: Document) -> str:
        stem = _stem(document)
        while True:
            self._ranks[stem.casefold()] += 1
            rank = self._ranks[stem.casefold()]
            name = f"{stem} ({rank}).pdf" if rank > 1 else f"{stem}.pdf"
            if name.casefold() not in self._given:
                self._given.add(name.casefold())
                return name


def _stem(document: Document) -> str:
    person = document.employee.full_name if document.employee else ""
    said = [document.kind.name, f"{document.issued_on:%Y-%m-%d}", person, document.reference]
    text = unicodedata.normalize("NFC", " - ".join(filter(None, said)))
    kept = " ".join(_FORBIDDEN.sub(" ", text).split())
    return kept[:_MOST].strip(" .") or "document"
