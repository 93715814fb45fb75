"""Another caisse takes over: one that knows the company, and that its question is for."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from adherents.models import Adherent, Caisse
from core import audit
from support.contact.emails import conversation_transferred
from support.enums import ConversationState
from support.models import Conversation
from support.services import settling
from support.services.handing_over import caisses_of, hand_over
from support.treating.holding import check_read, held_by_caisse, record
from support.treating.refusals import NotAnyMore, NotKnownThere

audit.declare(
    {
        "support.transferred": "Message : échange transmis à une autre caisse",
        "support.taken_over": "Message : échange reçu d’une autre caisse",
    }
)


def caisses_for(conversation: Conversation) -> QuerySet[Caisse]:
    """Where it may go: also back to where it came from."""
    return caisses_of(conversation.adherent).exclude(pk=conversation.caisse_id)


@transaction.atomic
def transfer(*, conversation: Conversation, by: Any, to: Caisse, version: int) -> Caisse:
    """What the company and the caisse wrote follows, with its files; what staff wrote to each other stays. The company
    is told, and reads it as before. Raises PermissionDenied, NotAnyMore, WrittenMeanwhile, NotKnownThere.
    """
    locked = held_by_caisse(by, conversation)
    if locked.is_over:
        raise NotAnyMore("Cet échange est clos : rouvrez-le pour le transmettre.")
    check_read(locked, version)
    if not caisses_for(locked).filter(pk=to.pk).exists():
        raise NotKnownThere
    given_up(locked, to, by)
    conversation_transferred(locked)
    return to


def given_up(locked: Conversation, to: Caisse, by: Any) -> None:
    """In the journals of both caisses; that of the company says it once."""
    said = {"caisse": [str(locked.caisse), str(to)]}
    record("support.transferred", locked, by, changes=said, is_internal=True)
    hand_over(locked, to, str(by or locked.caisse))
    record("support.taken_over", locked, by, changes=said)


@transaction.atomic
def follow_the_company(*, company: Adherent, before: Caisse, by: Any) -> int:
    """The company depends on another caisse: what is not over goes there with it, and what is over stays to be read by
    the one that answered it. Return how many went.
    """
    rows = Conversation.objects.filter(adherent=company, caisse=before).exclude(state=ConversationState.CLOSED)
    held = [settling.held(row) for row in rows.order_by("pk")]
    going = [row for row in held if row.caisse_id == before.pk and not row.is_over]
    for conversation in going:
        given_up(conversation, company.caisse, by)
        conversation_transferred(conversation)
    return len(going)
