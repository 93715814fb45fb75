"""Who is absent, and what a sortie leaves, for the tests that look at every page."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import expect

from absences.models import Absence
from employees.models import Employee
from tests.absences.factories import AbsenceFactory
from tests.e2e.places import Visit, place
from tests.e2e.steps import field, press
from tests.employees.factories import CrewFactory, EmployeeFactory, EmploymentFactory
from tests.factories import EstablishmentFactory


def company(visit: Visit) -> Any:
    """Signed in; two sites, one with a crew."""
    member = visit.signed_in()
    depot = EstablishmentFactory(adherent=member.adherent, name="Dépôt de Montreuil")
    CrewFactory(establishment=depot, name="Coffreurs du chantier de la Plaine")
    return member.adherent


def somebody(adherent: Any, name: str, **contract: Any) -> Employee:
    person = EmployeeFactory(adherent=adherent, last_name=name, first_name="Karim")
    EmploymentFactory(employee=person, **contract)
    return person


def away(person: Employee, key: str, first: date, days: int = 1, **fields: Any) -> Absence:
    absence: Absence = AbsenceFactory(
        employee=person, key=key, starts_on=first, ends_on=first + timedelta(days=days - 1), **fields
    )
    return absence


@place("absents")
def absents(visit: Visit) -> None:
    adherent, today = company(visit), timezone.localdate()
    crew = adherent.crews.get()
    there = {"establishment": crew.establishment, "crew": crew}
    away(somebody(adherent, "Benali", **there), "paid_leave", today, 5)
    away(somebody(adherent, "Garcia-Fernandez de la Vega", **there), "sickness", today - timedelta(days=3), 30)
    away(somebody(adherent, "Nowak"), "apprentice_training", today, ends_at_noon=True)
    away(somebody(adherent, "Petit", ends_on=today), "rtt", today)
    visit.go(f"/espace/{adherent.public_id}/planning/absents/")


@place("absents-nobody")
def absents_nobody(visit: Visit) -> None:
    visit.go(f"/espace/{company(visit).public_id}/planning/absents/?quand=semaine&q=zola")


@place("after-departure")
def after_departure(visit: Visit) -> None:
    """Some to resolve, one that the caisse paid, one to put back, one that another absence prevents."""
    adherent, today = company(visit), timezone.localdate()
    leaver = somebody(adherent, "Benali", ends_on=today)
    away(leaver, "paid_leave", today - timedelta(days=2), 6, after_departure="to_resolve")
    away(leaver, "rtt", today + timedelta(days=10), after_departure="to_resolve")
    paid = away(leaver, "paid_leave", today + timedelta(days=20), 5, after_departure="to_resolve")
    stays = somebody(adherent, "Nowak")
    back = [away(stays, "rtt", today + timedelta(days=days), state="cancelled") for days in (3, 9)]
    away(stays, "training", today + timedelta(days=9))
    Absence.objects.filter(pk__in=[one.pk for one in back]).update(after_departure="to_put_back")
    Absence.objects.filter(pk=paid.pk).update(state="paid", to_declare=False)
    visit.go(f"/espace/{adherent.public_id}/planning/apres-sortie/")


@place("after-departure-nothing")
def after_departure_nothing(visit: Visit) -> None:
    visit.go(f"/espace/{company(visit).public_id}/planning/apres-sortie/")


@place("person-absences")
def person_absences(visit: Visit) -> None:
    """Somebody with absences that go on, to come, past, and one that the contract no longer holds."""
    adherent, today = company(visit), timezone.localdate()
    person = somebody(adherent, "Benali", ends_on=today + timedelta(days=40))
    for weeks in range(1, 8):
        away(person, "rtt", today - timedelta(weeks=weeks))
    away(person, "sickness", today - timedelta(days=2), 6)
    away(person, "paid_leave", today + timedelta(days=10), 12)
    away(person, "fifth_week", today + timedelta(days=38), 6, after_departure="to_resolve")
    visit.go(f"/espace/{adherent.public_id}/salaries/{person.public_id}/")
    visit.page.get_by_text("Les dernières passées").click()


@place("home-with-absences")
def home_with_absences(visit: Visit) -> None:
    adherent, today = company(visit), timezone.localdate()
    for days in (0, 2, 9, 12, 20):
        away(somebody(adherent, "Benali"), "paid_leave", today + timedelta(days=days), 3)
    visit.go(f"/espace/{adherent.public_id}/")


@place("departure-with-absences")
def departure_with_absences(visit: Visit) -> None:
    """The last reading of a sortie, with what it leaves."""
    adherent, today = company(visit), timezone.localdate()
    person = somebody(adherent, "Benali")
    away(person, "paid_leave", today + timedelta(days=8), 5)
    contract = person.employments.get()
    visit.go(f"/espace/{adherent.public_id}/salaries/contrats/{contract.public_id}/sortie/")
    field(visit.page, "Dernier jour").fill(f"{today:%d/%m/%Y}")
    visit.page.get_by_label("Motif de sortie").select_option(index=1)
    press(visit.page, "Continuer")
    expect(visit.page.get_by_role("heading", name="après le dernier jour")).to_be_visible()
