"""Who took which document away: a row that the company reads, a line of the journal."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import audit
from core.access import Access
from documents.enums import DownloadWay
from documents.models import Document, Download

audit.declare(
    {
        "documents.downloaded": "Document téléchargé",
        "documents.zip_downloaded": "Documents téléchargés en une archive",
    }
)


@transaction.atomic
def record_download(*, access: Access, document: Document, is_piece: bool = False) -> None:
    """Before it leaves. The pieces that a reader of PDFs asks for, one after the other, are one download."""
    if is_piece and _was_just_taken(access, document):
        return
    _download(access, document, DownloadWay.ONE).save(force_insert=True)
    said = {"kind": document.kind.name, "issued_on": f"{document.issued_on:%Y-%m-%d}"}
    audit.record("documents.downloaded", access=access, target=f"document {document.public_id}", changes=said)


def record_zip(*, access: Access, count: int) -> None:
    """What was asked for; what is written of it has its own rows (`record_zipped`)."""
    audit.record("documents.zip_downloaded", access=access, changes={"count": count})


def record_zipped(*, access: Access, documents: Iterable[Document]) -> None:
    Download.objects.bulk_create([_download(access, document, DownloadWay.ZIP) for document in documents])


def _was_just_taken(access: Access, document: Document) -> bool:
    since = timezone.now() - timedelta(minutes=settings.DOCUMENT_PIECES_MINUTES)
    return Download.objects.filter(document=document, by_id=access.user.pk, at__gte=since).exists()


def _download(access: Access, document: Document, way: DownloadWay) -> Download:
    person: Any = access.user
    return Download(
        document=document,
        adherent_id=document.adherent_id,
        by_id=person.pk,
        by_label=str(person)[:200],
        firm_name=access.via.firm_name[:160],
        way=way,
    )
