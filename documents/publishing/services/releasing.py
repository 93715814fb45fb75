"""A checked batch is published: its documents are prepared by chunks, unseen, then all seen at the same instant.

A line is judged again when its document is made: if a company left or a kind changed since, nothing of the batch is
published, and the report says why.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core import queue
from documents.enums import BatchState
from documents.models import Batch, BatchLine, Document, StoredFile
from documents.policies import can_publish
from documents.publishing.judging import Judge
from documents.publishing.services.batches import BatchRefused, forget_archive, held, record
from documents.services.adding import add_document
from documents.values import DocumentValues

PREPARE = "documents.jobs.prepare_batch"
CHUNK = 100
_MOVED = "Ce lot n’attend plus d’être publié : rien n’a été changé."
_LOST = "Fichier : il n’est plus rangé. Déposez le lot de nouveau."


class _WrongNow(Exception):
    """Lines that were good are not any more."""

    def __init__(self, wrong: list[BatchLine]) -> None:
        self.wrong = wrong


@transaction.atomic
def confirm_batch(*, batch: Batch, by: Any = None, publish_at: datetime | None = None) -> Batch:
    """Have it prepared, then seen at that hour, at once when it is past. Raises BatchRefused."""
    _check_may(by, batch)
    row = held(batch.pk)
    if row.state != BatchState.CHECKED:
        raise BatchRefused(_MOVED)
    row.state, row.publish_at = BatchState.PUBLISHING, publish_at or timezone.now()
    row.save(update_fields=["state", "publish_at"])
    record("documents.batch_confirmed", row, by, documents=row.line_count, heure=row.publish_at.isoformat())
    queue.defer(PREPARE, batch_id=row.pk)
    return row


@transaction.atomic
def drop_batch(*, batch: Batch, by: Any) -> None:
    """Nothing of it will be published. Raises BatchRefused."""
    _check_may(by, batch)
    row = held(batch.pk)
    if row.state not in (BatchState.CHECKING, BatchState.CHECKED):
        raise BatchRefused(_MOVED)
    row.state = BatchState.DROPPED
    row.save(update_fields=["state"])
    forget_archive(row)
    record("documents.batch_dropped", row, by)


def prepare_batch(batch_id: int) -> None:
    """Safe to run twice, after a kill, or from two workers at once: a line and its document are written together."""
    batch = Batch.objects.get(pk=batch_id)
    if batch.state != BatchState.PUBLISHING:
        return
    try:
        while _prepare_next(batch_id):
            pass
    except _WrongNow as error:
        _take_back(batch_id, error.wrong)
        return
    _release(batch_id)


@transaction.atomic
def _prepare_next(batch_id: int) -> bool:
    """False when no line remains. Raises _WrongNow, and nothing of the chunk is written."""
    batch = held(batch_id)
    if batch.state != BatchState.PUBLISHING:
        return False
    lines = list(batch.lines.filter(is_done=False).order_by("number")[:CHUNK])
    for values, file in _judged_again(batch, lines):
        add_document(values=values, file=file, by=batch.created_by, batch=batch)
    BatchLine.objects.filter(pk__in=[line.pk for line in lines]).update(is_done=True)
    return len(lines) == CHUNK


def _judged_again(batch: Batch, lines: Sequence[BatchLine]) -> list[tuple[DocumentValues, StoredFile]]:
    judge = Judge(batch.caisse, [line.said for line in lines])
    stored = _stored(lines)
    judged, wrong = [], []
    for line in lines:
        verdict, file = judge.judge(line.said), stored.get(line.fingerprint)
        if verdict.values is not None and file is not None:
            judged.append((verdict.values, file))
        else:
            line.errors = verdict.sentences or [_LOST]
            wrong.append(line)
    if wrong:
        raise _WrongNow(wrong)
    return judged


def _stored(lines: Sequence[BatchLine]) -> dict[str, StoredFile]:
    """Held until they are a document's: orphans are purged."""
    names = {line.fingerprint for line in lines}
    rows = StoredFile.objects.select_for_update(no_key=True).filter(fingerprint__in=names).order_by("pk")
    return {file.fingerprint: file for file in rows}


@transaction.atomic
def _take_back(batch_id: int, wrong: list[BatchLine]) -> None:
    """What was prepared was seen by nobody: it is deleted, and the batch is to be mended."""
    batch = held(batch_id)
    if batch.state != BatchState.PUBLISHING:
        return
    Document.objects.filter(batch=batch, published_at__isnull=True).delete()
    BatchLine.objects.bulk_update(wrong, ["errors"])
    batch.lines.update(is_done=False)
    batch.state, batch.error_count = BatchState.REFUSED, batch.lines.exclude(errors=[]).count()
    batch.save(update_fields=["state", "error_count"])
    record("documents.batch_checked", batch, None, résultat="lignes à corriger depuis le contrôle")


@transaction.atomic
def _release(batch_id: int) -> None:
    """One statement: a company sees all of its documents, or none."""
    batch = held(batch_id)
    if batch.state != BatchState.PUBLISHING or batch.lines.filter(is_done=False).exists():
        return
    hour = max(batch.publish_at or timezone.now(), timezone.now())
    count = Document.objects.filter(batch=batch, published_at__isnull=True).update(published_at=hour)
    batch.state, batch.published_at = BatchState.PUBLISHED, hour
    batch.save(update_fields=["state", "published_at"])
    record("documents.batch_published", batch, batch.created_by, documents=count, heure=hour.isoformat())


def _check_may(by: Any, batch: Batch) -> None:
    """None is the command line: whoever has a shell needs no permission of ours."""
    if by is not None and not can_publish(by, batch.caisse_id):
        raise PermissionDenied
