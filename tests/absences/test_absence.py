"""The page of one absence, and what is done from it: changed, cut in two, cancelled; two people at once."""

import re
from datetime import date
from urllib.parse import urlencode

import pytest

from absences.enums import AbsenceState
from absences.models import Absence, AbsenceKind
from absences.services.declaring import declare_leave
from core import audit
from core.models import AuditEvent
from tests.absences.entry_kit import address, said, text_of, typed
from tests.absences.factories import AbsenceFactory
from tests.absences.kit import access_of, enter, planning_of, worker
from tests.employees.person_kit import browser_of, colleague
from tests.security.test_query_counts import BUDGET, counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(cast):
    return cast.browser("alice")


@pytest.fixture
def person(cast):
    return worker(cast)


def entered(cast, person, key="rtt", start="2026-08-03", end="2026-08-07") -> Absence:
    return enter(access_of(cast), person, key, start, end).absences[0]


def test_the_page_says_what_it_is_where_it_stands_and_its_history(cast, alice, person):
    leave = entered(cast, person, "paid_leave")
    page = text_of(alice.get(address(cast, "absence", leave.public_id)))
    for words in ("6 jours ouvrables", "À déclarer", "Absence saisie", "Modifier", "Couper en deux", "Annuler"):
        assert words in page
    assert f"/salaries/{person.public_id}/" in page


def test_a_leave_is_declared_from_its_page_which_shows_what_was_sent(cast, alice, person):
    leave = entered(cast, person, "paid_leave")
    where = address(cast, "absence", leave.public_id)
    page = text_of(alice.get(where))
    assert "La caisse ne connaît pas encore ce congé" in page
    mark = re.search(r'name="conges" value="([^"]+)"', page)[1]
    read_over = alice.post(address(cast, "declare"), {"conges": mark})
    assert "6 jours ouvrables" in text_of(read_over)
    alice.post(address(cast, "declare"), {"conges": mark, "confirm": "1"})
    sent = leave.declarations.get()
    page = text_of(alice.get(where))
    assert address(cast, "declaration", sent.public_id) in page
    assert 'name="conges"' not in page
    assert 'name="conges"' not in text_of(cast.browser("bruno").get(where))


def test_whoever_only_plans_has_no_link_to_the_person(cast, person):
    page = text_of(cast.browser("chloe").get(address(cast, "absence", entered(cast, person).public_id)))
    assert person.full_name in page
    assert f"{person.public_id}/" not in page.replace(f"salarie={person.public_id}", "")


def test_whoever_only_reads_is_offered_nothing(cast, person):
    page = text_of(cast.browser("bruno").get(address(cast, "absence", entered(cast, person).public_id)))
    assert "Modifier" not in page


@pytest.mark.parametrize("name", ["absence", "change", "split", "cancel"])
def test_a_private_absence_looks_like_a_random_reference(cast, person, name):
    stoppage, chloe = entered(cast, person, "sickness"), cast.browser("chloe")
    private, random = (chloe.get(address(cast, name, ref)) for ref in (stoppage.public_id, "2222222222222222"))
    assert (private.status_code, random.status_code) == (404, 404)
    assert cast.browser("alice").get(address(cast, name, stoppage.public_id)).status_code == 200


def test_the_history_of_a_leave_tells_no_motive(cast, person):
    leave = entered(cast, person, "paid_leave", end="2026-08-14")
    enter(access_of(cast), person, "sickness", "2026-08-06", "2026-08-10")
    history = {
        name: text_of(cast.browser(name).get(address(cast, "absence", leave.public_id))).partition("titre-historique")[
            2
        ]
        for name in ("alice", "chloe")
    }
    assert "rendus par un arrêt" in history["alice"]
    assert "Absence modifiée" in history["chloe"]
    assert "arrêt" not in history["chloe"].partition("page-help")[0]


def test_what_was_private_once_stays_so_in_the_history(cast, alice, person):
    absence = entered(cast, person, "sickness")
    alice.post(address(cast, "change", absence.public_id), typed("rtt", version="1"))
    page = text_of(cast.browser("chloe").get(address(cast, "absence", absence.public_id)))
    assert "Nature : Absence → RTT" in page
    assert "Nature : Maladie → RTT" in text_of(alice.get(address(cast, "absence", absence.public_id)))


def test_a_note_written_while_the_motive_was_private_stays_private(cast, alice, person):
    absence = entered(cast, person, "sickness")
    where = address(cast, "change", absence.public_id)
    alice.post(where, typed("sickness", version="1", note="opération du genou"))
    alice.post(where, typed("rtt", version="2", note=""))
    assert "opération" in text_of(alice.get(address(cast, "absence", absence.public_id)))
    assert "opération" not in text_of(cast.browser("chloe").get(address(cast, "absence", absence.public_id)))


