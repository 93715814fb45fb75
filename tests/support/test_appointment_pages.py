"""The pages of an appointment: three steps, the slot looked at again at each, and what was typed never lost."""

import re
from datetime import date, timedelta

import icalendar
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import linked
from core.models import OutgoingMessage
from core.rights import Right
from support.appointments.invitation import written
from support.appointments.queries import first_days, free_slots, next_free
from support.appointments.services.booking import cancel_appointment, move_appointment
from support.enums import AppointmentKind
from support.models import Appointment, Closure, OpeningHours
from tests.absences.kit import access_of
from tests.employees.person_kit import text_of
from tests.support.appointment_kit import NOW, at, book, slot_of, typed
from tests.support.factories import AppointmentFactory

pytestmark = pytest.mark.django_db
FIRST = slot_of("2026-12-03 08:00")
SECOND = slot_of("2026-12-03 08:30")
KIND = AppointmentKind.PHONE.value


@pytest.fixture
def agenda(cast):
    with time_machine.travel(NOW, tick=False):
        Appointment.objects.all().delete()
        yield cast.acme.support.agenda


@pytest.fixture
def alice(cast):
    return cast.browser("alice")


def test_from_the_kind_to_the_event(agenda, alice, cast):
    """Step after step by the links of the pages."""
    kinds = alice.get(at(cast, "choose_kind"))
    hours = alice.get(at(cast, "choose_slot", KIND))
    assert at(cast, "choose_slot", KIND) in kinds.content.decode()
    assert at(cast, "book", KIND, FIRST.key) in hours.content.decode()
    assert "9 h 30, jeudi 3 décembre 2026, heure de Paris" in re.sub("<[^>]*>", "", text_of(hours))
    asked = alice.get(at(cast, "book", KIND, FIRST.key))
    assert "Confirmer le jeudi 3 décembre 2026 à 9 h, heure de Paris" in text_of(asked)
    done = alice.post(at(cast, "book", KIND, FIRST.key), typed(), follow=True)
    taken = Appointment.objects.get()
    assert (taken.starts_at, taken.phone, taken.booked_by) == (FIRST.starts_at, "+33145678901", cast.alice)
    assert done.redirect_chain[-1][0] == at(cast, "appointment", taken.public_id)
    for said in ("Votre rendez-vous est confirmé", "01 45 67 89 01", "Un relevé à comprendre.", taken.reference):
        assert said in text_of(done)
    assert taken.reference not in text_of(alice.get(at(cast, "choose_slot", KIND)))
    event = alice.get(at(cast, "appointment_event", taken.public_id))
    assert event["Content-Disposition"].startswith("attachment")
    assert b"SUMMARY" in b"".join(event.streaming_content)


def test_taken_meanwhile_the_next_is_offered_and_what_was_typed_stays(agenda, alice, cast):
    rival = AppointmentFactory(adherent=cast.globex, agenda=agenda, slot=FIRST)
    for answer in (
        alice.get(at(cast, "book", KIND, FIRST.key)),
        alice.post(at(cast, "book", KIND, FIRST.key), typed(note="À garder.")),
        # With something else to correct.
        alice.post(at(cast, "book", KIND, FIRST.key), typed(note="À garder.", phone="12")),
    ):
        assert answer.status_code == 409
        said = text_of(answer)
        assert "Ce créneau vient d’être pris" in said
        assert "Confirmer le jeudi 3 décembre 2026 à 9 h 30, heure de Paris" in said
        assert f'action="{at(cast, "book", KIND, SECOND.key)}"' in answer.content.decode()
        assert rival.reference not in answer.content.decode()
    assert "À garder." in answer.content.decode()
    assert Appointment.objects.count() == 1
    done = alice.post(at(cast, "book", KIND, SECOND.key), typed(note="À garder."))
    assert done.status_code == 302
    assert Appointment.objects.get(adherent=cast.acme.adherent).starts_at == SECOND.starts_at


