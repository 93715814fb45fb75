"""The form of an absence and the page of one, in their states, for the tests that look at every page."""

from datetime import date
from typing import Any

from django.urls import reverse
from playwright.sync_api import expect

from absences.models import Absence
from absences.services.declaring import declare_leave
from absences.services.entering import enter_absence
from absences.stretches import Stretch
from absences.values import AbsenceValues
from delegations import authority
from employees.models import Employee
from tests.absences.factories import kind
from tests.e2e.places import Visit, place
from tests.e2e.steps import field, press
from tests.employees.factories import EmployeeFactory, EmploymentFactory, LeaveRightFactory


def at(member: Any, name: str, *args: str, **query: str) -> str:
    return reverse(f"absences:{name}", args=[member.adherent.public_id, *args], query=query)


def known(member: Any) -> Employee:
    """Somebody with a long name, the caisse's figures and two leaves, of which one is declared."""
    name = {"last_name": "Saint-Hilaire de Montmorency", "first_name": "Marie-Emmanuelle"}
    person = EmploymentFactory(employee=EmployeeFactory(adherent=member.adherent, **name)).employee
    LeaveRightFactory(employee=person, acquired=30, fifth_week=6, taken=0, stated_on=date(2026, 6, 30))
    declared = entered(member, person, "paid_leave", date(2027, 2, 1), date(2027, 2, 12))
    declare_leave(access=access_of(member), absences=[declared])
    entered(member, person, "paid_leave", date(2027, 4, 5), date(2027, 4, 16))
    return person


def access_of(member: Any) -> Any:
    return authority.resolve(member.user, member.adherent.public_id)


def entered(member: Any, person: Employee, key: str, start: date, end: date) -> Absence:
    values = AbsenceValues(
        kind(key), Stretch(start, end), "Accord du chef de chantier, à confirmer avant la fin du mois"
    )
    return enter_absence(access=access_of(member), employee=person, values=values).absences[0]


def form_of(visit: Visit, **asked: str) -> None:
    member = visit.signed_in()
    visit.go(at(member, "enter", salarie=known(member).public_id, **asked))


@place("absence-whose")
def absence_whose(visit: Visit) -> None:
    member = visit.signed_in()
    known(member)
    for rank in range(20):
        EmploymentFactory(employee=EmployeeFactory(adherent=member.adherent, last_name=f"Martin{rank:02}"))
    visit.go(at(member, "enter"))


@place("absence-whose-nobody")
def absence_whose_nobody(visit: Visit) -> None:
    visit.go(at(visit.signed_in(), "enter", q="Dupont"))


@place("absence-new")
def absence_new(visit: Visit) -> None:
    form_of(visit)


@place("absence-counted")
def absence_counted(visit: Visit) -> None:
    """Across 30 April, more than is left, too long at one go: everything that may be said is said."""
    form_of(visit, nature="paid_leave", du="2027-04-19", au="2027-05-21")


@place("absence-over-leave")
def absence_over_leave(visit: Visit) -> None:
    form_of(visit, nature="sickness", du="2027-02-04", au="2027-02-07")


@place("absence-refused")
def absence_refused(visit: Visit) -> None:
    form_of(visit, nature="rtt", du="2027-02-08", au="2027-02-05")
    press(visit.page, "Enregistrer")
    expect(visit.page.get_by_role("alert")).to_be_visible()


def one(visit: Visit, name: str) -> Absence:
    member = visit.signed_in()
    known(member)
    absence: Absence = Absence.objects.get(starts_on=date(2027, 2, 1))
    visit.go(at(member, name, absence.public_id))
    return absence


@place("absence-one")
def absence_one(visit: Visit) -> None:
    one(visit, "absence")


@place("absence-change")
def absence_change(visit: Visit) -> None:
    one(visit, "change")


@place("absence-changed-meanwhile")
def absence_changed_meanwhile(visit: Visit) -> None:
    absence = one(visit, "change")
    Absence.objects.filter(pk=absence.pk).update(version=absence.version + 5, ends_on=date(2027, 2, 10))
    press(visit.page, "Enregistrer")
    expect(visit.page.get_by_role("alert")).to_be_visible()


@place("absence-split")
def absence_split(visit: Visit) -> None:
    one(visit, "split")


@place("absence-split-counted")
def absence_split_counted(visit: Visit) -> None:
    absence_split(visit)
    field(visit.page, "Premier jour de la seconde partie").fill("03/02/2027")
    expect(visit.page.locator("#decompte")).to_contain_text("Seconde partie, du mercredi 3 février")


@place("absence-cancel")
def absence_cancel(visit: Visit) -> None:
    one(visit, "cancel")
