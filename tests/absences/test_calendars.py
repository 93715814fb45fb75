"""A calendar subscribed to: what it says, read by two readers, and to whom."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import time_machine
from django.utils import timezone

from absences.calendars.events import Event
from absences.calendars.writing import written
from absences.models import AbsenceKind, CalendarSubscription
from absences.services.declaring import declare_leave
from absences.services.entering import cancel_absence, change_absence
from absences.stretches import Stretch
from absences.values import AbsenceValues
from core.models import AuditEvent
from employees.models import Crew
from tests.absences.calendar_kit import events_in, fetch, lines_of, nobody_absent, subscribed, summaries
from tests.absences.factories import AbsenceFactory, kind
from tests.absences.kit import access_of, enter, stretch, worker
from tests.employees.factories import CrewFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 15, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def september():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def acme(cast):
    return nobody_absent(cast)


def leaver(cast, last_name="Benali", **fields):
    person = worker(cast, **fields)
    person.last_name, person.first_name = last_name, "Karim"
    person.save()
    return person


def test_everybody_is_absent_and_the_motive_stays_here(acme):
    alice, person = access_of(acme), leaver(acme)
    for key, start, end in (
        ("sickness", "10-05", "10-09"),
        ("rtt", "10-12", "10-12"),
        ("paid_leave", "10-19", "10-24"),
    ):
        enter(alice, person, key, f"2026-{start}", f"2026-{end}")
    secret, named = subscribed(acme), subscribed(acme, names_kinds=True)
    assert summaries(secret) == ["BENALI Karim : Absent", "BENALI Karim : Absent", "BENALI Karim : Absent (prévu)"]
    leave, rtt = kind("paid_leave").name, kind("rtt").name
    assert summaries(named) == sorted(
        ["BENALI Karim : Absent", f"BENALI Karim : {rtt}", f"BENALI Karim : {leave} (prévu)"]
    )


def test_no_calendar_ever_names_a_private_motive(acme):
    """Alice may read them all: programs copy what they are given to servers of others."""
    person, day = leaver(acme), date(2026, 9, 1)
    secret = subscribed(acme, names_kinds=True)
    for rank, one in enumerate(AbsenceKind.objects.all()):
        AbsenceFactory(
            employee=person, kind=one, starts_on=day + timedelta(rank), ends_on=day + timedelta(rank), note="Secret"
        )
    content = "\n".join(lines_of(fetch(secret).content))
    private = [one.name for one in AbsenceKind.objects.filter(is_sensitive=True)]
    assert [name for name in (*private, "Secret") if name in content] == []
    said = "\n".join(summaries(secret))
    assert [one.name for one in AbsenceKind.objects.filter(is_sensitive=False) if one.name not in said] == []


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-10-24", "2026-10-26"),  # the clock goes back on the 25th
        ("2027-03-27", "2027-03-29"),  # and forward on the 28th
        ("2026-12-31", "2027-01-01"),
        ("2026-10-25", "2026-10-25"),
    ],
)
def test_days_are_whole_and_end_on_the_day_after(acme, start, end):
    enter(access_of(acme), leaver(acme), "rtt", start, end)
    content = fetch(subscribed(acme)).content
    [event] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (
        date.fromisoformat(start),
        date.fromisoformat(end) + timedelta(days=1),
    )
    [same] = events_in(content)
    assert same["DTSTART"] == start.replace("-", "")
    assert f"DTSTART;VALUE=DATE:{start.replace('-', '')}" in lines_of(content)


@pytest.mark.parametrize("now", ["2026-10-25T00:59:59+02:00", "2026-10-25T02:30:00+01:00", "2027-03-28T03:00:01+02:00"])
def test_a_calendar_read_while_the_clock_changes_is_the_same(acme, now):
    enter(access_of(acme), leaver(acme), "rtt", "2026-11-02", "2026-11-06")
    secret = subscribed(acme)
    before = fetch(secret).content
    with time_machine.travel(datetime.fromisoformat(now), tick=False):
        type(acme.alice).objects.filter(pk=acme.alice.pk).update(email_certified_at=timezone.now())
        after = fetch(secret)
    if now.startswith("2026"):
        assert after.content == before
    assert after.status_code == 200


@pytest.mark.parametrize(
    ("start", "end", "noon", "said"),
    [
        ("2026-10-05", "2026-10-05", "start", "(l’après-midi)"),
        ("2026-10-05", "2026-10-05", "end", "(le matin)"),
        ("2026-10-05", "2026-10-07", "start", "(à partir du premier jour à midi)"),
        ("2026-10-05", "2026-10-07", "end", "(jusqu’au dernier jour à midi)"),
        (
            "2026-10-05",
            "2026-10-07",
            "both: start, end",
            "(à partir du premier jour à midi, jusqu’au dernier jour à midi)",
        ),
        ("2026-10-05", "2026-10-07", "", ""),
    ],
)
def test_half_days_are_said(acme, start, end, noon, said):
    enter(access_of(acme), leaver(acme), "rtt", start, end, noon=noon)
    assert summaries(subscribed(acme)) == [f"BENALI Karim : Absent {said}".strip()]


def test_a_change_is_followed_by_the_same_event(acme):
    alice, person = access_of(acme), leaver(acme)
    [absence] = enter(alice, person, "rtt", "2026-10-05", "2026-10-09").absences
    secret = subscribed(acme)
    [first] = events_in(fetch(secret).content)
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        values = AbsenceValues(kind("rtt"), stretch("2026-10-06", "2026-10-09"))
        change_absence(access=alice, absence=absence, values=values, version=1)
        [then] = events_in(fetch(secret).content)
    assert (first["UID"], first["DTSTART"], first["SEQUENCE"]) == (then["UID"], "20261005", "1")
    assert (then["DTSTART"], then["SEQUENCE"], then["LAST-MODIFIED"]) == ("20261006", "2", "20260915T080500Z")
    assert first["UID"].partition("@")[0] == absence.public_id


def test_what_is_cancelled_is_said_to_be_for_three_months(acme):
    alice = access_of(acme)
    [absence] = enter(alice, leaver(acme), "rtt", "2026-12-14", "2026-12-18").absences
    secret = subscribed(acme)
    assert [event["STATUS"] for event in events_in(fetch(secret).content)] == ["CONFIRMED"]
    cancel_absence(access=alice, absence=absence, version=1)
    [event] = events_in(fetch(secret).content)
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", "2")
    with time_machine.travel(datetime(2026, 12, 16, 8, tzinfo=UTC), tick=False):
        assert events_in(fetch(secret).content) == []


def test_leave_is_planned_until_it_is_declared(acme):
    alice = access_of(acme)
    [leave] = enter(alice, leaver(acme), "paid_leave", "2026-10-19", "2026-10-24").absences
    secret = subscribed(acme)
    [planned] = events_in(fetch(secret).content)
    declare_leave(access=alice, absences=[leave])
    [declared] = events_in(fetch(secret).content)
    assert (planned["SUMMARY"], planned["STATUS"]) == ("BENALI Karim : Absent (prévu)", "TENTATIVE")
    assert (declared["SUMMARY"], declared["STATUS"]) == ("BENALI Karim : Absent", "CONFIRMED")


def test_three_months_back_and_twelve_ahead(acme):
    person = leaver(acme)
    for day in ("2026-06-14", "2026-06-15", "2027-09-15", "2027-09-16"):
        AbsenceFactory(employee=person, key="rtt", starts_on=date.fromisoformat(day), ends_on=date.fromisoformat(day))
    assert [event["DTSTART"] for event in events_in(fetch(subscribed(acme)).content)] == ["20260615", "20270915"]


@pytest.mark.parametrize(
    "name", ["O’Connor; fils, père", "Barre \\ oblique, virgule", "Étienne-Ὀδυσσεύς " * 4, "🧱" * 30, "BEGIN:VEVENT"]
)
def test_whatever_a_name_holds_two_readers_read_it(acme, name):
    person = leaver(acme, name)
    enter(access_of(acme), person, "rtt", "2026-10-05", "2026-10-09")
    content = fetch(subscribed(acme, label=name)).content
    [event] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    [same] = events_in(content)
    assert str(event["summary"]) == same["SUMMARY"] == f"{person.full_name} : Absent"


def test_a_program_is_told_when_to_come_back_and_keeps_nothing_for_others(acme):
    answer = fetch(subscribed(acme))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines_of(answer.content)
    assert "X-PUBLISHED-TTL:PT1H" in lines_of(answer.content)
    assert answer["Cache-Control"].startswith("private")
    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert not answer.cookies


def test_what_has_not_changed_is_not_sent_again(acme):
    alice, person, secret = access_of(acme), leaver(acme), subscribed(acme)
    enter(alice, person, "rtt", "2026-10-05", "2026-10-09")
    first = fetch(secret)
    by_mark = fetch(secret, if_none_match=first["ETag"])
    by_date = fetch(secret, if_modified_since=first["Last-Modified"])
    assert [(one.status_code, one.content) for one in (by_mark, by_date)] == [(304, b"")] * 2
    with time_machine.travel(NOW + timedelta(seconds=2), tick=False):
        enter(alice, person, "rtt", "2026-10-12", "2026-10-12")
        assert fetch(secret, if_none_match=first["ETag"]).status_code == 200
        assert fetch(secret, if_modified_since=first["Last-Modified"]).status_code == 200


def test_a_new_name_is_sent_to_whoever_asks_by_mark_and_by_date_the_day_after(acme):
    person, secret = leaver(acme), subscribed(acme)
    AbsenceFactory(employee=person, key="rtt", starts_on=date(2026, 10, 5), created_at=NOW - timedelta(days=9))
    first = fetch(secret)
    person.last_name = "Lefèvre"
    person.save()
    assert fetch(secret, if_none_match=first["ETag"]).status_code == 200
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert fetch(secret, if_modified_since=first["Last-Modified"]).status_code == 200


def test_a_program_that_asks_every_minute_waits_and_fills_no_journal(acme, settings):
    settings.THROTTLES = {**settings.THROTTLES, "calendar_fetches": (3, 3600)}
    secret, other = subscribed(acme), subscribed(acme)
    before = AuditEvent.objects.count()
    answers = []
    for minute in range(6):
        with time_machine.travel(NOW + timedelta(minutes=minute), tick=False):
            answers.append(fetch(secret))
    assert [answer.status_code for answer in answers] == [200] * 3 + [429] * 3
    assert 0 < int(answers[-1]["Retry-After"]) <= 3600
    assert AuditEvent.objects.count() == before
    assert fetch(other).status_code == 200


def test_when_it_was_read_is_kept_to_the_hour(acme):
    secret = subscribed(acme)
    seen = []
    for minutes in (0, 1, 59, 61):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            fetch(secret)
        seen.append(CalendarSubscription.objects.get(user=acme.alice, label="Absences").last_fetched_at)
    assert seen == [NOW, NOW, NOW, NOW + timedelta(minutes=61)]


def test_only_those_of_the_site_or_of_the_crew(acme):
    office = acme.acme.adherent.establishments.get(is_head_office=True)
    crew = CrewFactory(establishment=acme.acme.site, name="Gros œuvre")
    at_office = leaver(acme, "Bureau", establishment=office)
    in_crew = leaver(acme, "Équipier", establishment=acme.acme.site, crew=crew)
    at_site = leaver(acme, "Dépôt", establishment=acme.acme.site)
    for person in (at_office, in_crew, at_site):
        AbsenceFactory(employee=person, key="rtt", starts_on=date(2026, 10, 5))
    assert summaries(subscribed(acme, site=acme.acme.site)) == ["DÉPÔT Karim : Absent", "ÉQUIPIER Karim : Absent"]
    of_crew = subscribed(acme, crew=crew)
    assert summaries(of_crew) == ["ÉQUIPIER Karim : Absent"]
    Crew.objects.filter(pk=crew.pk).delete()
    assert fetch(of_crew).status_code == 404


def test_no_absence_of_another_company(acme):
    AbsenceFactory(employee=acme.rival.people.employee, key="rtt", starts_on=date(2026, 11, 2))
    assert summaries(subscribed(acme)) == []


@pytest.mark.parametrize("name", ["Benali", "O’Connor; fils, père", "Long " * 30, "🧱" * 30])
def test_an_event_is_written_as_the_library_would(name):
    changed = datetime(2026, 9, 15, 8, 5, 7, tzinfo=UTC)
    days = Stretch(date(2026, 10, 5), date(2026, 10, 9))
    event = Event("abc", name, "Absent", days, is_planned=True, is_cancelled=False, version=3, changed_at=changed)
    same = icalendar.Event()
    for property_name, value in (
        ("uid", "abc@testserver"),
        ("dtstamp", changed),
        ("last-modified", changed),
        ("sequence", 3),
        ("summary", f"{name} : Absent (prévu)"),
        ("dtstart", days.starts_on),
        ("dtend", date(2026, 10, 10)),
        ("status", "TENTATIVE"),
        ("transp", "TRANSPARENT"),
    ):
        same.add(property_name, value)
    assert sorted(lines_of(written("Absences", [event]))[7:-1]) == sorted(lines_of(same.to_ical()))
