"""The pages of the sick-leave claim, in their states."""

from datetime import date
from typing import Any

from django.urls import reverse
from playwright.sync_api import expect

from absences.services.entering import enter_absence
from absences.stretches import Stretch
from absences.values import AbsenceValues
from delegations import authority
from employees.models import Employee
from stoppages.models import StoppageCase
from tests.absences.factories import kind
from tests.e2e.places import Visit, place
from tests.e2e.steps import press
from tests.employees.factories import EmployeeFactory, EmploymentFactory, LeaveRightFactory
from tests.stoppages.factories import WorksiteFactory, lose, weather_case
from tests.stoppages.sick_leave_kit import back, declared, draft


def at(member: Any, name: str, *args: str, **query: str) -> str:
    return reverse(f"stoppages:{name}", args=[member.adherent.public_id, *args], query=query)


def access_of(member: Any) -> Any:
    return authority.resolve(member.user, member.adherent.public_id)


def known(member: Any) -> Employee:
    """Somebody with a long name, whose leave the caisse knows, on leave in the middle of October."""
    name = {"last_name": "Saint-Hilaire de Montmorency", "first_name": "Marie-Emmanuelle"}
    person = EmploymentFactory(employee=EmployeeFactory(adherent=member.adherent, **name)).employee
    for year in (2024, 2025):
        LeaveRightFactory(
            employee=person, starts_on=date(year, 4, 1), ends_on=date(year + 1, 3, 31), stated_on=date(2026, 9, 30)
        )
    leave = AbsenceValues(kind("paid_leave"), Stretch(date(2026, 10, 12), date(2026, 10, 23)))
    enter_absence(access=access_of(member), employee=person, values=leave)
    return person


def returned(member: Any) -> StoppageCase:
    access = access_of(member)
    return back(access, declared(access, known(member)), "2026-10-14")


@place("sick-leave-whose")
def whose(visit: Visit) -> None:
    member = visit.signed_in()
    known(member)
    visit.go(at(member, "start_sick_leave"))


@place("sick-leave-new")
def new(visit: Visit) -> None:
    """Somebody who is away already, and a form that is all to mend."""
    member = visit.signed_in()
    person = known(member)
    declared(access_of(member), person)
    visit.go(at(member, "start_sick_leave", salarie=person.public_id))
    visit.page.get_by_label("Motif de l’arrêt").select_option("work_accident")
    visit.page.get_by_label("Subrogation", exact=True).select_option("yes")
    press(visit.page, "Enregistrer et relire")
    expect(visit.page.get_by_role("alert")).to_be_visible()


@place("sick-leave-extension")
def extension(visit: Visit) -> None:
    member = visit.signed_in()
    case = declared(access_of(member), known(member))
    visit.go(at(member, "extend", case.public_id))


@place("sick-leave-review")
def review(visit: Visit) -> None:
    """Over leave, on days with hours of a weather stoppage."""
    member = visit.signed_in()
    person = known(member)
    lose(weather_case(WorksiteFactory(adherent=member.adherent)), person, {"2026-10-06": "8", "2026-10-07": "8"})
    visit.go(at(member, "review_sick_leave", draft(access_of(member), person).public_id))


@place("sick-leave-change")
def change(visit: Visit) -> None:
    member = visit.signed_in()
    visit.go(at(member, "change_sick_leave", declared(access_of(member), known(member)).public_id))


@place("sick-leave-return")
def resume(visit: Visit) -> None:
    member = visit.signed_in()
    visit.go(at(member, "resume", declared(access_of(member), known(member)).public_id))


@place("sick-leave-letter")
def letter(visit: Visit) -> None:
    """Made, to be received; another may be made."""
    member = visit.signed_in()
    visit.go(at(member, "return_letter", returned(member).public_id))
    press(visit.page, "Établir la lettre")
    expect(visit.page.get_by_role("heading", name="Établir une autre lettre")).to_be_visible()