def test_moved_and_cancelled_by_the_pages(agenda, alice, cast):
    taken = book(access_of(cast), agenda, FIRST)
    AppointmentFactory(adherent=cast.globex, agenda=agenda, slot=SECOND)
    choice = alice.get(at(cast, "choose_other_slot", taken.public_id))
    third = slot_of("2026-12-03 09:00")
    assert at(cast, "move", taken.public_id, third.key) in choice.content.decode()
    gone = alice.post(at(cast, "move", taken.public_id, SECOND.key), {"confirm": "1", "version": "1"})
    assert gone.status_code == 409
    assert at(cast, "move", taken.public_id, third.key) in gone.content.decode()
    taken.refresh_from_db()
    assert taken.starts_at == FIRST.starts_at
    alice.post(at(cast, "move", taken.public_id, third.key), {"confirm": "1", "version": "1"})
    taken.refresh_from_db()
    assert (taken.starts_at, taken.version) == (third.starts_at, 2)
    # A page read before the move: nothing is done, and it says so.
    stale = alice.post(at(cast, "cancel_appointment", taken.public_id), {"confirm": "1", "version": "1"}, follow=True)
    assert "Rien n’a été changé" in text_of(stale)
    asked = alice.get(at(cast, "cancel_appointment", taken.public_id)).content.decode()
    assert 'name="version" value="2"' in asked
    alice.post(at(cast, "cancel_appointment", taken.public_id), {"confirm": "1", "version": "2"})
    taken.refresh_from_db()
    assert taken.is_cancelled
    for name, args in (("move", [FIRST.key]), ("cancel_appointment", []), ("choose_other_slot", [])):
        over = alice.get(at(cast, name, taken.public_id, *args), follow=True)
        assert "ne change plus" in text_of(over), name


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"note": "Son numéro : 1 85 05 78 006 084 36"}, "N’écrivez pas ici un numéro de sécurité sociale"),
        ({"note": "a" * 501}, "Écrivez 500 caractères au plus."),
        ({"phone": ""}, "Écrivez le numéro auquel la caisse vous appellera."),
        ({"phone": "<script>"}, "Ce numéro de téléphone n’est pas valide."),
        ({"subject": "999999"}, "Choisissez l’objet dans la liste."),
        ({"subject": ""}, "Choisissez l’objet."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_takes_nothing(agenda, alice, cast, fields, said):
    answer = alice.post(at(cast, "book", KIND, FIRST.key), typed(**fields))
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Appointment.objects.exists()


def test_too_many_are_slowed_and_what_was_typed_stays(agenda, alice, cast, settings):
    settings.THROTTLES = {**settings.THROTTLES, "appointments_changed": (1, 3600)}
    alice.post(at(cast, "book", KIND, FIRST.key), typed())
    slowed = alice.post(at(cast, "book", KIND, SECOND.key), typed(note="À garder."))
    assert slowed.status_code == 429
    assert "Retry-After" in slowed.headers
    assert "attendez 60 minutes avant de confirmer de nouveau" in text_of(slowed)
    assert "À garder." in text_of(slowed)
    settings.APPOINTMENTS_AT_ONCE, settings.THROTTLES["appointments_changed"] = 1, (9, 3600)
    refused = alice.post(at(cast, "book", KIND, SECOND.key), typed(note="À garder."))
    assert refused.status_code == 422
    assert "Votre entreprise a déjà 1 rendez-vous à venir" in text_of(refused)
    assert "À garder." in text_of(refused)
    assert Appointment.objects.count() == 1


def test_an_address_that_names_no_slot_or_no_kind_leads_nowhere(agenda, alice, cast):
    for name, args in (
        ("choose_slot", ["visio"]),
        ("book", ["visio", FIRST.key]),
        ("book", [KIND, "demain"]),
        ("book", [KIND, "20269999T9999Z"]),
        ("appointment", ["2345678923456789"]),
    ):
        assert alice.get(at(cast, name, *args)).status_code == 404, args
    for day in ("demain", "9999-12-31", "0001-01-01", "2026-13-01"):
        assert alice.get(at(cast, "choose_slot", KIND, du=day)).status_code == 200, day


def test_a_full_agenda_says_what_to_do(agenda, alice, cast):
    """Of days without any, the next free slot; of an agenda without any, whom to call."""
    monday = date(2026, 12, 7)
    Closure.objects.create(caisse=agenda.caisse, starts_on=monday, ends_on=monday, name="Inventaire")
    OpeningHours.objects.filter(agenda=agenda).exclude(weekday=0, opens_at="09:00").delete()
    days = alice.get(at(cast, "choose_slot", KIND))
    assert "Le prochain : lundi 14 décembre 2026 à 9 h, heure de Paris" in text_of(days)
    assert at(cast, "choose_slot", KIND, du="2026-12-09") in days.content.decode()
    agenda.furthest_days = 1
    agenda.save()
    none = alice.get(at(cast, "choose_slot", KIND))
    assert "Aucun créneau n’est libre pour le moment" in text_of(none)
    gone = alice.get(at(cast, "book", KIND, slot_of("2026-12-07 08:00").key), follow=True)
    assert "Ce créneau n’est plus libre" in text_of(gone)
    OpeningHours.objects.all().delete()
    assert "Pas de rendez-vous en ligne" in text_of(alice.get(at(cast, "choose_kind")))


def test_one_about_an_absence_is_seen_by_those_who_read_motives(agenda, alice, cast):
    key = f"absence:{cast.acme.planned.sickness.public_id}"
    label = linked.linked_at(access_of(cast), key).label
    asked = alice.get(at(cast, "book", KIND, FIRST.key, objet=key))
    assert label in asked.content.decode()
    alice.post(at(cast, "book", KIND, FIRST.key, objet=key), typed())
    taken = Appointment.objects.get()
    assert taken.linked_label == label
    assert taken.employee == cast.acme.planned.sickness.employee
    assert label in text_of(alice.get(at(cast, "appointments")))
    member = cast.acme.membership
    colleague = cast.browser("bruno")
    assert Right.MOTIVES_CONSULT not in access_of(cast, "bruno").rights
    assert taken.reference not in text_of(colleague.get(at(cast, "appointments")))
    assert colleague.get(at(cast, "appointment", taken.public_id)).status_code == 404
    assert colleague.get(at(cast, "appointment_event", taken.public_id)).status_code == 404
    assert member.user == cast.alice
    # What cannot be seen is not named either: the appointment is about nothing.
    foreign = f"absence:{cast.rival.planned.sickness.public_id}"
    alice.post(at(cast, "book", KIND, SECOND.key, objet=foreign), typed())
    assert Appointment.objects.get(starts_at=SECOND.starts_at).linked_label == ""


def _queries(browser, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def test_pages_ask_as_much_of_one_as_of_fifty(agenda, alice, cast):
    agenda.capacity = 50
    agenda.save()
    book(access_of(cast), agenda, FIRST)
    pages = [at(cast, "appointments"), at(cast, "choose_slot", KIND), at(cast, "book", KIND, SECOND.key)]
    few = [_queries(alice, page) for page in pages]
    for seat in range(2, 50):
        AppointmentFactory(adherent=cast.acme.adherent, agenda=agenda, slot=FIRST, seat=seat)
    assert [_queries(alice, page) for page in pages] == few
    assert max(few) <= 12


def _take_all(agenda, cast, first, last):
    for slot in free_slots(agenda, first, last, timezone.now()):
        for seat in range(1, agenda.capacity + 1):
            AppointmentFactory(adherent=cast.acme.adherent, agenda=agenda, slot=slot, seat=seat)


def test_of_a_later_week_that_is_full_the_next_slot_is_the_very_next(agenda, alice, cast):
    """From now on, not from that week on."""
    now, week = timezone.now(), timedelta(days=7)
    first, last = (day + week for day in first_days(agenda, now))
    _take_all(agenda, cast, first, last)
    shown = alice.get(at(cast, "choose_slot", KIND, du=first.isoformat())).context
    assert shown["days"] == []
    assert next_free(agenda, now, now).key in shown["next_free_url"]


def test_a_full_week_asks_once_more_where_the_next_slot_is(agenda, alice, cast):
    page = at(cast, "choose_slot", KIND)
    free = _queries(alice, page)
    now = timezone.now()
    _take_all(agenda, cast, *first_days(agenda, now))
    assert _queries(alice, page) == free + 1
    shown = alice.get(page).context
    assert (shown["days"], bool(shown["next_free"])) == ([], True)
    assert next_free(agenda, now, now).key in shown["next_free_url"]


def test_the_event_says_the_hour_of_the_caisse_and_follows_the_appointment(agenda, cast):
    """Read by another reader: the clock in full, a number at each change, and an end."""
    agenda.time_zone, access = "Indian/Reunion", access_of(cast)
    agenda.save()
    taken = book(access, agenda, slot_of("2026-12-03 05:00"), note="Secret", about=None)
    sent = [written(taken, cast.acme.ref)]
    moved = move_appointment(
        access=access, appointment=taken, starts_at=slot_of("2026-12-03 05:30").starts_at, version=1
    )
    sent.append(written(moved, cast.acme.ref))
    sent.append(written(cancel_appointment(access=access, appointment=moved, version=2), cast.acme.ref))
    read = []
    for text in sent:
        calendar = icalendar.Calendar.from_ical(text)
        (event,) = calendar.walk("VEVENT")
        start = event["DTSTART"]
        assert start.params["TZID"] == "Indian/Reunion"
        assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Indian/Reunion"]
        read.append((str(calendar["METHOD"]), event["SEQUENCE"], str(event["STATUS"]), f"{start.dt:%H:%M}"))
        assert str(event["UID"]).startswith(taken.public_id)
        assert "Secret" not in text
        assert "ATTENDEE" not in text
    assert read == [
        ("PUBLISH", 0, "CONFIRMED", "09:00"),
        ("PUBLISH", 1, "CONFIRMED", "09:30"),
        ("CANCEL", 2, "CANCELLED", "09:30"),
    ]
    mails = OutgoingMessage.objects.filter(kind__startswith="support/").order_by("pk")
    kinds = [f"support/appointment_{what}" for what in ("confirmed", "moved", "cancelled")]
    expected = [(kind, text, "email") for kind, text in zip(kinds, sent, strict=True)]
    assert list(mails.values_list("kind", "calendar", "channel")) == expected
