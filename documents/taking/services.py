"""Several documents in one archive, each judged again when it is written: a right may have ended meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from typing import BinaryIO

from django.utils import timezone

from core.access import Access
from core.rights import Right
from core.tenancy import scoped_to
from delegations import authority
from documents.models import Document
from documents.services.recording import record_zip, record_zipped
from documents.services.verifying import FileUnavailable, opened
from documents.taking.archive import Entry, zipped
from documents.taking.names import Names

# Judged, verified and recorded together, before the first of them leaves.
_TOGETHER = 10
READ_ME = "LISEZ-MOI.txt"
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def zip_of(*, access: Access, keys: list[int]) -> Iterator[bytes]:
    """The archive, written as it is read; that it was asked for is journalled at once."""
    record_zip(access=access, count=len(keys))
    return zipped(Archive(access.user, access.tiers.ref, keys).entries())


@dataclass(slots=True)
class Archive:
    """What is written of the documents of these keys, for this person.

    `lost`: titles of those whose file cannot be given; `closed`: how many this person may not read any more.
    """

    user: object
    tiers_ref: str
    keys: list[int]
    names: Names = field(default_factory=Names)
    lost: list[str] = field(default_factory=list)
    closed: int = 0

    def entries(self) -> Iterator[Entry]:
        keys = iter(self.keys)
        while together := list(islice(keys, _TOGETHER)):
            with ExitStack() as until_written:
                for document, content in self._taken(together, until_written.callback):
                    yield Entry(self.names.give(document), document.issued_on, content)
        if self.lost or self.closed:
            yield Entry(READ_ME, timezone.localdate(), BytesIO(self._read_me().encode()))

    def _taken(self, keys: list[int], at_the_end: Callable[..., object]) -> list[tuple[Document, BinaryIO]]:
        """Outside the request, which is over: the tripwire is armed again for what is read."""
        access = authority.resolve(self.user, self.tiers_ref)  # type: ignore[arg-type]
        if access is None or not access.has(Right.DOCUMENTS_CONSULT):
            self.closed += len(keys)
            return []
        with scoped_to(access.tiers.adherent_id):
            taken = [pair for document in self._judged(access, keys) if (pair := self._opened(document))]
            for _, content in taken:
                at_the_end(content.close)
            record_zipped(access=access, documents=[document for document, _ in taken])
        return taken

    def _judged(self, access: Access, keys: list[int]) -> list[Document]:
        rows = Document.objects.for_access(access).select_related("kind", "file", "employee")
        read = {document.pk: document for document in rows.filter(pk__in=keys)}
        self.closed += len(keys) - len(read)
        return [read[key] for key in keys if key in read]

    def _opened(self, document: Document) -> tuple[Document, BinaryIO] | None:
        try:
            return document, opened(document.file)
        except FileUnavailable:
            self.lost.append(f"{document.title} ({document.kind}, {document.issued_on:%d/%m/%Y})")
            return None

    def _read_me(self) -> str:
        lines = ["Cette archive n’est pas complète.", ""]
        if self.lost:
            lines += ["Fichiers que votre caisse doit rétablir ; elle en est prévenue, réessayez plus tard :"]
            lines += [*(f"  - {title}" for title in self.lost), ""]
        if self.closed:
            lines += [f"Documents qui ne vous sont plus ouverts, retirés ou d’un droit qui a pris fin : {self.closed}."]
        # As the notebook of Windows reads it.
        return BYTE_ORDER_MARK + "\r\n".join(lines)