def test_an_absence_is_changed(cast, alice, person):
    absence = entered(cast, person)
    where = address(cast, "change", absence.public_id)
    form = alice.get(where).context["form"]
    assert [form[name].value() for name in ("kind", "starts_on", "ends_on")] == ["rtt", "03/08/2026", "07/08/2026"]
    answer = alice.post(where, typed("training", end="06/08/2026", version="1"), follow=True)
    assert planning_of(person) == [("training", "du 3 août 2026 au 6 août 2026")]
    assert "Formation du 3 août 2026 au 6 août 2026 : 4 jours de travail" in said(answer)


def test_the_second_of_two_sees_what_changed_and_decides(cast, alice, person):
    absence = entered(cast, person)
    where = address(cast, "change", absence.public_id)
    alice.post(where, typed(end="06/08/2026", note="Pont", version="1"))
    browser = browser_of(colleague(cast.acme.adherent, *access_of(cast).rights))
    second = typed(start="04/08/2026", note="Pour le chantier", version="1")
    answer = browser.post(where, second)
    assert answer.status_code == 409
    page = text_of(answer)
    assert f"{cast.alice} a changé cette absence entre-temps" in page
    assert "RTT du 3 août 2026 au 6 août 2026, note « Pont »" in page
    assert answer.context["form"]["note"].value() == "Pour le chantier"
    assert "Envoyer quand même" in page
    assert planning_of(person) == [("rtt", "du 3 août 2026 au 6 août 2026")]
    browser.post(where, {**second, "version": str(answer.context["version"])})
    assert planning_of(person) == [("rtt", "du 4 août 2026 au 7 août 2026")]


def test_cancelled_it_is_led_to_from_the_page_one_comes_back_to(cast, alice, person):
    absence = entered(cast, person)
    planning = address(cast, "planning")
    where = address(cast, "cancel", absence.public_id, retour=planning)
    answer = alice.post(where, {"confirm": "1", "version": "1"}, follow=True)
    assert answer.redirect_chain == [(planning, 302)]
    assert "L’absence du 3 août 2026 au 7 août 2026 est annulée." in said(answer)
    own = address(cast, "absence", absence.public_id)
    assert f'<a class="btn btn-quiet btn-sm" href="{own}">Ouvrir</a>' in text_of(answer)
    assert "Absence annulée" in text_of(alice.get(own))


@pytest.mark.parametrize(("name", "values"), [("change", typed()), ("split", {"on": "05/08/2026"}), ("cancel", {})])
def test_cancelled_meanwhile_it_is_said_and_nothing_is_done(cast, alice, person, name, values):
    absence = entered(cast, person)
    alice.post(address(cast, "cancel", absence.public_id), {"confirm": "1", "version": "1"})
    answer = alice.post(address(cast, name, absence.public_id), {**values, "confirm": "1", "version": "1"}, follow=True)
    assert answer.status_code < 500
    assert "annulée" in text_of(answer)
    assert planning_of(person) == []


def test_sent_twice_a_change_is_made_once_and_answered_the_same(cast, alice, person):
    absence = entered(cast, person)
    where = address(cast, "change", absence.public_id)
    values = typed(end="06/08/2026", note="Pont", version="1")
    once, twice = (said(alice.post(where, values, follow=True)) for _ in range(2))
    assert once == twice != ""
    assert absence.events.count() == 2


def test_a_leave_that_the_caisse_knows_does_not_become_something_else(cast, alice, person):
    leave = entered(cast, person, "paid_leave")
    where = address(cast, "change", leave.public_id)
    declare_leave(access=access_of(cast), absences=[leave])
    answer = alice.post(where, typed("sickness", version="1"))
    assert "annulez-le d’abord" in str(answer.context["form"].errors["kind"])
    alice.post(where, typed("fifth_week", version="1"))
    assert planning_of(person) == [("fifth_week", "du 3 août 2026 au 7 août 2026")]


def test_a_kind_no_longer_offered_stays_that_of_its_absences(cast, alice, person):
    absence = entered(cast, person, "training")
    AbsenceKind.objects.filter(key="training").update(is_offered=False)
    alice.post(address(cast, "change", absence.public_id), typed("training", end="06/08/2026", version="1"))
    assert planning_of(person) == [("training", "du 3 août 2026 au 6 août 2026")]
    answer = alice.post(address(cast, "enter", salarie=person.public_id), typed("training"))
    assert "Choisissez dans la liste" in str(answer.context["form"].errors["kind"])


def test_the_journal_tells_nobody_of_a_stoppage(cast, person):
    entered(cast, person, "paid_leave", end="2026-08-14")
    enter(access_of(cast), person, "sickness", "2026-08-06", "2026-08-10")
    lines = AuditEvent.objects.filter(target__contains=person.public_id)
    assert set(lines.values_list("action", flat=True)) == {"absences.entered", "absences.changed"}
    said_of_them = " ".join(f"{audit.label(line.action)} {line.changes}" for line in lines)
    assert not any(word in said_of_them.lower() for word in ("arrêt", "maladie", "rendu"))


