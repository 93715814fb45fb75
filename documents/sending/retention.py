"""Files that companies sent, kept no longer than needed (DOMAIN §6.2); the sendings stay."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import files
from core.upload_field import purge_lost
from documents.models import SentFile
from documents.sending.services import FOLDER

_BATCH = 200


def purge_sent_files() -> int:
    """Of sendings treated long ago; return how many."""
    until = timezone.now() - settings.SENT_FILES_RETENTION
    old = SentFile.objects.filter(sending__treated_at__lt=until).order_by("pk")
    purged = 0
    while batch := list(old.values_list("pk", "stored_name")[:_BATCH]):
        _purge(batch)
        purged += len(batch)
    return purged


def purge_lost_files() -> int:
    """Files without a row: of somebody who is not kept any more, of a sending that was cut short; return how many."""
    return purge_lost(FOLDER, SentFile.objects.all())


@transaction.atomic
def _purge(batch: list[tuple[int, str]]) -> None:
    # Before the rows go: a deletion that fails is tried again whole, and deleting what is gone does nothing.
    files.delete([name for _, name in batch])
    SentFile.objects.filter(pk__in=[pk for pk, _ in batch]).delete()
