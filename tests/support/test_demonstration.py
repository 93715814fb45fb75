"""The conversations of the demonstration and of the measurements."""

from datetime import timedelta

from django.utils import timezone

from cibtp_portal.development import (
    demo,
    demo_broadcasts,
    demo_conversations,
    demo_documents,
    demo_employees,
    volume_adherents,
    volume_support,
)
from support.broadcasts.queries import count, report
from support.enums import BroadcastState, ConversationState
from support.models import Broadcast, Conversation, Message


def test_the_demonstration_shows_conversations_at_every_stage(db) -> None:
    demo.load_world()
    demo_employees.load()
    demo_documents.load()
    demo_conversations.load()
    assert set(Conversation.objects.values_list("state", flat=True)) == set(ConversationState)
    assert set(Conversation.objects.values_list("linked_kind", flat=True)) == {"", "salarie", "document"}
    assert Conversation.objects.filter(files__isnull=False, notes=None).exists()
    for conversation in Conversation.objects.prefetch_related("messages"):
        written = [message.sent_at for message in conversation.messages.all()]
        assert conversation.opened_at <= written[0] < timezone.now()
        assert written == sorted(written)
        assert conversation.last_message_at - written[-1] < timedelta(seconds=5)
        sides = [message.is_from_caisse for message in conversation.messages.all()]
        assert sides == [rank % 2 == 1 for rank in range(len(sides))]


def test_conversations_in_bulk_are_valid_and_some_wait(db) -> None:
    demo.load_cast()
    volume_adherents.load(companies=6, users=1)
    loaded = {"conversations": 30, "crowd_conversations": 0}
    assert volume_support.load(conversations=30) == loaded
    assert volume_support.present() == loaded
    waiting = Conversation.objects.of_the_caisse()
    assert 0 < waiting.count() < 30
    assert Message.objects.filter(conversation__in=waiting, is_from_caisse=True).count() == 0
    answered = Conversation.objects.exclude(pk__in=waiting)
    assert Message.objects.filter(conversation__in=answered, is_from_caisse=True).count() == answered.count()
    assert not Conversation.objects.filter(last_message_at__gt=timezone.now()).exists()


def test_what_was_written_to_many_shows_a_report_and_a_draft(db) -> None:
    demo.load_world()
    demo_broadcasts.load()
    draft, done = (Broadcast.objects.get(state=state) for state in (BroadcastState.DRAFT, BroadcastState.DONE))
    told = report(done)
    assert told.percent == 100
    assert told.channels[0].of("delivered") == told.total - 1 >= 2
    assert count(draft).people > 0
