"""The page of what is to be resolved after a sortie, and what the sortie says before it is sent."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from absences.models import Absence
from core.rights import Right
from tests.absences.departures_kit import contract_of, leave_company, marks_of, stay, waiting
from tests.absences.factories import AbsenceFactory
from tests.absences.kit import access_of, enter, planning_of, worker
from tests.days import in_days, today
from tests.employees.departure_kit import typed
from tests.employees.factories import EmployeeFactory, EmploymentFactory
from tests.employees.person_kit import browser_of, colleague, site_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(cast):
    return access_of(cast)


def page(cast, name: str = "alice", query: str = "") -> str:
    address = reverse("absences:after_departure", args=[cast.acme.ref])
    return text_of(cast.browser(name).get(f"{address}{query}")).partition("<main")[2].partition("page-help")[0]


def do(cast, act: str, *absences: Absence, name: str = "alice") -> str:
    address = reverse("absences:resolve_after_departure", args=[cast.acme.ref])
    return text_of(cast.browser(name).post(address, {"choix": f"{act}:{marks_of(*absences)}"}, follow=True))


def leaver(cast, alice, *entries: tuple[str, str, str]):
    person = worker(cast)
    absences = [enter(alice, person, *entry).absences[0] for entry in entries]
    return person, absences, leave_company(alice, person)


def test_each_absence_says_what_will_become_of_it(cast, alice):
    person, absences, _ = leaver(
        cast, alice, ("rtt", "2026-07-27", "2026-08-07"), ("paid_leave", "2026-08-10", "2026-08-14")
    )
    shown = page(cast)
    for text in (
        *(person.full_name, "Dernier jour du contrat : 31 juillet 2026", "RTT du 27 juillet 2026 au 7 août 2026"),
        *("Il en restera du 27 juillet 2026 au 31 juillet 2026", "Tous ces jours sont hors contrat"),
        *("Couper au dernier jour", "Annuler", "Tout régler", "Tout régler (2 absences)"),
    ):
        assert text in shown, text
    assert "2 absences réglées." in do(cast, "resolve", *absences)
    assert planning_of(person) == [("rtt", "du 27 juillet 2026 au 31 juillet 2026")]
    assert "Aucune absence à régler" in page(cast)


def test_one_is_resolved_and_the_other_waits(cast, alice):
    person, [first, second], _ = leaver(
        cast, alice, ("rtt", "2026-08-03", "2026-08-04"), ("rtt", "2026-08-10", "2026-08-11")
    )
    assert "1 absence réglée." in do(cast, "resolve", first)
    assert [mark for label, mark in waiting(person)] == ["resolved", "to_resolve"]
    assert "a changé cette absence entre-temps" in do(cast, "resolve", first, second)
    assert [mark for label, mark in waiting(person)] == ["resolved", "resolved"]


def test_what_was_cancelled_is_proposed_again_when_the_person_stays(cast, alice):
    person, [absence], departure = leaver(cast, alice, ("rtt", "2026-08-03", "2026-08-07"))
    do(cast, "resolve", absence)
    stay(alice, departure)
    assert "Remettre au planning" in page(cast)
    absence.refresh_from_db()
    assert "1 absence remise au planning." in do(cast, "put_back", absence)
    assert planning_of(person) == [("rtt", "du 3 août 2026 au 7 août 2026")]


def test_what_meets_another_absence_is_offered_only_to_be_left(cast, alice):
    person, [absence], departure = leaver(cast, alice, ("rtt", "2026-08-03", "2026-08-07"))
    do(cast, "resolve", absence)
    stay(alice, departure)
    enter(alice, person, "training", "2026-08-05", "2026-08-05")
    shown = page(cast)
    assert "le 5 août 2026, prend ces jours" in shown
    assert "Remettre au planning" not in shown
    absence.refresh_from_db()
    assert "1 absence laissée ainsi." in do(cast, "leave", absence)
    assert waiting(person) == []


def test_chloe_sees_no_motive_and_leaves_it_alone(cast, alice):
    person, [stoppage, time_off], _ = leaver(
        cast, alice, ("sickness", "2026-08-03", "2026-08-07"), ("rtt", "2026-08-10", "2026-08-11")
    )
    shown = page(cast, "chloe")
    assert "Maladie" not in shown
    assert stoppage.public_id not in shown
    assert "Motif privé : à régler par qui le consulte" in shown
    assert reverse("employees:employee", args=[cast.acme.ref, person.public_id]) not in shown
    told = do(cast, "resolve", stoppage, time_off, name="chloe")
    assert "1 absence réglée." in told
    assert "Maladie" not in told
    assert [mark for _, mark in waiting(person)] == ["to_resolve", "resolved"]


def test_bruno_reads_it_and_does_nothing(cast, alice):
    person, [absence], _ = leaver(cast, alice, ("rtt", "2026-08-03", "2026-08-07"))
    assert "RTT" in page(cast, "bruno")
    address = reverse("absences:resolve_after_departure", args=[cast.acme.ref])
    choice = {"choix": f"resolve:{marks_of(absence)}"}
    assert cast.browser("bruno").post(address, choice).status_code == 403
    assert waiting(person) == [("du 3 août 2026 au 7 août 2026", "to_resolve")]
    assert "Couper" not in page(cast, "bruno")
    assert "choix" not in page(cast, "bruno")


def test_mallory_resolves_nothing_of_acme(cast, alice):
    person, [absence], _ = leaver(cast, alice, ("rtt", "2026-08-03", "2026-08-07"))
    address = reverse("absences:resolve_after_departure", args=[cast.rival.ref])
    cast.browser("mallory").post(address, {"choix": f"resolve:{marks_of(absence)}"})
    assert waiting(person) == [("du 3 août 2026 au 7 août 2026", "to_resolve")]


@pytest.mark.parametrize(
    "choice", ["", "resolve", "resolve:", "resolve:x", "resolve:x.y,,.", "erase:a.1", "put_back:a.9"]
)
def test_a_choice_that_means_nothing_does_nothing(cast, alice, choice):
    person, _, _ = leaver(cast, alice, ("rtt", "2026-08-03", "2026-08-07"))
    address = reverse("absences:resolve_after_departure", args=[cast.acme.ref])
    assert cast.browser("alice").post(address, {"choix": choice}).status_code == 302
    assert [mark for _, mark in waiting(person)] == ["to_resolve"]


def test_whoever_acts_for_a_site_resolves_those_of_its_people(cast, alice):
    depot = site_of(cast.acme.adherent)
    there, elsewhere = worker(cast, establishment=depot), worker(cast)
    for person in (there, elsewhere):
        enter(alice, person, "rtt", "2026-08-03", "2026-08-07")
        leave_company(alice, person)
    local = colleague(cast.acme.adherent, Right.ABSENCES_CONSULT, Right.ABSENCES_ACT, site=depot)
    browser, args = browser_of(local), [depot.public_id]
    shown = text_of(browser.get(reverse("absences:after_departure", args=args)))
    assert there.full_name in shown
    assert elsewhere.full_name not in shown
    all_of_them = marks_of(*Absence.objects.to_resolve())
    browser.post(reverse("absences:resolve_after_departure", args=args), {"choix": f"resolve:{all_of_them}"})
    assert (waiting(there)[0][1], waiting(elsewhere)[0][1]) == ("resolved", "to_resolve")


def test_the_page_costs_the_same_for_one_and_for_fifty(cast, alice):
    address = reverse("absences:after_departure", args=[cast.acme.ref])
    browser = cast.browser("alice")

    def many(number: int) -> int:
        for _ in range(number):
            person = worker(cast, ends_on="2026-07-31")
            AbsenceFactory(employee=person, key="rtt", after_departure="to_resolve")
            gone = AbsenceFactory(
                employee=worker(cast), key="rtt", state="cancelled", starts_on="2026-09-01", ends_on="2026-09-04"
            )
            Absence.objects.filter(pk=gone.pk).update(after_departure="to_put_back")
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    assert many(1) == many(24) <= 12


def reviewed(cast, contract, name: str = "alice"):
    browser = cast.browser(name)
    address = reverse("employees:declare_departure", args=[cast.acme.ref, contract.public_id])
    browser.post(address, typed(in_days(9), action="review"))
    with CaptureQueriesContext(connection) as queries:
        response = browser.post(address, typed(in_days(9), action="review"))
    return text_of(response), len(queries)


def test_a_sortie_lists_the_absences_after_its_last_day_before_it_is_sent(cast):
    contract = EmploymentFactory(employee=EmployeeFactory(adherent=cast.acme.adherent))
    for first, last in ((1, 2), (8, 12), (20, 24)):
        days = {"starts_on": in_days(first), "ends_on": in_days(last)}
        AbsenceFactory(employee=contract.employee, key="sickness" if first > 12 else "rtt", **days)
    shown, queries = reviewed(cast, contract)
    assert "2 absences après le dernier jour" in shown
    assert "Maladie" in shown
    assert queries <= 12
    local = colleague(cast.acme.adherent, Right.EMPLOYEES_CONSULT, Right.EMPLOYEES_ACT)
    address = reverse("employees:declare_departure", args=[cast.acme.ref, contract.public_id])
    assert "absences après" not in text_of(browser_of(local).post(address, typed(today(), action="review")))
    local = colleague(cast.acme.adherent, Right.EMPLOYEES_CONSULT, Right.EMPLOYEES_ACT, Right.ABSENCES_CONSULT)
    shown = text_of(browser_of(local).post(address, typed(today(), action="review")))
    assert "3 absences après le dernier jour" in shown
    assert "Maladie" not in shown
    assert contract_of(contract.employee).ends_on is None
