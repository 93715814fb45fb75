"""Who may do what with the messages of a company. What may be read is a named queryset (`for_access`)."""

from datetime import datetime
from typing import Any

from django.conf import settings

from core.access import Access
from core.rights import Right
from core.staff.managers import is_manager_of
from support.enums import ConversationState
from support.models import Appointment, Conversation

TREAT = "support.treat_conversation"
TREAT_APPOINTMENT = "support.treat_appointment"
SEND_BROADCAST = "support.send_broadcast"


def can_write(access: Access) -> bool:
    return access.has(Right.SUPPORT_ACT)


def can_reply(access: Access, conversation: Conversation, now: datetime) -> bool:
    """As long as it is not over, and in the days that follow its end, which reopens it; later another one is opened,
    that follows it.
    """
    return can_write(access) and (not conversation.is_over or _ended_lately(conversation, now))


def can_follow_up(access: Access, conversation: Conversation, now: datetime) -> bool:
    """By another conversation, once this one has been over for too long."""
    return can_write(access) and conversation.is_over and not _ended_lately(conversation, now)


def can_thank(access: Access, conversation: Conversation) -> bool:
    """« Merci » alone asks for nothing: it closes what was answered, again if it was reopened since."""
    return can_write(access) and conversation.state == ConversationState.ANSWERED


def can_treat(by: Any, conversation: Conversation) -> bool:
    """Managers of the caisse that has it; superusers of the network, all."""
    return is_manager_of(by, conversation.caisse_id, TREAT)


def can_reopen(by: Any, conversation: Conversation) -> bool:
    """Staff, whenever."""
    return conversation.is_over and can_treat(by, conversation)


def _ended_lately(conversation: Conversation, now: datetime) -> bool:
    ended_at = conversation.closed_at
    return ended_at is not None and now - ended_at <= settings.CONVERSATION_REOPENS_FOR


def can_change_appointment(access: Access, appointment: Appointment, now: datetime) -> bool:
    """Moved or cancelled until it begins: late is better than never."""
    return can_write(access) and appointment.is_coming(now)


def can_treat_appointment(by: Any, appointment: Appointment) -> bool:
    """Managers of the caisse whose agenda it is in."""
    return is_manager_of(by, appointment.agenda.caisse_id, TREAT_APPOINTMENT)


def can_write_texts(by: Any, caisse_id: int | None) -> bool:
    """The help and the tutorials: of one's own caisse, and the network of every one (no caisse) and of all."""
    if caisse_id is None:
        return bool(by.is_active and by.is_superuser)
    return is_manager_of(by, caisse_id, "support.add_pagetext")


def can_send_broadcast(by: Any, caisse_id: int) -> bool:
    """To the companies of one's own caisse, and the network to those of any."""
    return is_manager_of(by, caisse_id, SEND_BROADCAST)
