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
    _write_to(told, conversation, kind="support/caisse_answered")
    by_sms = wanting(people, Topic.CAISSE, by_sms=True)
    send_many_sms(_text(conversation, access) for access in told if access.user in by_sms)


def conversation_transferred(conversation: Conversation) -> None:
    """The same people, by e-mail alone: nothing is to be read yet. `conversation`: with the caisse that has it now."""
    told, caisse_name = _told(conversation), conversation.caisse.name
    _write_to(told, conversation, kind="support/conversation_transferred", caisse_name=caisse_name)


def conversation_merged(told: list[Access], merged: Conversation, into: Conversation) -> None:
    """To those whose messages are elsewhere now."""
    _write_to(told, into, kind="support/conversation_merged", merged=merged.reference)


def readers_of(conversation: Conversation) -> list[Access]:
    """Who is told of what happens to it."""
    return _told(conversation)


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


def _write_to(told: list[Access], conversation: Conversation, *, kind: str, **own: str) -> None:
    """Those of them who want it."""
    by_email = wanting([access.user for access in told], Topic.CAISSE)
    for access in told:
        if access.user in by_email:
            _write(conversation, access, kind, own)


def _write(conversation: Conversation, access: Access, kind: str, own: dict[str, str]) -> None:
    adherent = conversation.adherent
    send_email(
        kind=kind,
        to=access.user.email,
        context={
            "first_name": access.user.first_name,
            "company": adherent.name,
            "reference": conversation.reference,
            "path": reverse("support:conversation", args=[access.tiers.ref, conversation.public_id]),
            "caisse": conversation.caisse,
            **own,
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
