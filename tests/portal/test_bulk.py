"""Rows in bulk: their numbers follow those that were given, even to rows that are not there any more; what the database
checks of each row is checked of all of them.
"""

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from cibtp_portal.development.bulk import checked_once, copy_rows, indexed_at_the_end, next_id
from core.references import new_public_id
from support.models import Conversation, FaqCategory, Message
from tests.factories import AdherentFactory, CaisseFactory
from tests.support.factories import ConversationFactory

pytestmark = pytest.mark.django_db


def _next_of(model) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        return cursor.fetchone()[0]


def test_a_sequence_goes_after_the_rows_and_never_back():
    given = _next_of(FaqCategory)
    caisse = CaisseFactory()
    rows = [(given + 500, caisse.pk, "loin", "Loin", "", 1)]
    columns = ("id", "caisse_id", "code", "name", "section", "rank")
    copy_rows(FaqCategory, columns, rows)
    assert _next_of(FaqCategory) > given + 500
    FaqCategory.objects.filter(pk=given + 500).delete()
    copy_rows(FaqCategory, columns, [(given, caisse.pk, "pres", "Près", "", 1)])
    assert _next_of(FaqCategory) > given + 500


_MESSAGE = ("id", "public_id", "adherent_id", "conversation_id", "attempt", "is_from_caisse", "author_label", "body")


def _message(conversation: Conversation, adherent_id: int) -> tuple:
    return (
        *(next_id(Message), new_public_id(), adherent_id, conversation.pk, new_public_id(), False, "Alice", "Bonjour"),
        timezone.now(),
    )


def _triggers() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = 'support_message'::regclass AND NOT tgisinternal"
        )
        return set(cursor.fetchall())


def _indexes(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [table])
        return {definition for (definition,) in cursor.fetchall()}


def test_rows_of_a_load_are_those_that_the_trigger_would_let_in():
    """One row of another company refuses the load; the trigger looks at the next rows again, whatever came of it."""
    conversation, before = ConversationFactory(), _triggers()
    columns = (*_MESSAGE, "sent_at")
    with checked_once(Message):
        copy_rows(Message, columns, [_message(conversation, conversation.adherent_id)])
    assert (Message.objects.count(), _triggers()) == (1, before)
    stranger = AdherentFactory()
    with pytest.raises(IntegrityError, match="support_message points at is of its company"), checked_once(Message):
        copy_rows(Message, columns, [_message(conversation, stranger.pk)])
    assert (Message.objects.count(), _triggers()) == (1, before)
    with pytest.raises(IntegrityError, match="points at is of its company"):
        Message.objects.create(conversation=conversation, adherent=stranger, author_label="Alice", body="Bonjour")


def test_indexes_are_back_when_the_rows_are_there():
    before = _indexes("support_conversation")
    with indexed_at_the_end(Conversation):
        assert len(_indexes("support_conversation")) == len(before) - len(Conversation._meta.indexes)
    assert _indexes("support_conversation") == before
