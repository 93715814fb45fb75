"""The lines of a batch are checked by chunks, each in its transaction: killed, it goes on where it was.

A file that may be published is stored at once, under what it holds, and the archive is not needed any more; a file
that nobody publishes in the end goes with the orphans (`storing.purge_orphans`).
"""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from core import queue
from core.french import counted
from documents.enums import BatchState
from documents.models import Batch, BatchLine
from documents.publishing.archive import BadArchive, BatchArchive, MissingEntry, plain_name
from documents.publishing.judging import Judge, Verdict
from documents.publishing.services.batches import forget_archive, held, opened, record
from documents.publishing.services.receiving import CHECK
from documents.services import storing

CHUNK = 50


def check_batch(batch_id: int) -> None:
    """Safe to run twice, after a kill, or from two workers at once. Raises BadArchive when the archive is gone."""
    batch = Batch.objects.get(pk=batch_id)
    if batch.state != BatchState.CHECKING:
        return
    with opened(batch) as archive:
        while _check_next(batch_id, archive):
            pass
    _conclude(batch_id)


@transaction.atomic
def resume(*, batch: Batch, preparing: str) -> None:
    """Have it go on where it stopped: one job more does no harm, they take turns."""
    if batch.state not in (BatchState.CHECKING, BatchState.PUBLISHING):
        return
    queue.defer(CHECK if batch.state == BatchState.CHECKING else preparing, batch_id=batch.pk)


@transaction.atomic
def _check_next(batch_id: int, archive: BatchArchive) -> bool:
    """False when no line remains."""
    batch = held(batch_id)
    if batch.state != BatchState.CHECKING:
        return False
    lines = list(batch.lines.filter(is_checked=False).order_by("number")[:CHUNK])
    judge = Judge(batch.caisse, [line.said for line in lines])
    stored = _stored_before(batch, lines)
    for line in lines:
        _check(line, judge.judge(line.said))
        line.fingerprint = _check_file(line, archive, stored)
    BatchLine.objects.bulk_update(lines, ["errors", "kind", "company", "fingerprint", "is_checked"])
    return len(lines) == CHUNK


def _check(line: BatchLine, verdict: Verdict) -> None:
    line.errors = [*line.errors, *verdict.sentences]
    if verdict.values is not None:
        line.kind_id, line.company = verdict.values.kind_id, verdict.values.adherent_id
    line.is_checked = True


def _stored_before(batch: Batch, lines: Sequence[BatchLine]) -> dict[str, str]:
    """Fingerprints of the files that earlier lines have too: a letter to all is one file."""
    names = {line.filename for line in lines}
    known = batch.lines.filter(is_checked=True, filename__in=names).exclude(fingerprint="")
    return {plain_name(name): fingerprint for name, fingerprint in known.values_list("filename", "fingerprint")}


def _check_file(line: BatchLine, archive: BatchArchive, stored: dict[str, str]) -> str:
    """Its fingerprint once stored; empty, and an error of the line, when it is not a PDF that may be published."""
    key = plain_name(line.filename)
    try:
        if not key:
            line.errors.append("Fichier : cette cellule est vide, donnez le nom du PDF.")
        elif key not in stored:
            content = storing.checked_pdf(line.filename, archive.read(line.filename))
            stored[key] = storing.keep(content).fingerprint
    except MissingEntry:
        line.errors.append("Fichier : il n’est pas dans l’archive. Vérifiez son nom, ou ajoutez-le.")
    except BadArchive as error:
        line.errors.append(f"Fichier : {error}")
    except ValidationError as error:
        line.errors.append(f"Fichier : {' '.join(error.messages)}")
    return stored.get(key, "")


@transaction.atomic
def _conclude(batch_id: int) -> None:
    batch = held(batch_id)
    if batch.state != BatchState.CHECKING or batch.lines.filter(is_checked=False).exists():
        return
    batch.error_count = batch.lines.exclude(errors=[]).count()
    batch.state = BatchState.REFUSED if batch.error_count else BatchState.CHECKED
    batch.save(update_fields=["error_count", "state"])
    # Its files are stored; what is to be mended comes in another archive.
    forget_archive(batch)
    told = counted(batch.error_count, "ligne à corriger,lignes à corriger") if batch.error_count else "bon à publier"
    record("documents.batch_checked", batch, None, résultat=told)
