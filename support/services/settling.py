"""Where a conversation stands after what was just done: the only writer of its state."""

from datetime import datetime

from django.utils import timezone

from support.enums import OF_THE_CAISSE, ConversationState
from support.models import Conversation

_WRITTEN = (
    "state",
    "version",
    "last_message_at",
    "waiting_since",
    "read_at",
    "answered_at",
    "closed_at",
    "reopened_at",
    "thanked_at",
    "is_unread",
)


def held(conversation: Conversation) -> Conversation:
    """The row, locked until the end of the transaction; whatever is decided is decided from it. What it points at may
    have changed while one waited: it is read afterwards.
    """
    Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
    rows = Conversation.objects.select_related("adherent__caisse", "caisse", "subject", "establishment", "opened_by")
    locked: Conversation = rows.get(pk=conversation.pk)
    return locked


def company_wrote(conversation: Conversation) -> None:
    """The caisse has to answer; what it had not answered yet waits since its first message."""
    now = timezone.now()
    was_waiting = conversation.state in OF_THE_CAISSE
    conversation.last_message_at = now
    _no_longer_over(conversation)
    _settle(conversation, ConversationState.SENT, waiting_since=conversation.waiting_since if was_waiting else now)


def caisse_read(conversation: Conversation) -> None:
    """The first time since the company wrote; nothing otherwise. The page that the company holds is still good."""
    if conversation.state == ConversationState.SENT:
        conversation.read_at = timezone.now()
        _stand(conversation, ConversationState.READ, waiting_since=conversation.waiting_since)


def caisse_wrote(conversation: Conversation) -> None:
    """It has answered, or added to its answer."""
    now = timezone.now()
    conversation.last_message_at = conversation.answered_at = now
    conversation.read_at = conversation.read_at or now
    conversation.is_unread = True
    _settle(conversation, ConversationState.ANSWERED)


def company_read(conversation: Conversation) -> None:
    """Somebody of the company has the last answer before their eyes: its state is the same."""
    Conversation.objects.filter(pk=conversation.pk, is_unread=True).update(is_unread=False)


def closed(conversation: Conversation, *, by_thanks: bool = False) -> None:
    conversation.thanked_at = timezone.now() if by_thanks else None
    _settle(conversation, ConversationState.CLOSED)


def reopened(conversation: Conversation) -> None:
    """By staff, who have read it: it waits for the caisse again."""
    conversation.read_at = conversation.read_at or timezone.now()
    _no_longer_over(conversation)
    _settle(conversation, ConversationState.READ, waiting_since=timezone.now())


def merged(conversation: Conversation, into: Conversation) -> None:
    """Both are held. What one waited for, the other waits for, since the first of them; pages that were read before are
    refused on both sides, whichever of the two they showed.
    """
    waiting = [one for one in (conversation, into) if one.state in OF_THE_CAISSE]
    states = {one.state for one in waiting} or {into.state}
    into.last_message_at = max(conversation.last_message_at, into.last_message_at)
    into.is_unread = into.is_unread or conversation.is_unread
    into.answered_at = max(filter(None, (conversation.answered_at, into.answered_at)), default=None)
    if conversation.opened_at < into.opened_at:
        into.opened_at, into.opened_by = conversation.opened_at, conversation.opened_by
        into.opened_by_label = conversation.opened_by_label
        into.save(update_fields=["opened_at", "opened_by", "opened_by_label"])
    into.version = max(conversation.version, into.version)
    state = ConversationState.SENT if ConversationState.SENT in states else ConversationState(min(states))
    _settle(into, state, min((one.waiting_since for one in waiting if one.waiting_since), default=None))
    conversation.is_unread, conversation.merged_into = False, into
    conversation.save(update_fields=["is_unread"])
    _settle(conversation, ConversationState.CLOSED)
    conversation.save(update_fields=["merged_into"])


def _no_longer_over(conversation: Conversation) -> None:
    if conversation.is_over:
        conversation.reopened_at = timezone.now()
    conversation.thanked_at = None


def moved(conversation: Conversation) -> None:
    """To another caisse: it stands where it stood, but whoever had its page has to read it again."""
    _settle(conversation, ConversationState(conversation.state), conversation.waiting_since, conversation.closed_at)


def _settle(
    conversation: Conversation,
    state: ConversationState,
    waiting_since: datetime | None = None,
    closed_at: datetime | None = None,
) -> None:
    """A page that was read before is refused."""
    conversation.version += 1
    _stand(conversation, state, waiting_since, closed_at)


def _stand(
    conversation: Conversation,
    state: ConversationState,
    waiting_since: datetime | None,
    closed_at: datetime | None = None,
) -> None:
    conversation.state = state
    conversation.waiting_since = waiting_since
    conversation.closed_at = (closed_at or timezone.now()) if state == ConversationState.CLOSED else None
    conversation.save(update_fields=list(_WRITTEN))
