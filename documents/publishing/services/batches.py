"""What the services of a batch share: its row held, its archive opened, its lines in the journal."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from core import audit, files
from documents.models import Batch
from documents.publishing.archive import BadArchive, BatchArchive

audit.declare(
    {
        "documents.batch_received": "Lot de documents déposé",
        "documents.batch_checked": "Lot de documents contrôlé",
        "documents.batch_confirmed": "Publication d’un lot de documents décidée",
        "documents.batch_published": "Lot de documents publié",
        "documents.batch_dropped": "Lot de documents abandonné",
        "documents.batch_withdrawn": "Lot de documents retiré",
    }
)


class BatchRefused(Exception):
    """Why nothing was done, in words."""


def archive_name(batch: Batch) -> str:
    return f"{batch.folder}/lot.zip"


@contextmanager
def opened(batch: Batch) -> Iterator[BatchArchive]:
    """Its archive, read where it is stored. Raises BadArchive."""
    try:
        file = files.opened(archive_name(batch))
    except FileNotFoundError:
        raise BadArchive("L’archive de ce lot n’est plus là : abandonnez-le, puis déposez-la de nouveau.") from None
    with file:
        yield BatchArchive(file)


def held(batch_id: int) -> Batch:
    """In the caller's transaction: two jobs take turns."""
    rows = Batch.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("caisse", "created_by").get(pk=batch_id)


def forget_archive(batch: Batch) -> None:
    """Once the transaction is committed."""
    names = [archive_name(batch), batch.folder]
    transaction.on_commit(lambda: files.delete(names))


def record(action: str, batch: Batch, by: Any, **changes: object) -> None:
    audit.record(action, actor=by, caisse_id=batch.caisse_id, target=f"lot {batch.name}", changes=changes)
