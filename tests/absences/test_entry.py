"""An absence entered by the form: whom, what, and everything that may be wrong."""

from datetime import date
from functools import partial

import pytest

from absences.models import Absence
from adherents.models import Establishment
from core.rights import Right
from tests.absences.entry_kit import address, entry_of, said, text_of, typed
from tests.absences.factories import AbsenceFactory, LeaveDeclarationFactory
from tests.absences.kit import planning_of, worker
from tests.at_once import at_once
from tests.employees.factories import EmployeeFactory, EmploymentFactory
from tests.employees.person_kit import browser_of, colleague
from tests.security.test_query_counts import BUDGET, counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(cast):
    return cast.browser("alice")


@pytest.fixture
def person(cast):
    return worker(cast)


def send(browser, where, **values):
    return browser.post(where, typed(**values), follow=True)


def test_an_absence_is_typed_counted_and_led_back(cast, alice, person):
    back = address(cast, "planning")
    answer = send(alice, entry_of(cast, person, retour=back), kind="paid_leave")
    assert planning_of(person) == [("paid_leave", "du 3 août 2026 au 7 août 2026")]
    assert answer.redirect_chain == [(back, 302)]
    assert "Congés payés, congé principal du 3 août 2026 au 7 août 2026 : 6 jours ouvrables." in said(answer)


def test_the_breadcrumb_leads_to_the_planning_as_it_was(cast, alice, person):
    back = f"{address(cast, 'planning')}?vue=semaine&q=Mar"
    trail = f'<a href="{back.replace("&", "&amp;")}">Planning des absences</a>'
    absence = AbsenceFactory(employee=person)
    assert trail in text_of(alice.get(entry_of(cast, person, retour=back)))
    for page in ("absence", "change", "split", "cancel"):
        assert trail in text_of(alice.get(address(cast, page, absence.public_id, retour=back))), page
    plain = f'<a href="{address(cast, "planning")}">Planning des absences</a>'
    for elsewhere in ("", "/espace/", "//ailleurs.fr", f"//ailleurs.fr{back}", f"https://ailleurs.fr{back}"):
        assert plain in text_of(alice.get(entry_of(cast, person, retour=elsewhere))), elsewhere


@pytest.mark.parametrize(
    "elsewhere", ["https://ailleurs.fr/", "//ailleurs.fr", "javascript:alert(1)", "\\\\ailleurs.fr"]
)
def test_it_leads_back_nowhere_but_here(cast, alice, person, elsewhere):
    page = alice.get(entry_of(cast, person, retour=elsewhere))
    assert "ailleurs" not in text_of(page)
    assert "alert(1)" not in text_of(page)
    assert send(alice, entry_of(cast, person, retour=elsewhere)).redirect_chain == [(address(cast, "planning"), 302)]


def test_the_address_fills_the_form(cast, alice, person):
    page = alice.get(entry_of(cast, person, du="2026-08-03", au="2026-08-07", nature="rtt"))
    form = page.context["form"]
    assert [form[name].value() for name in ("kind", "starts_on", "ends_on")] == [
        "rtt",
        "03/08/2026",
        "07/08/2026",
    ]


