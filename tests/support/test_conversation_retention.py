"""Conversations, and their files, are kept so long after their last message, and no longer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import files
from core.models import AuditEvent
from support.enums import MaskedFor
from support.jobs import purge_conversations
from support.models import Conversation, InternalNote, MessageFile, Writing
from tests.staff import staff_client
from tests.support.factories import ConversationFactory

pytestmark = pytest.mark.django_db


def _last_written(conversation, ago) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(last_message_at=timezone.now() - ago)


def test_files_go_first_and_both_sides_read_that_there_was_one(cast, settings):
    own, other = cast.acme.support, cast.rival.support
    _last_written(own.conversation, settings.MESSAGE_FILES_RETENTION + timedelta(minutes=1))
    _last_written(other.conversation, settings.MESSAGE_FILES_RETENTION - timedelta(minutes=9))
    Writing.objects.update(seen_at=timezone.now())
    Writing.objects.filter(conversation=own.conversation).update(seen_at=timezone.now() - timedelta(days=1))
    for _ in range(2):
        purge_conversations(0)
    file = MessageFile.objects.get(pk=own.file.pk)
    assert (file.masked_for, file.masked_at == file.deleted_at) == (MaskedFor.EXPIRED, True)
    assert not files.private().exists(file.stored_name)
    assert files.private().exists(other.file.stored_name)
    page = staff_client(cast.sami).get(f"/admin/support/conversation/{own.conversation.pk}/change/").content.decode()
    assert "Durée de conservation écoulée" in page
    assert Writing.objects.get().conversation == other.conversation


def test_conversations_go_whole_and_the_journal_says_how_many(cast, settings):
    own = cast.acme.support
    later = ConversationFactory(adherent=own.conversation.adherent, follows=own.conversation)
    _last_written(own.conversation, settings.CONVERSATION_RETENTION + timedelta(minutes=1))
    purge_conversations(0)
    assert not Conversation.objects.filter(pk=own.conversation.pk).exists()
    assert not InternalNote.objects.filter(conversation_id=own.conversation.pk).exists()
    assert not files.private().exists(own.file.stored_name)
    later.refresh_from_db()
    assert later.follows is None
    line = AuditEvent.objects.get(action="support.purged")
    assert (line.caisse_id, line.changes) == (cast.caisse.pk, {"count": 1})


def test_a_file_of_no_message_goes(cast, monkeypatch):
    files.write("messages/perdu", b"x")
    purge_conversations(0)
    assert files.private().exists("messages/perdu")
    monkeypatch.setattr(files, "written_at", lambda name: timezone.now() - timedelta(days=2))
    purge_conversations(0)
    assert not files.private().exists("messages/perdu")
    assert files.private().exists(cast.acme.support.file.stored_name)
