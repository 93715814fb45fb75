"""An appointment recalled the day before, changes told, and what the home page says of the next one."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Topic
from accounts.models import MessageChoice
from core import linked, pending
from core.models import OutgoingMessage
from core.rights import Right
from core.templatetags.portal import near_date
from support import jobs
from support.appointments.services import treating
from support.appointments.services.booking import move_appointment
from support.appointments.tiles import next_appointment
from support.models import Appointment
from tests.absences.kit import access_of
from tests.employees.person_kit import text_of
from tests.support.appointment_kit import NOW, book, slot_of
from tests.support.factories import AppointmentFactory

pytestmark = pytest.mark.django_db
FRIDAY = slot_of("2026-12-04 10:00")
MONDAY = slot_of("2026-12-07 10:00")


@pytest.fixture
def agenda(cast):
    with time_machine.travel(NOW, tick=False):
        Appointment.objects.all().delete()
        OutgoingMessage.objects.all().delete()
        cast.alice.mobile, cast.alice.mobile_certified_at = "+33612345678", timezone.now()
        cast.alice.save()
        yield cast.acme.support.agenda


def sent_by(act) -> list[tuple[str, str, str]]:
    before = set(OutgoingMessage.objects.values_list("pk", flat=True))
    act()
    rows = OutgoingMessage.objects.exclude(pk__in=before).order_by("channel", "recipient")
    return [(row.kind.removeprefix("support/appointment_"), row.channel, row.recipient) for row in rows]


def recalled_at(instant) -> list[tuple[str, str, str]]:
    with time_machine.travel(instant, tick=False):
        return sent_by(lambda: jobs.remind_of_appointments.func(0))


def choose(person, topic, **channels) -> None:
    MessageChoice.objects.update_or_create(user=person, topic=topic, defaults=channels)


def test_recalled_once_the_day_before_by_the_channels_that_were_chosen(agenda, cast):
    book(access_of(cast), agenda, FRIDAY)
    day_before = FRIDAY.starts_at - timedelta(hours=24)
    assert recalled_at(day_before - timedelta(minutes=1)) == []
    choose(cast.alice, Topic.DEADLINES, by_email=True, by_sms=True)
    near = [("near", "email", "alice@exemple.fr"), ("near", "sms", "+33612345678")]
    assert recalled_at(day_before) == near
    assert recalled_at(day_before + timedelta(hours=1)) == []
    text = OutgoingMessage.objects.get(channel="sms").body_text
    assert "vendredi 4 décembre 2026 à 11 h, heure de Paris" in text
    # Moved, it is another appointment to recall; a channel put away is not used.
    appointment = Appointment.objects.get()
    move_appointment(access=access_of(cast), appointment=appointment, starts_at=MONDAY.starts_at, version=1)
    choose(cast.alice, Topic.DEADLINES, by_email=False, by_sms=True)
    assert recalled_at(MONDAY.starts_at - timedelta(hours=23)) == [near[1]]


def test_whoever_has_just_booked_is_neither_recalled_nor_sent_an_sms(agenda, cast):
    choose(cast.alice, Topic.CAISSE, by_email=True, by_sms=True)
    choose(cast.alice, Topic.DEADLINES, by_email=True, by_sms=True)
    tomorrow = slot_of("2026-12-03 08:00")
    assert sent_by(lambda: book(access_of(cast), agenda, tomorrow)) == [("confirmed", "email", "alice@exemple.fr")]
    assert recalled_at(tomorrow.starts_at - timedelta(hours=20)) == []
    book(access_of(cast), agenda, FRIDAY)
    Appointment.objects.filter(starts_at=FRIDAY.starts_at).update(state="cancelled")
    assert recalled_at(FRIDAY.starts_at - timedelta(hours=2)) == []


def test_what_the_caisse_changes_is_always_written(agenda, cast):
    """Even to who wants no message of the caisse: nobody comes for nothing. The reason stays in the portal."""
    choose(cast.alice, Topic.CAISSE, by_email=False, by_sms=True)
    told = sent_by(lambda: book(access_of(cast), agenda, FRIDAY))
    assert told == []
    row, sami = Appointment.objects.get(), cast.sami
    both = [("moved", "email", "alice@exemple.fr"), ("moved", "sms", "+33612345678")]
    move = {"appointment": row, "by": sami, "starts_at": MONDAY.starts_at, "reason": "Agent absent", "version": 1}
    assert sent_by(lambda: treating.move(**move)) == both
    cancel = {"appointment": row, "by": sami, "reason": "Agent absent", "version": 2}
    assert [what for what, _, _ in sent_by(lambda: treating.cancel(**cancel))] == ["cancelled", "cancelled"]
    assert not any("Agent absent" in one.body_text + one.calendar for one in OutgoingMessage.objects.all())
    page = cast.browser("alice").get(reverse("support:appointment", args=[cast.acme.ref, row.public_id]))
    assert "Votre caisse a annulé ce rendez-vous" in text_of(page)
    assert "Agent absent" in text_of(page)


def test_without_its_author_those_who_may_see_it_are_told(agenda, cast):
    about = linked.linked_at(access_of(cast), f"absence:{cast.acme.planned.sickness.public_id}")
    row = book(access_of(cast), agenda, FRIDAY, about=about)
    Appointment.objects.update(booked_by=cast.bruno)
    row.refresh_from_db()
    told = sent_by(lambda: treating.cancel(appointment=row, by=cast.sami, reason="Fermé", version=1))
    assert {recipient for _, _, recipient in told} == {"alice@exemple.fr"}


def test_the_home_page_tells_the_next_one_to_those_who_may_see_it(agenda, cast):
    alice = access_of(cast)
    assert next_appointment(alice) is None
    plain = book(alice, agenda, MONDAY)
    about = linked.linked_at(alice, f"absence:{cast.acme.planned.sickness.public_id}")
    private = book(alice, agenda, FRIDAY, about=about)
    blind = replace(alice, rights=alice.rights - {Right.MOTIVES_CONSULT})
    assert next_appointment(alice).ref == private.public_id
    assert next_appointment(blind).ref == plain.public_id
    assert next_appointment(replace(alice, rights=frozenset())) is None
    home = text_of(cast.browser("alice").get(reverse("portal_home", args=[cast.acme.ref])))
    assert "vendredi 4 décembre 2026 à 11 h, heure de Paris" in home
    # *À faire* is read without the objects: it names the one that is about nothing.
    waiting = [item for item in pending.pending_of(alice) if "Rappel" in item.text]
    assert [(item.when, item.text) for item in waiting] == [
        (f"Le {near_date(MONDAY.starts_at)}", "Rappel par téléphone à 11 h, heure de Paris")
    ]
    assert waiting[0].url.endswith(f"/rendez-vous/{plain.public_id}/")


def test_what_is_over_for_long_is_forgotten(agenda, cast, settings):
    old = AppointmentFactory(adherent=cast.acme.adherent, agenda=agenda, slot=FRIDAY)
    kept = AppointmentFactory(adherent=cast.acme.adherent, agenda=agenda, slot=MONDAY)
    with time_machine.travel(FRIDAY.ends_at + settings.APPOINTMENT_RETENTION + timedelta(hours=1), tick=False):
        jobs.purge_appointments.func(0)
    assert list(Appointment.objects.all()) == [kept]
    assert old.pk is not None