def test_cancelled_meanwhile_what_was_typed_may_be_entered_anew(cast, alice, person):
    absence = entered(cast, person)
    where = address(cast, "change", absence.public_id)
    alice.post(address(cast, "cancel", absence.public_id), {"confirm": "1", "version": "1"})
    answer = alice.post(where, typed(end="06/08/2026", version="1"))
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Envoyer quand même" not in page
    assert f"?salarie={person.public_id}&amp;du=2026-08-03&amp;au=2026-08-06" in page
    again = alice.post(where, typed(version=str(answer.context["version"])), follow=True)
    assert "Cette absence est annulée" in said(again)


@pytest.mark.parametrize("version", ["", "abc", "99999999999999999999", "-1", "²"])
def test_a_version_that_is_none_is_that_of_the_page(cast, alice, person, version):
    absence = entered(cast, person)
    answer = alice.post(address(cast, "cancel", absence.public_id), {"confirm": "1", "version": version}, follow=True)
    assert "est annulée" in said(answer)


def test_an_absence_is_cut_in_two(cast, alice, person):
    absence = entered(cast, person)
    where = address(cast, "split", absence.public_id)
    wrong = alice.post(where, {"on": "03/08/2026", "version": "1"})
    assert "entre le deuxième et le dernier" in str(wrong.context["form"].errors["on"])
    answer = alice.post(where, {"on": "5 août 2026", "version": "1"}, follow=True)
    assert "du 3 août 2026 au 4 août 2026, puis du 5 août 2026 au 7 août 2026" in said(answer)
    assert len(planning_of(person)) == 2


def test_what_is_done_from_its_page_leads_back_where_one_came_from(cast, alice, person):
    absence, planning = entered(cast, person), address(cast, "planning", mois="2026-08")
    page = text_of(alice.get(address(cast, "absence", absence.public_id, retour=planning)))
    asked = urlencode({"retour": planning})
    for name in ("change", "split", "cancel"):
        assert f"{address(cast, name, absence.public_id)}?{asked}" in page
    answer = alice.post(f"{address(cast, 'change', absence.public_id)}?{asked}", typed(end="06/08/2026", version="1"))
    assert answer.headers["Location"] == planning
    assert "ailleurs" not in text_of(alice.get(address(cast, "absence", absence.public_id, retour="//ailleurs.fr")))


def test_cut_by_two_people_the_second_sees_it(cast, alice, person):
    absence = entered(cast, person)
    where = address(cast, "split", absence.public_id)
    alice.post(where, {"on": "05/08/2026", "version": "1"})
    answer = alice.post(where, {"on": "06/08/2026", "version": "1"})
    assert (answer.status_code, len(planning_of(person))) == (409, 2)
    assert "RTT du 3 août 2026 au 4 août 2026" in text_of(answer)


def test_cancelling_is_confirmed_first(cast, alice, person):
    leave = entered(cast, person, "paid_leave")
    declare_leave(access=access_of(cast), absences=[leave])
    where = address(cast, "cancel", leave.public_id)
    assert "son annulation sera à déclarer" in text_of(alice.get(where))
    alice.post(where, {"version": "1"})
    assert len(planning_of(person)) == 1
    answer = alice.post(where, {"confirm": "1", "version": "1"}, follow=True)
    assert "L’absence du 3 août 2026 au 7 août 2026 est annulée. L’annulation est à déclarer à la caisse." in said(
        answer
    )
    leave.refresh_from_db()
    assert (leave.state, leave.to_declare) == (AbsenceState.CANCELLED, True)


def test_a_paid_leave_is_left_to_the_caisse(cast, alice, person):
    leave = entered(cast, person, "paid_leave")
    Absence.objects.filter(pk=leave.pk).update(state=AbsenceState.PAID)
    assert "Modifier" not in text_of(alice.get(address(cast, "absence", leave.public_id))).partition("page-help")[0]
    answer = alice.post(address(cast, "change", leave.public_id), typed("paid_leave", version="1"), follow=True)
    assert "demandez à votre caisse" in text_of(answer)


@pytest.mark.parametrize("name", ["absence", "change", "split", "cancel"])
def test_its_pages_keep_their_budget_whatever_happened(cast, alice, person, name):
    absence = entered(cast, person, "paid_leave")
    where = address(cast, name, absence.public_id)
    few = counted(alice, where)
    for rank in range(6):
        values = typed("paid_leave", note=f"Note {rank}", version=str(rank + 1))
        alice.post(address(cast, "change", absence.public_id), values)
    for rank in range(1, 13):
        AbsenceFactory(employee=person, starts_on=date(2025, rank, 3), ends_on=date(2025, rank, 8))
    assert counted(alice, where) == few <= BUDGET
