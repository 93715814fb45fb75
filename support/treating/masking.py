"""What was joined and should not have been: nobody opens it any more, and both sides read why."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit, files
from support.enums import MaskedFor
from support.models import MessageFile
from support.treating.holding import held_by_caisse, record
from support.treating.refusals import NotAnyMore

audit.declare(
    {
        "support.file_read": "Message : pièce jointe ouverte par la caisse",
        "support.file_masked": "Message : pièce jointe masquée par la caisse",
        "support.file_deleted": "Message : pièce jointe supprimée par la caisse",
    }
)


@transaction.atomic
def mask_file(*, file: MessageFile, by: Any, reason: MaskedFor, deletes: bool) -> None:
    """`deletes`: its content too, for good, even once it is masked. Its name may say what it should not: the journal
    has its reference. Raises PermissionDenied, NotAnyMore.
    """
    conversation = held_by_caisse(by, file.conversation)
    locked = MessageFile.objects.select_for_update(no_key=True).get(pk=file.pk)
    if locked.deleted_at is not None or (locked.masked_at is not None and not deletes):
        raise NotAnyMore("Cette pièce est déjà masquée : rien n’a été changé.")
    now = timezone.now()
    if locked.masked_at is None:
        locked.masked_at, locked.masked_by, locked.masked_for = now, by, reason
    if deletes:
        locked.deleted_at = now
        transaction.on_commit(lambda: files.delete([locked.stored_name]))
    locked.save(update_fields=["masked_at", "masked_by", "masked_for", "deleted_at"])
    said = {"file": locked.public_id, "reason": str(MaskedFor(locked.masked_for).label)}
    action = "support.file_deleted" if deletes else "support.file_masked"
    record(action, conversation, by, changes=said)


def record_file_reading(*, file: MessageFile, by: Any) -> None:
    """Staff opened what a company joined."""
    record("support.file_read", file.conversation, by, changes={"file": file.name})
