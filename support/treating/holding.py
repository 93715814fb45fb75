"""What every service of the caisse's side begins and ends with."""

from typing import Any

from django.core.exceptions import PermissionDenied

from core import audit
from support.models import Conversation
from support.policies import can_treat
from support.services import settling
from support.treating.refusals import NotAnyMore, WrittenMeanwhile


def held_by_caisse(by: Any, conversation: Conversation) -> Conversation:
    """The row, locked, for whoever treats it. Raises PermissionDenied, NotAnyMore."""
    locked = settling.held(conversation)
    if not can_treat(by, locked):
        raise PermissionDenied
    if locked.merged_into_id is not None:
        raise NotAnyMore("Cet échange a été réuni à un autre : rien n’a été changé.")
    return locked


def check_read(conversation: Conversation, version: int) -> None:
    """The page that was read is the last one. Raises WrittenMeanwhile."""
    if version != conversation.version:
        raise WrittenMeanwhile


def record(
    action: str,
    conversation: Conversation,
    by: Any,
    *,
    changes: dict[str, Any] | None = None,
    is_internal: bool = False,
) -> None:
    """In the journal that the company reads too, unless it is an affair of the caisse's own (`is_internal`)."""
    adherent = conversation.adherent
    audit.record(
        action,
        actor=by,
        caisse_id=conversation.caisse_id,
        adherent_id=None if is_internal else adherent.pk,
        tiers_label=adherent.name,
        target=f"échange {conversation.reference}",
        changes=changes,
    )
