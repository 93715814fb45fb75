"""A batch comes in: its archive opens, its manifest is read at once, its lines are checked by a job."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import IntegrityError, transaction

from adherents.models import Caisse
from core import files, queue
from core.references import new_public_id
from core.tables import UnreadableTable
from documents.models import Batch, BatchLine
from documents.models.batches import FREED
from documents.policies import can_publish
from documents.publishing.archive import BadArchive, BatchArchive, plain_name
from documents.publishing.manifest import Manifest, read_manifest, repeats
from documents.publishing.services.batches import BatchRefused, archive_name, record

CHECK = "documents.jobs.check_batch"
_ROWS = 1000
_NAME_MAX_LENGTH = 260


class SameBatch(BatchRefused):
    """`first`: the batch that says the same."""

    def __init__(self, first: Batch) -> None:
        super().__init__(f"Ce manifeste est déjà celui du lot « {first} » : rien n’a été déposé.")
        self.first = first


def receive_batch(*, caisse: Caisse, name: str, file: File, by: Any = None) -> Batch:
    """Keep the archive, and have a job check its lines; `file` is moved, never held. `by` None: a command.

    Raises BatchRefused, in words that say how to mend it, and SameBatch.
    """
    if by is not None and not can_publish(by, caisse.pk):
        raise PermissionDenied
    manifest, unnamed = _read(file)
    _refuse_same(caisse, manifest)
    batch = Batch(
        caisse=caisse,
        name=name,
        manifest_fingerprint=manifest.fingerprint,
        folder=f"lots/{new_public_id()}",
        line_count=len(manifest.lines),
        created_by=by,
        created_by_label=str(by) if by is not None else "Ligne de commande",
    )
    if manifest.alphabet:
        batch.alphabet, batch.words = manifest.alphabet.key, list(manifest.alphabet.words)
    try:
        _store(batch, manifest, unnamed, file)
    except IntegrityError:
        # The same one, sent twice at the same instant.
        _refuse_same(caisse, manifest)
        raise
    return batch


def _read(file: File) -> tuple[Manifest, list[str]]:
    """What it says, and the files that it does not name."""
    try:
        archive = BatchArchive(file)
        manifest = read_manifest(archive.manifest())
    except (BadArchive, UnreadableTable) as error:
        raise BatchRefused(str(error)) from error
    named = {plain_name(line.said.get("file", "")) for line in manifest.lines}
    return manifest, [name for name in archive.names if plain_name(name) not in named]


def _refuse_same(caisse: Caisse, manifest: Manifest) -> None:
    same = Batch.objects.filter(caisse=caisse, manifest_fingerprint=manifest.fingerprint)
    first = same.exclude(state__in=FREED).first()
    if first is not None:
        raise SameBatch(first)


def _store(batch: Batch, manifest: Manifest, unnamed: list[str], file: File) -> None:
    """The file first: rolled back with its row."""
    try:
        files.write_from(archive_name(batch), file)
        with transaction.atomic():
            batch.save()
            BatchLine.objects.bulk_create(_lines(batch, manifest, unnamed), batch_size=_ROWS)
            record("documents.batch_received", batch, batch.created_by, lignes=batch.line_count)
            queue.defer(CHECK, batch_id=batch.pk)
    except BaseException:
        files.delete([archive_name(batch), batch.folder])
        raise


def _lines(batch: Batch, manifest: Manifest, unnamed: list[str]) -> list[BatchLine]:
    """Those of the manifest; then a file that no line names, which somebody forgot, is a line to mend."""
    repeated = repeats(manifest.lines)
    lines = [
        BatchLine(
            batch=batch,
            number=line.number,
            filename=line.said.get("file", "")[:_NAME_MAX_LENGTH],
            said=line.said,
            errors=[_repeats(repeated[line.number])] if line.number in repeated else [],
        )
        for line in manifest.lines
    ]
    last = max(line.number for line in manifest.lines)
    return lines + [_unnamed(batch, last + rank, name) for rank, name in enumerate(unnamed, start=1)]


def _unnamed(batch: Batch, number: int, name: str) -> BatchLine:
    words = "Aucune ligne du manifeste ne nomme ce fichier : ajoutez-en une, ou retirez le fichier de l’archive."
    return BatchLine(batch=batch, number=number, filename=name[:_NAME_MAX_LENGTH], errors=[words], is_checked=True)


def _repeats(number: int) -> str:
    return f"Cette ligne répète la ligne {number} : gardez l’une des deux."
