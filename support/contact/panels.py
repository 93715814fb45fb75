"""What was written to the caisse about somebody, on their page."""

from dataclasses import dataclass

from core.access import Access
from core.rights import Right
from employees import panels
from employees.models import Employee
from support.models import Conversation
from support.policies import can_write

SHOWN = 5


@dataclass(frozen=True, slots=True)
class PersonConversations:
    conversations: list[Conversation]
    may_write: bool


def declare() -> None:
    panels.declare("support/contact/person_panel.html", _conversations)


def _conversations(access: Access, employee: Employee) -> PersonConversations | None:
    """None without any, or without the right to read them. Most people have none: that costs the least to know."""
    about = Conversation.objects.filter(adherent_id=access.tiers.adherent_id, employee=employee)
    if not access.has(Right.SUPPORT_CONSULT) or not about.exists():
        return None
    rows = Conversation.objects.for_access(access).filter(employee=employee).select_related("subject")
    conversations = list(rows.order_by("-is_unread", "-last_message_at", "-pk")[:SHOWN])
    return PersonConversations(conversations, can_write(access)) if conversations else None
