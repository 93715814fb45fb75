"""Conversations, and their files, kept no longer than needed (DOMAIN §6.2). Periods are settings."""

from collections import Counter

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import audit, files
from core.upload_field import purge_lost
from support.enums import MaskedFor
from support.models import Conversation, MessageFile
from support.services.joining import FOLDER

_BATCH = 200

audit.declare({"support.purged": "Messages effacés à la fin de leur durée de conservation"})


def purge_message_files() -> int:
    """Of conversations in which nobody wrote since: both sides read that there was one. Return how many."""
    until = timezone.now() - settings.MESSAGE_FILES_RETENTION
    old = MessageFile.objects.filter(conversation__last_message_at__lt=until, deleted_at=None).order_by("pk")
    purged = 0
    while batch := list(old[:_BATCH]):
        _purge_files(batch)
        purged += len(batch)
    return purged


def purge_conversations() -> int:
    """Those in which nobody wrote since, with all that was written; return how many. The journal says how many of each
    caisse.
    """
    until = timezone.now() - settings.CONVERSATION_RETENTION
    old = Conversation.objects.filter(last_message_at__lt=until).order_by("pk")
    purged: Counter[int] = Counter()
    while batch := list(old.values_list("pk", "caisse_id")[:_BATCH]):
        _delete([pk for pk, _ in batch])
        purged.update(caisse_id for _, caisse_id in batch)
    for caisse_id, count in purged.items():
        audit.record("support.purged", caisse_id=caisse_id, target="échanges", changes={"count": count})
    return purged.total()


def purge_lost_files() -> int:
    """Files of nobody's message; return how many."""
    return purge_lost(FOLDER, MessageFile.objects.filter(deleted_at=None))


@transaction.atomic
def _purge_files(batch: list[MessageFile]) -> None:
    # Before the rows say so: a deletion that fails is tried again whole, and deleting what is gone does nothing.
    files.delete([file.stored_name for file in batch])
    now = timezone.now()
    for file in batch:
        file.masked_at, file.masked_for = file.masked_at or now, file.masked_for or MaskedFor.EXPIRED
        file.deleted_at = now
    MessageFile.objects.bulk_update(batch, ["masked_at", "masked_for", "deleted_at"])


@transaction.atomic
def _delete(keys: list[int]) -> None:
    kept = MessageFile.objects.filter(conversation__in=keys, deleted_at=None)
    files.delete(list(kept.values_list("stored_name", flat=True)))
    Conversation.objects.filter(pk__in=keys).delete()
