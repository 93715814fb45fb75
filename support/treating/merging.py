"""Two conversations about the same thing become one: what was written in one is read in the other."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from core import audit
from support.contact.emails import conversation_merged, readers_of
from support.enums import ConversationState
from support.models import Conversation, InternalNote, Message, MessageFile, Writing
from support.services import settling
from support.treating.holding import check_read, held_by_caisse, record
from support.treating.refusals import NotAnyMore, NotReadAlike

audit.declare({"support.merged": "Message : échanges réunis"})
# What decides who reads a conversation, of the company and of the caisse (`AboutQuerySet.for_access`).
_READ_BY = ("adherent_id", "caisse_id", "establishment_id", "linked_kind", "linked_ref")


def read_alike(one: Conversation, other: Conversation) -> bool:
    """By the same people of the company, whatever their rights, and of the same caisse."""
    return all(getattr(one, name) == getattr(other, name) for name in _READ_BY)


def partners_of(conversation: Conversation) -> QuerySet[Conversation]:
    """Those that this one may be merged into: open, read by the same people; the latest first."""
    alike = {name: getattr(conversation, name) for name in _READ_BY}
    rows = Conversation.objects.standing().exclude(state=ConversationState.CLOSED).exclude(pk=conversation.pk)
    return rows.filter(**alike).select_related("subject").order_by("-last_message_at", "-pk")


def merge(*, conversation: Conversation, into: Conversation, by: Any, version: int, into_version: int) -> Conversation:
    """Messages, files and notes go to `into`, in their order in time; `conversation` is over, and its address leads
    there. Nothing becomes visible to somebody who did not read it. `version`, `into_version`: of what was read.

    Raises PermissionDenied, NotAnyMore, NotReadAlike, WrittenMeanwhile.
    """
    if conversation.pk == into.pk:
        raise NotAnyMore("Un échange ne se réunit pas à lui-même : choisissez-en un autre.")
    with transaction.atomic():
        # Always in the same order: two merges of the same two wait for each other.
        held = {one.pk: held_by_caisse(by, one) for one in sorted((conversation, into), key=lambda one: one.pk)}
        merged, kept = held[conversation.pk], held[into.pk]
        _check(merged, kept, version, into_version)
        told = readers_of(merged)
        _carry(merged, kept)
        settling.merged(merged, kept)
        record("support.merged", merged, by, changes={"into": kept.reference})
        record("support.merged", kept, by, changes={"with": merged.reference})
        conversation_merged(told, merged, kept)
    return kept


def _check(merged: Conversation, kept: Conversation, version: int, into_version: int) -> None:
    if not read_alike(merged, kept):
        raise NotReadAlike
    check_read(merged, version)
    check_read(kept, into_version)
    if kept.is_over:
        raise NotAnyMore("L’échange choisi est clos : rouvrez-le, ou choisissez-en un autre.")


def _carry(merged: Conversation, kept: Conversation) -> None:
    sent = Message.objects.filter(conversation=kept).values("attempt")
    for message in Message.objects.filter(conversation=merged, attempt__in=sent):
        # Nothing is sent twice to an address that is no more: what tells the form apart is that of another.
        Message.objects.filter(pk=message.pk).update(attempt=message.public_id)
    for table in (Message, MessageFile, InternalNote):
        table.objects.filter(conversation=merged).update(conversation=kept)  # type: ignore[attr-defined]
    Writing.objects.filter(conversation=merged).delete()
    Conversation.objects.filter(merged_into=merged).update(merged_into=kept)
    Conversation.objects.filter(follows=merged).exclude(pk=kept.pk).update(follows=kept)
    if kept.follows_id == merged.pk:
        kept.follows = None
        kept.save(update_fields=["follows"])
