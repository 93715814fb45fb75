"""The agenda in the back office: hours, closures, the list of a day; the caisse moves and cancels."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from core.models import AuditEvent
from support.models import Agenda, Appointment, Closure
from tests.absences.kit import access_of
from tests.employees.person_kit import text_of
from tests.support.appointment_kit import NOW, book, slot_of
from tests.support.factories import AppointmentFactory

pytestmark = pytest.mark.django_db
FIRST = slot_of("2026-12-03 08:00")
OTHER = slot_of("2026-12-07 08:00")


@pytest.fixture
def agenda(cast):
    with time_machine.travel(NOW, tick=False):
        Appointment.objects.all().delete()
        yield cast.acme.support.agenda


@pytest.fixture
def sami(cast):
    return cast.browser("sami")


def of(name: str, row: Appointment) -> str:
    return reverse(f"admin:support_appointment_{name}", args=[row.pk])


def test_the_caisse_moves_then_cancels_and_says_why(agenda, sami, cast):
    taken = book(access_of(cast), agenda, FIRST)
    page = text_of(sami.get(of("change", taken)))
    assert "jeudi 3 décembre 2026 à 9 h, heure de Paris" in page
    assert OTHER.key in page
    moving = {"slot": OTHER.key, "reason": "away", "seen": "1"}
    asked = sami.post(of("move", taken), {**moving, "reason": ""})
    assert asked.status_code == 422
    assert "Choisissez le motif" in text_of(asked)
    sami.post(of("move", taken), moving)
    taken.refresh_from_db()
    assert (taken.starts_at, taken.version, taken.changed_by_caisse) == (OTHER.starts_at, 2, True)
    assert taken.reason == "La personne qui devait vous recevoir est absente"
    # The page that another agent has open decides nothing.
    stale = sami.post(of("cancel", taken), {"reason": "closed", "seen": "1"}, follow=True)
    assert "Rien n’a été changé" in text_of(stale)
    sami.post(of("cancel", taken), {"reason": "closed", "seen": "2"})
    taken.refresh_from_db()
    assert taken.is_cancelled
    over = sami.post(of("cancel", taken), {"reason": "closed", "seen": "3"}, follow=True)
    assert "ne change plus" in text_of(over)
    actions = AuditEvent.objects.filter(target=taken.reference, actor_id=cast.sami.pk).order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "support.appointment_moved_by_caisse",
        "support.appointment_cancelled_by_caisse",
    ]
    assert cast.browser("rose").post(of("cancel", taken), {"reason": "closed", "seen": "3"}).status_code == 404


def test_the_list_is_that_of_a_day(agenda, sami, cast):
    today = AppointmentFactory(adherent=cast.acme.adherent, agenda=agenda, slot=slot_of("2026-12-02 13:00"))
    tomorrow = AppointmentFactory(adherent=cast.globex, agenda=agenda, slot=FIRST)
    late = AppointmentFactory(adherent=cast.globex, agenda=agenda, slot=slot_of("2026-12-18 08:00"))
    listed = {
        day: list(sami.get(reverse("admin:support_appointment_changelist"), {"jour": day}).context["cl"].queryset)
        for day in ("", "aujourdhui", "demain", "semaine")
    }
    assert listed == {
        "": [today, tomorrow, late],
        "aujourdhui": [today],
        "demain": [tomorrow],
        "semaine": [today, tomorrow],
    }


def test_hours_are_typed_and_none_is_over_another(agenda, sami):
    page = reverse("admin:support_agenda_change", args=[agenda.pk])
    kept = {
        "is_open": "on",
        "length_minutes": "20",
        "capacity": "2",
        "time_zone": "Europe/Paris",
        "notice_hours": "4",
        "furthest_days": "42",
        "directions": "",
        "hours-TOTAL_FORMS": "2",
        "hours-INITIAL_FORMS": "0",
        "hours-0-weekday": "5",
        "hours-0-opens_at": "9h",
        "hours-0-closes_at": "12 h 30",
        "hours-1-weekday": "5",
    }
    agenda.hours.all().delete()
    over = sami.post(page, {**kept, "hours-1-opens_at": "12h", "hours-1-closes_at": "14h"})
    assert "Samedi : deux plages se recouvrent" in text_of(over)
    backwards = sami.post(page, {**kept, "hours-1-opens_at": "16h", "hours-1-closes_at": "14h"})
    assert "La fin vient avant le début" in text_of(backwards)
    assert not agenda.hours.exists()
    assert sami.post(page, {**kept, "hours-1-opens_at": "1330", "hours-1-closes_at": "16h"}).status_code == 302
    assert [str(one) for one in agenda.hours.all()] == ["Samedi, 09:00 à 12:30", "Samedi, 13:30 à 16:00"]
    agenda.refresh_from_db()
    assert (agenda.length_minutes, agenda.capacity) == (20, 2)
    told = AuditEvent.objects.filter(target__startswith="plage d’ouverture", caisse_id=agenda.caisse_id)
    assert [line.target for line in told] == [f"plage d’ouverture {one}" for one in reversed(agenda.hours.all())]
    # What companies are offered, before anybody is.
    shown = text_of(sami.get(page))
    assert "samedi 5 décembre 2026, heure de Paris<br>9 h · 9 h 20 · 9 h 40" in shown


def test_the_clock_of_what_was_promised_does_not_change(agenda, sami, cast):
    page = reverse("admin:support_agenda_change", args=[agenda.pk])
    assert 'name="time_zone"' in text_of(sami.get(page))
    AppointmentFactory(adherent=cast.acme.adherent, agenda=agenda, slot=FIRST)
    assert 'name="time_zone"' not in text_of(sami.get(page))


def test_a_closure_tells_of_what_was_taken_on_its_days(agenda, sami, cast):
    taken = AppointmentFactory(adherent=cast.acme.adherent, agenda=agenda, slot=FIRST)
    days = {"caisse": cast.caisse.pk, "starts_on": "03/12/2026", "ends_on": "04/12/2026", "name": "Déménagement"}
    answer = sami.post(reverse("admin:support_closure_add"), days, follow=True)
    assert "1 rendez-vous est déjà pris sur ces jours" in text_of(answer).replace("\N{NO-BREAK SPACE}", " ")
    assert Closure.objects.filter(name="Déménagement", starts_on=date(2026, 12, 3)).exists()
    link = {"day__gte": "2026-12-03", "day__lte": "2026-12-04", "state__exact": "booked"}
    listed = sami.get(reverse("admin:support_appointment_changelist"), link)
    assert list(listed.context["cl"].queryset) == [taken]
    none = sami.post(reverse("admin:support_closure_add"), {**days, "starts_on": "14/12/2026", "ends_on": "14/12/2026"})
    assert none.status_code == 302


def test_a_new_agenda_takes_the_clock_of_its_caisse(sami, cast):
    cast.caisse.address = "1 rue du Port\n97400 Saint-Denis"
    cast.caisse.save()
    added = sami.get(reverse("admin:support_agenda_add"))
    assert added.context["adminform"].form.initial["time_zone"] == "Indian/Reunion"
    assert not Agenda.objects.filter(caisse=cast.caisse, kind="visio").exists()