@pytest.mark.parametrize("junk", ["hier", "2026-02-31", "9999-12-31", "0001-01-01", "٢٠٢٦-٠٨-٠٣"])
def test_what_the_address_asks_for_in_vain_is_left_out(cast, alice, person, junk):
    page = alice.get(entry_of(cast, person, du=junk, au=junk, nature=junk, retour=junk))
    assert page.status_code == 200
    assert not page.context["form"].initial.keys() & {"starts_on", "ends_on"}


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"start": "07/08/2026", "end": "03/08/2026"}, "ends_on", "Le dernier jour est avant le premier"),
        ({"start": "", "end": ""}, "starts_on", "Saisissez le premier jour"),
        ({"start": "31/02/2026"}, "starts_on", "n’existe pas"),
        ({"start": "03/08/2006", "end": "03/08/2006"}, "starts_on", "trop ancienne"),
        ({"kind": ""}, "kind", "Choisissez dans la liste"),
        ({"kind": "vacances"}, "kind", "Choisissez dans la liste"),
        ({"end": "03/08/2026", "starts_at_noon": "on", "ends_at_noon": "on"}, "ends_on", "le matin"),
        ({"kind": "paid_leave", "ends_at_noon": "on"}, "ends_on", "jours entiers"),
        ({"note": "x" * 301}, "note", "abrégez-le"),
        ({"note": "1 85 05 94 028 001 22"}, "note", "numéro de sécurité sociale"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(cast, alice, person, values, field, words):
    answer = alice.post(entry_of(cast, person), typed(**values))
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert answer.context["form"]["note"].value() == values.get("note", "")
    assert not planning_of(person)


def test_out_of_the_contract_is_said_beside_the_first_day(cast, alice):
    person = worker(cast, starts_on=date(2026, 8, 5))
    answer = alice.post(entry_of(cast, person), typed())
    assert "n’est pas sous contrat du 3 août 2026 au 4 août 2026" in str(answer.context["form"].errors["starts_on"])


def test_half_days_are_ticked(cast, alice, person):
    send(alice, entry_of(cast, person), starts_at_noon="on", ends_at_noon="on")
    assert planning_of(person) == [("rtt", "du 3 août 2026 à midi au 7 août 2026 à midi")]


def test_sent_twice_an_entry_makes_one_row_and_the_same_answer(cast, alice, person):
    once, twice = (said(send(alice, entry_of(cast, person), note="Départ à 16 h")) for _ in range(2))
    assert once == twice
    assert Absence.objects.filter(employee=person).count() == 1


@pytest.mark.parametrize("is_at_noon", [False, True])
def test_sent_twice_around_a_stoppage_too(cast, alice, person, is_at_noon):
    noons = {"starts_at_noon": is_at_noon, "ends_at_noon": is_at_noon}
    AbsenceFactory(employee=person, key="sickness", starts_on=date(2026, 8, 6), ends_on=date(2026, 8, 10), **noons)
    entry = {"kind": "paid_leave", "end": "14/08/2026"}
    once, twice = (said(send(alice, entry_of(cast, person), **entry)) for _ in range(2))
    assert "du 3 août 2026 au 5 août 2026 et du 11 août 2026 au 14 août 2026 : 7 jours ouvrables" in once
    assert once == twice
    assert len(planning_of(person)) == 3


@pytest.mark.parametrize("other", [{"note": "Autre"}, {"kind": "training"}, {"end": "06/08/2026"}])
def test_another_entry_of_these_days_is_refused(cast, alice, person, other):
    send(alice, entry_of(cast, person))
    answer = alice.post(entry_of(cast, person), typed(**other))
    assert "a déjà une absence du 3 août 2026 au 7 août 2026 (RTT)" in str(answer.context["form"].errors["starts_on"])
    assert len(planning_of(person)) == 1


@pytest.mark.parametrize(
    ("declared", "end", "said_so"),
    [
        (True, "09/08/2026", "sont coupés : 3 jours ouvrables rendus ; la modification est à déclarer à la caisse."),
        (False, "10/08/2026", "sont coupés : 4 jours ouvrables rendus."),
        (True, "14/08/2026", "sont coupés : 8 jours ouvrables rendus ; la modification est à déclarer à la caisse."),
    ],
)
def test_a_stoppage_over_leave_says_the_days_given_back(cast, alice, person, declared, end, said_so):
    leave = AbsenceFactory(employee=person, starts_on=date(2026, 8, 3), ends_on=date(2026, 8, 14))
    if declared:
        LeaveDeclarationFactory(absence=leave)
    answer = send(alice, entry_of(cast, person), kind="sickness", start="06/08/2026", end=end)
    assert f"Les congés du 3 août 2026 au 14 août 2026 {said_so}" in said(answer)


def test_leave_wholly_taken_over_is_said_to_be_cancelled(cast, alice, person):
    leave = AbsenceFactory(employee=person, starts_on=date(2026, 8, 6), ends_on=date(2026, 8, 6))
    LeaveDeclarationFactory(absence=leave)
    answer = send(alice, entry_of(cast, person), kind="sickness")
    words = "Les congés du 6 août 2026 sont annulés : 1 jour ouvrable rendu ; l’annulation est à déclarer à la caisse."
    assert words in said(answer)


def test_whoever_lacks_the_motives_is_offered_the_named_kinds(cast, person):
    chloe = cast.browser("chloe")
    page = chloe.get(entry_of(cast, person, nature="sickness"))
    assert "Maladie" not in page.content.decode().partition("<main")[2].partition("page-help")[0]
    assert "Congés payés, congé principal" in text_of(page)
    answer = chloe.post(entry_of(cast, person), typed("sickness"))
    assert "Choisissez dans la liste" in str(answer.context["form"].errors["kind"])
    assert "RTT" in said(send(chloe, entry_of(cast, person)))


def test_whoever_lacks_the_motives_is_told_of_none_by_a_refusal(cast, person):
    AbsenceFactory(employee=person, key="sickness", starts_on=date(2026, 8, 3), ends_on=date(2026, 8, 7))
    for kind in ("rtt", "paid_leave"):
        answer = cast.browser("chloe").post(entry_of(cast, person), typed(kind))
        said_why = str(answer.context["form"].errors["starts_on"])
        assert answer.status_code == 422
        assert not any(word in said_why.lower() for word in ("maladie", "arrêt"))


@pytest.mark.parametrize("name", ["rival", "unknown"])
def test_somebody_of_another_company_looks_like_nobody(cast, alice, name):
    stranger = cast.rival.people.employee.public_id if name == "rival" else "2222222222222222"
    where = address(cast, "enter", salarie=stranger)
    assert alice.get(where).status_code == alice.post(where, typed()).status_code == 404


def test_a_right_lost_meanwhile_loses_nobody_s_days(cast, person):
    member = colleague(cast.acme.adherent, Right.ABSENCES_CONSULT, Right.ABSENCES_ACT)
    browser = browser_of(member)
    assert browser.get(entry_of(cast, person)).status_code == 200
    member.rights = [Right.ABSENCES_CONSULT.value]
    member.save()
    assert browser.post(entry_of(cast, person), typed()).status_code == 403
    assert not planning_of(person)


def test_whoever_acts_for_a_site_enters_the_absences_of_its_people(cast):
    site = Establishment.objects.get(pk=cast.acme.site.pk)
    member = colleague(cast.acme.adherent, Right.ABSENCES_CONSULT, Right.ABSENCES_ACT, site=site)
    here, there = worker(cast, establishment=site), worker(cast)
    browser, where = browser_of(member), address(cast, "enter").replace(cast.acme.ref, site.public_id)
    assert send(browser, f"{where}?salarie={here.public_id}").status_code == 200
    assert len(planning_of(here)) == 1
    assert browser.get(f"{where}?salarie={there.public_id}").status_code == 404
    assert here.full_name in text_of(browser.get(where))
    assert there.full_name not in text_of(browser.get(where))


def test_somebody_is_chosen_by_name_and_the_days_asked_for_are_kept(cast, alice):
    EmploymentFactory(employee=EmployeeFactory(adherent=cast.acme.adherent, last_name="N’Guessan", first_name="Koffi"))
    asked = {"du": "2026-08-03", "au": "2026-08-07", "retour": "/espace/"}
    page = text_of(alice.get(address(cast, "enter", q="guessan koffi", **asked)))
    assert "N’GUESSAN Koffi" in page
    assert "DUPONT" not in page
    assert "du=2026-08-03&amp;au=2026-08-07&amp;retour=%2Fespace%2F&amp;salarie=" in page
    assert '<input type="hidden" name="du" value="2026-08-03">' in page


def test_a_number_of_social_security_is_not_searched(cast, alice):
    answer = alice.get(address(cast, "enter", q="1 85 05 94 028 001 22"), follow=True)
    assert "q=" not in answer.redirect_chain[0][0]
    assert "Recherchez par nom" in text_of(answer)


def test_the_first_of_many_are_shown(cast, alice):
    for rank in range(21):
        EmploymentFactory(employee=EmployeeFactory(adherent=cast.acme.adherent, last_name=f"Martin{rank:02}"))
    page = text_of(alice.get(address(cast, "enter", q="martin")))
    assert "précisez le nom" in page
    assert page.count("MARTIN") == 20


@pytest.mark.parametrize("chosen", [False, True])
def test_the_form_keeps_its_budget_whatever_is_planned(cast, alice, person, chosen):
    where = entry_of(cast, person, du="2026-08-03", au="2026-08-07", nature="paid_leave")
    where = where if chosen else address(cast, "enter")
    few = counted(alice, where)
    for rank in range(1, 13):
        LeaveDeclarationFactory(
            absence=AbsenceFactory(employee=person, starts_on=date(2025, rank, 3), ends_on=date(2025, rank, 8))
        )
        worker(cast)
    assert counted(alice, where) == few <= BUDGET


def test_somebody_else_is_chosen_for_the_same_days(cast, alice, person):
    page = text_of(alice.get(entry_of(cast, person, du="2026-08-03", retour="/espace/")))
    assert f"{address(cast, 'enter')}?du=2026-08-03&amp;retour=%2Fespace%2F" in page


@pytest.mark.django_db(transaction=True)
def test_sent_from_two_tabs_at_the_same_time_an_entry_makes_one_row(cast, person):
    tabs = [cast.browser("alice") for _ in range(2)]
    send = [partial(tab.post, entry_of(cast, person), typed("paid_leave")) for tab in tabs]
    assert [answer.status_code for answer in at_once(*send)] == [302, 302]
    assert Absence.objects.filter(employee=person).count() == 1
