"""A slot is one company's: taken, moved, cancelled, whoever else wants it at the same instant."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from adherents.enums import TimeZone
from adherents.models import PublicHoliday
from core.models import AuditEvent
from core.rights import Right
from delegations import authority
from support.appointments.queries import days_offered, free_by_day, next_free
from support.appointments.services.booking import cancel_appointment, move_appointment
from support.appointments.services.refusals import ChangedMeanwhile, NotComing, SlotTaken, TooMany
from support.models import Agenda, Appointment, Closure
from tests.absences.kit import access_of
from tests.at_once import at_once
from tests.factories import AdherentFactory, MembershipFactory
from tests.support.appointment_kit import NOW, book, slot_of
from tests.support.factories import AgendaFactory, AppointmentFactory, free_slot

pytestmark = pytest.mark.django_db
FIRST = slot_of("2026-12-03 08:00")
SECOND = slot_of("2026-12-03 08:30")


@pytest.fixture
def agenda(cast):
    with time_machine.travel(NOW, tick=False):
        Appointment.objects.all().delete()
        yield cast.acme.support.agenda


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_want_the_last_slot_one_gets_it_and_the_other_is_told_the_next():
    agenda = AgendaFactory(capacity=2)
    companies = [MembershipFactory(adherent=AdherentFactory(caisse=agenda.caisse)) for _ in range(3)]
    accesses = [_access(one) for one in companies]
    slot = free_slot(agenda)
    ends = at_once(*(lambda access=access: book(access, agenda, slot) for access in accesses), refused=(SlotTaken,))
    refusals = [end for end in ends if isinstance(end, SlotTaken)]
    taken = [end for end in ends if isinstance(end, Appointment)]
    assert len(refusals) == 1
    assert sorted(one.seat for one in taken) == [1, 2]
    assert {one.starts_at for one in taken} == {slot.starts_at}
    assert refusals[0].instead.starts_at > slot.starts_at
    # The one who was told the next one gets it.
    left = next(access for access, end in zip(accesses, ends, strict=True) if isinstance(end, SlotTaken))
    assert book(left, agenda, refusals[0].instead).starts_at == refusals[0].instead.starts_at


def _access(membership):
    return authority.resolve(membership.user, membership.adherent.public_id)


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_it_takes_one_slot():
    agenda = AgendaFactory(capacity=3)
    access = _access(MembershipFactory(adherent=AdherentFactory(caisse=agenda.caisse)))
    slot = free_slot(agenda)
    send = lambda: book(access, agenda, slot, attempt="2345678923456789")  # noqa: E731
    first, second = at_once(send, send)
    assert first == second
    assert Appointment.objects.count() == 1


def test_the_database_keeps_the_seats(agenda, cast):
    """Whatever the code does: neither two at one seat, even a minute over another, nor one more than the agenda has."""
    taken = AppointmentFactory(adherent=cast.acme.adherent, agenda=agenda, slot=FIRST)
    over = slot_of("2026-12-03 08:29")
    for fields in ({"slot": FIRST}, {"slot": over}, {"slot": SECOND, "seat": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AppointmentFactory(adherent=cast.acme.adherent, agenda=agenda, **fields)
    taken.state = "cancelled"
    taken.save()
    AppointmentFactory(adherent=cast.acme.adherent, agenda=agenda, slot=over)


def test_what_may_be_taken(agenda, cast):
    """Neither too soon, nor too late, nor outside the hours, nor on a day that is closed or a public holiday."""
    alice = access_of(cast)
    Closure.objects.create(
        caisse=agenda.caisse, starts_on=date(2026, 12, 7), ends_on=date(2026, 12, 8), name="Inventaire"
    )
    Closure.objects.create(
        caisse=agenda.caisse,
        agenda=cast.acme.support.visits,
        starts_on=date(2026, 12, 9),
        ends_on=date(2026, 12, 9),
        name="Travaux à l’accueil",
    )
    assert PublicHoliday.objects.filter(month=12, day=25).exists()
    refused = [
        "2026-12-02 10:30",  # in two hours and a half: four are asked for
        "2026-12-03 07:30",
        "2026-12-03 08:15",
        "2026-12-03 11:00",
        "2026-12-05 08:00",  # a Saturday
        "2026-12-07 08:00",
        "2026-12-25 08:00",
        "2027-02-03 08:00",
        "2026-12-01 08:00",
    ]
    for start in refused:
        with pytest.raises(SlotTaken):
            book(alice, agenda, slot_of(start))
    # Each day is another one: one company has at most six to come.
    for start in ("2026-12-02 13:00", "2026-12-03 08:00", "2026-12-09 08:00", "2027-01-13 08:00"):
        assert book(alice, agenda, slot_of(start)).starts_at == slot_of(start).starts_at
    first, last = days_offered(agenda, timezone.now())
    days = [one.day for one in free_by_day(agenda, first, last, timezone.now())]
    assert (days[0], days[-1]) == (date(2026, 12, 2), date(2027, 1, 13))
    assert not {date(2026, 12, 7), date(2026, 12, 8), date(2026, 12, 25), date(2027, 1, 1)} & set(days)


def test_the_clock_is_that_of_the_caisse(agenda, cast):
    agenda.time_zone = TimeZone.REUNION
    agenda.save()
    taken = book(access_of(cast), agenda, slot_of("2026-12-03 05:00"))
    assert (taken.day, taken.when) == (date(2026, 12, 3), "jeudi 3 décembre 2026 à 9 h, heure de La Réunion")
    with pytest.raises(SlotTaken):
        book(access_of(cast), agenda, slot_of("2026-12-03 13:00"))


def test_moved_then_cancelled_it_leaves_its_slot_to_others(agenda, cast):
    alice = access_of(cast)
    taken = book(alice, agenda, FIRST)
    with pytest.raises(SlotTaken) as refusal:
        book(alice, agenda, FIRST)
    assert refusal.value.instead == SECOND
    moved = move_appointment(access=alice, appointment=taken, starts_at=SECOND.starts_at, version=1)
    assert (moved.starts_at, moved.version) == (SECOND.starts_at, 2)
    assert next_free(agenda, FIRST.starts_at, timezone.now()) == FIRST
    # The page that was open before the move does nothing.
    with pytest.raises(ChangedMeanwhile):
        cancel_appointment(access=alice, appointment=taken, version=1)
    cancel_appointment(access=alice, appointment=taken, version=2)
    with pytest.raises(NotComing):
        move_appointment(access=alice, appointment=taken, starts_at=FIRST.starts_at, version=3)
    assert book(alice, agenda, SECOND).starts_at == SECOND.starts_at
    actions = list(AuditEvent.objects.filter(target=taken.reference).values_list("action", flat=True).order_by("pk"))
    assert actions == [f"support.appointment_{what}" for what in ("booked", "moved", "cancelled")]


def test_it_changes_until_it_begins(agenda, cast):
    alice = access_of(cast)
    taken = book(alice, agenda, FIRST)
    with time_machine.travel(FIRST.starts_at, tick=False), pytest.raises(NotComing):
        cancel_appointment(access=alice, appointment=taken, version=1)
    with time_machine.travel(FIRST.starts_at - timedelta(minutes=1), tick=False):
        cancel_appointment(access=alice, appointment=taken, version=1)


def test_a_company_does_not_take_the_whole_agenda(agenda, cast, settings):
    settings.APPOINTMENTS_AT_ONCE = 2
    alice = access_of(cast)
    book(alice, agenda, FIRST)
    book(alice, agenda, SECOND)
    with pytest.raises(TooMany):
        book(alice, agenda, slot_of("2026-12-03 09:00"))
    # One that is over counts no more.
    with time_machine.travel(SECOND.ends_at, tick=False):
        book(alice, agenda, slot_of("2026-12-04 09:00"))


def test_nobody_takes_without_the_right_nor_at_another_caisse(agenda, cast):
    alice = access_of(cast)
    blind = replace(alice, rights=alice.rights - {Right.SUPPORT_ACT})
    taken = book(alice, agenda, FIRST)
    elsewhere: Agenda = cast.rival.support.agenda
    for refused in (
        lambda: book(blind, agenda, SECOND),
        lambda: book(alice, elsewhere, SECOND),
        lambda: move_appointment(access=blind, appointment=taken, starts_at=SECOND.starts_at, version=1),
        lambda: cancel_appointment(access=blind, appointment=taken, version=1),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    agenda.is_open = False
    agenda.save()
    with pytest.raises(PermissionDenied):
        book(alice, agenda, SECOND)
