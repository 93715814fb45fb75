"""The conversations of the demonstration and of the measurements."""

from datetime import timedelta

from django.utils import timezone

from adherents.models import Adherent
from cibtp_portal.development import (
    demo,
    demo_appointments,
    demo_broadcasts,
    demo_conversations,
    demo_documents,
    demo_employees,
    volume_adherents,
    volume_appointments,
    volume_support,
)
from support.appointments.queries import next_free
from support.broadcasts.queries import count, report
from support.enums import AppointmentKind, AppointmentState, BroadcastState, ConversationState
from support.models import Agenda, Appointment, Broadcast, Conversation, Message

OTHERS = ("crowd_conversations", "appointments", "crowd_appointments", "taken_slots")


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
    loaded = {"conversations": 30, **dict.fromkeys(OTHERS, 0)}
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


def test_appointments_in_bulk_are_at_free_seats_and_fill_an_agenda(db, monkeypatch) -> None:
    """In the demonstration, whose own appointments keep their seats: the database refuses two people at one."""
    demo.load_world()
    demo_appointments.load()
    volume_adherents.load(companies=12, users=1)
    crowded = Adherent.objects.filter(cibtp_id__startswith="V").order_by("pk")[0]
    monkeypatch.setattr(volume_appointments, "crowded_company", lambda: crowded)
    before, now = Appointment.objects.count(), timezone.now()
    asked = {"appointments": 60, "crowd_appointments": 20, "taken_slots": 70}
    assert volume_appointments.load(**asked) == asked
    own = Agenda.objects.get(caisse=crowded.caisse, kind=AppointmentKind.PHONE)
    already = Appointment.objects.coming(now).filter(agenda=own).exclude(adherent__cibtp_id__startswith="V").count()
    assert volume_appointments.present() == {**asked, "taken_slots": 70 + already}
    assert Appointment.objects.count() == before + 150
    assert crowded.appointments.filter(starts_at__lt=now).count() == 20 == crowded.appointments.count()
    assert set(Appointment.objects.filter(starts_at__lt=now).values_list("state", flat=True)) == set(AppointmentState)
    # 32 seats a day: the first two days are full.
    assert next_free(own, now, now).starts_at > now + timedelta(days=1)
    for one in Appointment.objects.select_related("agenda", "adherent"):
        one.full_clean(exclude=["adherent", "agenda", "subject", "booked_by"])
        assert one.agenda.caisse_id == one.adherent.caisse_id
    assert volume_appointments.load(**asked) == asked
