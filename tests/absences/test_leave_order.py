"""The order of leave: who leaves when, who was told, and what must be told again."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from absences.models import Absence, LeaveNotice
from absences.services.entering import cancel_absence, change_absence
from absences.values import AbsenceValues
from adherents.calendar import months_away
from tests.absences.calendar_kit import nobody_absent
from tests.absences.factories import AbsenceFactory, LeaveNoticeFactory, kind
from tests.absences.kit import access_of, enter, stretch, worker
from tests.printed import page_texts

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 15, 8, tzinfo=UTC)
PERIOD = {"du": "01/07/2026", "au": "30/09/2026"}


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def acme(cast):
    return nobody_absent(cast)


def leave_of(cast, name="Benali", start="2026-08-03", end="2026-08-08") -> Absence:
    person = worker(cast)
    person.last_name, person.first_name = name, "Karim"
    person.save()
    [leave] = enter(access_of(cast), person, "paid_leave", start, end).absences
    return leave


def page(cast, person="alice", **typed) -> str:
    address = reverse("absences:leave_order", args=[cast.acme.ref])
    return cast.browser(person).get(address, {**PERIOD, **typed}).content.decode()


def told(cast, *leaves, person="alice", follow=False, **typed):
    address = reverse("absences:tell_leave", args=[cast.acme.ref])
    ticked = [f"{leave.public_id}.{leave.version}" for leave in leaves]
    posted = {**PERIOD, "conges": ticked, "told_on": "15/06/2026", "means": "posted", **typed}
    return cast.browser(person).post(address, posted, follow=follow)


def test_leaves_are_listed_by_their_departure_and_nothing_else_is(acme):
    leave_of(acme, "Second", "2026-08-10", "2026-08-15")
    leave_of(acme, "Premier", "2026-07-06", "2026-07-11")
    leave_of(acme, "Avant", "2026-06-29", "2026-07-04")
    AbsenceFactory(employee=worker(acme), key="sickness")
    text = page(acme)
    assert 0 < text.index("PREMIER Karim") < text.index("SECOND Karim")
    assert "AVANT" not in text
    assert text.count("<tr>") == 3


def test_several_are_told_at_once_and_the_list_says_when_and_how(acme):
    leaves = [leave_of(acme, name) for name in ("Benali", "Lefèvre")]
    answer = told(acme, *leaves)
    assert answer.status_code == 302
    assert "du=01%2F07%2F2026" in answer["Location"]
    notices = LeaveNotice.objects.filter(absence__in=leaves)
    assert {(one.told_on, one.means, one.told_by_label) for one in notices} == {
        (date(2026, 6, 15), "posted", str(acme.alice))
    }
    text = page(acme)
    assert text.count("Communiqué</span>") == 2
    assert "Le 15/06/2026, par affichage" in text


def test_a_form_sent_twice_notes_it_once(acme):
    leave = leave_of(acme)
    for _ in range(2):
        told(acme, leave)
    assert LeaveNotice.objects.filter(absence=leave).count() == 1


def test_a_leave_that_changes_is_to_be_told_again(acme):
    leave = leave_of(acme)
    told(acme, leave)
    values = AbsenceValues(kind("paid_leave"), stretch("2026-08-10", "2026-08-15"))
    change_absence(access=access_of(acme), absence=leave, values=values, version=leave.version)
    text = page(acme)
    assert "À communiquer de nouveau" in text
    assert "Dites le 15/06/2026&nbsp;: du 3 août 2026 au 8 août 2026" in text
    leave.refresh_from_db()
    told(acme, leave, means="email")
    text = page(acme)
    assert "À communiquer de nouveau" not in text
    assert "Le 15/06/2026, par courriel" in text


def test_what_changed_since_the_page_was_read_is_not_noted(acme):
    leave, other = leave_of(acme), leave_of(acme, "Lefèvre")
    Absence.objects.filter(pk=leave.pk).update(version=2)
    told(acme, leave, other)
    assert [one.absence_id for one in LeaveNotice.objects.filter(absence__in=[leave, other])] == [other.pk]
    answer = told(acme, leave, follow=True)
    words = answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "1 congé a changé entre-temps : relisez ces dates" in words


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-07-15", "2026-07-18", "À communiquer"),  # a month from today, to the day
        ("2026-07-14", "2026-07-18", "À communiquer sans attendre"),
        ("2026-08-03", "2026-08-08", "Avant le 03/07/2026"),
    ],
)
def test_a_month_before_is_counted_to_the_day(acme, start, end, said):
    leave_of(acme, start=start, end=end)
    text = page(acme)
    assert said in text
    assert ("sans attendre" in text) is ("sans attendre" in said)


def test_told_less_than_a_month_before_is_said(acme):
    leave = leave_of(acme, start="2026-07-06", end="2026-07-11")
    told(acme, leave)
    assert "Communiqué tard" in page(acme)


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2026-03-31", "2026-02-28"),
        ("2028-03-30", "2028-02-29"),
        ("2026-01-15", "2025-12-15"),
        ("2026-07-31", "2026-06-30"),
    ],
)
def test_the_month_before(day, before):
    assert months_away(date.fromisoformat(day), -1) == date.fromisoformat(before)


def test_a_cancelled_leave_leaves_the_list(acme):
    leave = leave_of(acme)
    cancel_absence(access=access_of(acme), absence=leave, version=leave.version)
    assert "BENALI" not in page(acme)
    told(acme, leave)
    assert not LeaveNotice.objects.filter(absence=leave).exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"conges": []}, "Cochez les salariés"),
        ({"conges": ["n’importe quoi"]}, "Cochez les salariés"),
        ({"told_on": "16/06/2026"}, "trop loin"),
        ({"told_on": ""}, "Donnez le jour"),
        ({"means": "pigeon"}, "Choisissez un moyen de la liste."),
    ],
)
def test_what_is_wrong_is_said_and_the_ticks_stay(acme, typed, said):
    leave = leave_of(acme)
    answer = told(acme, leave, **typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert ("checked" in text) is ("conges" not in typed)
    assert not LeaveNotice.objects.filter(absence=leave).exists()


def test_bruno_reads_and_notes_nothing(acme):
    leave = leave_of(acme)
    text = page(acme, "bruno")
    assert "BENALI" in text
    assert "conges" not in text
    assert told(acme, leave, person="bruno").status_code == 403


def test_a_leave_of_another_company_is_not_noted(acme):
    foreign = AbsenceFactory(employee=acme.rival.people.employee, starts_on=date(2027, 2, 1))
    told(acme, foreign)
    assert not LeaveNotice.objects.filter(absence=foreign).exists()


def test_on_paper_what_was_told_is_printed_and_the_rest_is_left_to_be_written(acme):
    leave_of(acme, "Lefèvre")
    LeaveNoticeFactory(absence=leave_of(acme, "Benali"), told_on=date(2026, 6, 2))
    address = reverse("absences:print_leave_order", args=[acme.acme.ref])
    [text] = page_texts(b"".join(acme.browser("alice").get(address, PERIOD)))
    text = " ".join(text.split())
    assert "D. 3141-6" in text
    assert "Le 02/06/2026, par affichage" in text
    assert text.count("par affichage") == 1
    assert text.count("du 3 août 2026 au 8 août 2026") == 2


def test_the_page_asks_as_much_for_fifty_as_for_one(acme):
    browser, address = acme.browser("alice"), reverse("absences:leave_order", args=[acme.acme.ref])

    def asked() -> int:
        browser.get(address, PERIOD)
        with CaptureQueriesContext(connection) as queries:
            browser.get(address, PERIOD)
        return len(queries)

    LeaveNoticeFactory(absence=leave_of(acme))
    few = asked()
    for rank in range(50):
        LeaveNoticeFactory(absence=leave_of(acme, f"Nom{rank}"))
    assert asked() == few <= 12
