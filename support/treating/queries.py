"""What the staff read around a conversation."""

from dataclasses import dataclass

from django.db.models import Case, IntegerField, QuerySet, When
from django.utils.safestring import SafeString

from accounts.enums import StaffRole
from accounts.models import User
from core import rich_text
from support.models import CannedAnswer, Conversation, InternalNote, Message


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """`body`: of the caisse, already written in HTML."""

    message: Message
    body: str | SafeString


def agents_of(caisse_id: int) -> QuerySet[User]:
    """Those who treat the messages of a caisse (`staff_rights`: managers act, others read)."""
    return User.objects.filter(
        staff_caisse_id=caisse_id, staff_role=StaffRole.MANAGER, is_staff=True, is_active=True
    ).order_by("first_name", "last_name", "pk")


def canned_for(conversation: Conversation) -> QuerySet[CannedAnswer]:
    """Those about its subject first, then those about any, then the others."""
    rows = CannedAnswer.objects.filter(caisse_id=conversation.caisse_id, is_active=True)
    its_own, any_of_them = When(subject_id=conversation.subject_id, then=0), When(subject=None, then=1)
    nearness = Case(its_own, any_of_them, default=2, output_field=IntegerField())
    return rows.select_related("subject").order_by(nearness, "subject__rank", "subject_id", "title", "pk")


def thread_of(conversation: Conversation) -> list[ReadMessage]:
    """The oldest first, as both sides read them."""
    rows = Message.objects.filter(conversation=conversation).prefetch_related("files")
    return [ReadMessage(one, rich_text.rendered(one.body) if one.is_from_caisse else one.body) for one in rows]


def notes_of(conversation: Conversation, caisse_id: int | None) -> list[InternalNote]:
    """Those that this caisse wrote; for the network, which has none, those of every caisse."""
    notes = InternalNote.objects.filter(conversation=conversation)
    return list(notes if caisse_id is None else notes.filter(caisse_id=caisse_id))
