"""What is told of a conversation to the company. None holds its subject, whom it is about, nor a word of it."""

from django.urls import reverse

from accounts.choices import wanting
from accounts.enums import Topic
from core.access import Access
from core.mail import send_email
from core.outgoing import Message as Outgoing
from core.rights import Right
from core.sms import send_many_sms
from delegations.recipients import told_of_answer
from support.models import Conversation


def caisse_answered(conversation: Conversation) -> None:
    """Whoever wrote in it, as long as they may read it; otherwise whoever may answer in their place. `conversation`
    with its company, its caisse, its site (`settling.held`).
    """
    told = _told(conversation)
    people = [access.user for access in told]
    by_email = wanting(people, Topic.CAISSE)
    for access in told:
        if access.user in by_email:
            _write(conversation, access)
    by_sms = wanting(people, Topic.CAISSE, by_sms=True)
    send_many_sms(_text(conversation, access) for access in told if access.user in by_sms)


def _told(conversation: Conversation) -> list[Access]:
    """A conversation about an object is told to those who may see that object."""
    site = conversation.establishment
    writers = conversation.messages.filter(is_from_caisse=False, author__isnull=False).select_related("author")
    return told_of_answer(
        authors={message.author_id: message.author for message in writers if message.author}.values(),
        adherent_id=conversation.adherent_id,
        places=[conversation.adherent.public_id, *([site.public_id] if site else [])],
        right=Right.SUPPORT_CONSULT,
        sees=lambda access: Conversation.objects.for_access(access).filter(pk=conversation.pk).exists(),
    )


def _write(conversation: Conversation, access: Access) -> None:
    adherent = conversation.adherent
    send_email(
        kind="support/caisse_answered",
        to=access.user.email,
        context={
            "first_name": access.user.first_name,
            "company": adherent.name,
            "reference": conversation.reference,
            "path": reverse("support:conversation", args=[access.tiers.ref, conversation.public_id]),
            "caisse": conversation.caisse,
        },
        user=access.user,
        caisse_id=conversation.caisse_id,
    )


def _text(conversation: Conversation, access: Access) -> Outgoing:
    return Outgoing(
        kind="support/caisse_answered",
        to=access.user.mobile,
        context={},
        own={"company": conversation.adherent.name, "reference": conversation.reference},
        user=access.user,
        caisse_id=conversation.caisse_id,
    )
