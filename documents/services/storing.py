"""Files by what they hold: written once, whoever has them; deleted when no document has them any more."""

import hashlib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from core import files, uploads
from documents.models import BatchLine, Document, StoredFile
from documents.models.batches import TO_COME

PURGE_BATCH = 500


def checked_pdf(name: str, content: bytes) -> bytes:
    """What may be stored of a document to publish: a PDF, made unable to act. Raises ValidationError, in words."""
    upload = uploads.checked(name, content, max_bytes=settings.DOCUMENT_MAX_BYTES)
    if upload.content_type != uploads.PDF:
        raise ValidationError("Ce fichier n’est pas un PDF : un document publié est un PDF.", code="type")
    return upload.content


@transaction.atomic
def keep(content: bytes, content_type: str = uploads.PDF) -> StoredFile:
    """The file of this content, stored if it was not.

    Written before its row is committed: what is rolled back leaves a file without a row, which the same content finds
    again, and which nobody reaches.
    """
    fingerprint = hashlib.sha256(content).hexdigest()
    known = StoredFile.objects.select_for_update().filter(fingerprint=fingerprint).first()
    if known is not None:
        return known
    made, _ = StoredFile.objects.get_or_create(
        fingerprint=fingerprint, defaults={"size": len(content), "content_type": content_type}
    )
    files.write(made.stored_name, content)
    return made


def purge_orphans() -> int:
    """Delete the files that no document has, nor will have; return how many.

    A file is held while it is given to a document.
    """
    documents = Document.objects.filter(file=OuterRef("pk"))
    lines = awaited_lines().filter(fingerprint=OuterRef("fingerprint"))
    orphans = StoredFile.objects.filter(~Exists(documents), ~Exists(lines))
    purged = 0
    while batch := list(orphans.order_by("pk").values_list("pk", flat=True)[:PURGE_BATCH]):
        purged += _purge(batch)
    return purged


def awaited_lines() -> QuerySet[BatchLine]:
    """Of the batches whose documents are still to come."""
    return BatchLine.objects.filter(is_done=False, batch__state__in=TO_COME)


@transaction.atomic
def _purge(keys: list[int]) -> int:
    """Asked again once the rows are held."""
    held = list(StoredFile.objects.select_for_update().order_by("pk").filter(pk__in=keys))
    used = set(Document.objects.filter(file__in=held).values_list("file_id", flat=True))
    awaited = set(
        awaited_lines().filter(fingerprint__in=[one.fingerprint for one in held]).values_list("fingerprint", flat=True)
    )
    gone = [one for one in held if one.pk not in used and one.fingerprint not in awaited]
    StoredFile.objects.filter(pk__in=[one.pk for one in gone]).delete()
    names = [one.stored_name for one in gone]
    transaction.on_commit(lambda: files.delete(names))
    return len(gone)
