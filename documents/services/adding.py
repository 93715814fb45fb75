"""How a document comes to be, whoever makes it: one published by staff, one of a batch, an attestation."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from core.queue import defer
from documents.enums import TextState
from documents.models import Batch, Document, Handover, StoredFile
from documents.searching.indexing import read_pages, write_index
from documents.values import DocumentValues

READ_TEXT = "documents.jobs.read_text"


def add_document(
    *,
    values: DocumentValues,
    file: StoredFile,
    by: Any = None,
    batch: Batch | None = None,
    published_at: datetime | None = None,
) -> Document:
    """In the caller's transaction, which checked that everything is of the company, and journals.

    `published_at` None: nobody of the company sees it yet. It is searched at once by what it is called; the words of
    its file are read by a job.
    """
    document = Document.objects.create(
        **asdict(values), file=file, batch=batch, created_by=by, published_at=published_at
    )
    if document.kind.is_handed_over:
        Handover.objects.create(document=document, adherent_id=document.adherent_id)
    write_index(document, read_pages(file))
    if file.text_state == TextState.WAITING:
        defer(READ_TEXT, file_id=file.pk)
    return document
