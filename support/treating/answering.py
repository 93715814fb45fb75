"""The caisse answers: once, to what was read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from core import audit
from core.upload_field import no_file_left_behind
from core.uploads import Upload
from support.contact.emails import caisse_answered
from support.models import Conversation, Message
from support.services import presence, settling
from support.services.joining import join
from support.treating.holding import check_read, held_by_caisse, record
from support.treating.refusals import NotAnyMore

audit.declare({"support.answered": "Message : réponse de la caisse"})


@dataclass(frozen=True, slots=True)
class Answer:
    """`attempt`: of the form, so that it is sent once."""

    body: str
    uploads: Sequence[Upload]
    attempt: str


def answer_conversation(*, conversation: Conversation, by: Any, version: int, answer: Answer) -> tuple[Message, bool]:
    """The message, and whether it is new. Whoever answers first follows the conversation.

    Raises PermissionDenied, WrittenMeanwhile, NotAnyMore.
    """
    with no_file_left_behind() as stored, transaction.atomic():
        locked = held_by_caisse(by, conversation)
        again = Message.objects.filter(conversation=locked, attempt=answer.attempt).first()
        if again is not None:
            return again, False
        check_read(locked, version)
        if locked.is_over:
            raise NotAnyMore("Cet échange est clos : rouvrez-le pour y répondre.")
        message = _write(locked, by, answer, stored)
        settling.caisse_wrote(locked)
        presence.wrote(conversation=locked, person=by)
        record("support.answered", locked, by, changes={"files": [upload.name for upload in answer.uploads]})
        caisse_answered(locked)
    return message, True


def _write(conversation: Conversation, by: Any, answer: Answer, stored: list[str]) -> Message:
    if conversation.assigned_to_id is None:
        conversation.assigned_to = by
        conversation.save(update_fields=["assigned_to"])
    message = Message.objects.create(
        conversation=conversation,
        adherent_id=conversation.adherent_id,
        attempt=answer.attempt,
        is_from_caisse=True,
        author=by,
        author_label=f"{by}, {conversation.caisse.name}"[:200],
        body=answer.body,
    )
    join(message, answer.uploads, stored)
    return message
