"""What the caisse does of a conversation besides answering it: read it, follow it, note, close, open again."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core import audit
from support.models import Conversation, InternalNote
from support.services import settling
from support.treating.holding import check_read, held_by_caisse, record
from support.treating.queries import agents_of
from support.treating.refusals import NotAnyMore, TakenMeanwhile

audit.declare(
    {
        "support.read_by_caisse": "Message : lu par la caisse",
        "support.entrusted": "Message : suivi confié",
        "support.noted": "Message : note interne",
        "support.closed_by_caisse": "Message : échange clos par la caisse",
        "support.reopened_by_caisse": "Message : échange rouvert par la caisse",
    }
)
_OVER = "Cet échange est déjà clos : rien n’a été changé."
_NOT_OVER = "Cet échange n’est pas clos : rien n’a été changé."


@transaction.atomic
def mark_read(*, conversation: Conversation, by: Any) -> None:
    """The company sees since when. Raises PermissionDenied."""
    locked = held_by_caisse(by, conversation)
    before = locked.state
    settling.caisse_read(locked)
    if locked.state != before:
        record("support.read_by_caisse", locked, by)


@transaction.atomic
def take(*, conversation: Conversation, by: Any) -> None:
    """For oneself, what nobody follows. Raises PermissionDenied, TakenMeanwhile."""
    locked = held_by_caisse(by, conversation)
    if locked.assigned_to_id not in (None, by.pk):
        raise TakenMeanwhile(str(locked.assigned_to))
    _entrust(locked, by, by)


@transaction.atomic
def entrust(*, conversation: Conversation, by: Any, to: Any) -> None:
    """To somebody who treats the messages of this caisse, or to nobody. Raises PermissionDenied."""
    locked = held_by_caisse(by, conversation)
    if to is not None and not agents_of(locked.caisse_id).filter(pk=to.pk).exists():
        raise PermissionDenied
    _entrust(locked, by, to)


@transaction.atomic
def write_note(*, conversation: Conversation, by: Any, body: str) -> InternalNote:
    """The company never reads it, nor that there is one. Raises PermissionDenied."""
    locked = held_by_caisse(by, conversation)
    record("support.noted", locked, by, is_internal=True)
    return InternalNote.objects.create(
        conversation=locked,
        adherent_id=locked.adherent_id,
        caisse_id=locked.caisse_id,
        author=by,
        author_label=str(by)[:200],
        body=body,
    )


@transaction.atomic
def close_conversation(*, conversation: Conversation, by: Any, version: int) -> None:
    """Raises PermissionDenied, NotAnyMore, WrittenMeanwhile."""
    locked = held_by_caisse(by, conversation)
    if locked.is_over:
        raise NotAnyMore(_OVER)
    check_read(locked, version)
    settling.closed(locked)
    record("support.closed_by_caisse", locked, by)


@transaction.atomic
def reopen_conversation(*, conversation: Conversation, by: Any) -> None:
    """Whenever it was closed. Raises PermissionDenied, NotAnyMore."""
    locked = held_by_caisse(by, conversation)
    if not locked.is_over:
        raise NotAnyMore(_NOT_OVER)
    settling.reopened(locked)
    record("support.reopened_by_caisse", locked, by)


def _entrust(conversation: Conversation, by: Any, to: Any) -> None:
    if conversation.assigned_to_id == (to.pk if to is not None else None):
        return
    conversation.assigned_to = to
    conversation.save(update_fields=["assigned_to"])
    record("support.entrusted", conversation, by, changes={"to": str(to or "–")}, is_internal=True)
