"""The planning in its states, for the tests that look at every page."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import expect

from absences.models import CrewNeed
from absences.services.settling import settle
from employees.models import Employment
from tests.absences.factories import AbsenceFactory, CollectiveAbsenceFactory
from tests.e2e.places import Visit, place
from tests.e2e.steps import press
from tests.employees.factories import CrewFactory, EmploymentFactory
from tests.factories import EstablishmentFactory

PEOPLE = (
    ("Amrani", "Karim", "Maçon N3P2"),
    ("Bernard", "Luc", "Chef d’équipe"),
    ("da Silva Rodrigues", "Rui", "Coffreur bancheur"),
    ("Diallo", "Moussa", "Maçon"),
    ("Fontaine", "Éric", "Conducteur de travaux"),
    ("Garcia", "Manuel", "Grutier"),
    ("Saint-Hilaire de Montmorency", "Marie-Emmanuelle", "Responsable qualité, sécurité, environnement"),
    ("Nguyễn", "Thị Hương", "Métreuse"),
    ("O’Connor", "Seán", "Carreleur"),
)
# Who, which kind, from which day of the month to which, and the noons.
ABSENCES = (
    (0, "paid_leave", 9, 13, ""),
    (1, "paid_leave", -6, 3, ""),
    (2, "sickness", 16, 40, ""),
    (3, "rtt", 10, 10, "start"),
    (3, "recovery", 11, 11, "end"),
    (4, "training", 18, 20, ""),
    (5, "fifth_week", 23, 28, ""),
    (5, "family_event", 4, 5, ""),
    (6, "apprentice_training", 12, 12, ""),
    (7, "unpaid_leave", 24, 26, "start end"),
)


def planned(visit: Visit) -> Any:
    """A company of two sites and two crews, with absences of every colour around this month; its membership."""
    member = visit.signed_in()
    people = _people(member.adherent)
    month = timezone.localdate().replace(day=1)
    for who, key, first, last, noons in ABSENCES:
        AbsenceFactory(
            employee=people[who].employee,
            key=key,
            starts_on=month + timedelta(days=first - 1),
            ends_on=month + timedelta(days=last - 1),
            starts_at_noon="start" in noons,
            ends_at_noon="end" in noons,
        )
    _closings(member.adherent, month)
    return member


def _closings(adherent: Any, month: date) -> None:
    """Of the whole company, a bridge; of its second site, two days more."""
    for first, last, site in ((19, 19, None), (23, 24, "Dépôt de Strasbourg")):
        CollectiveAbsenceFactory(
            adherent=adherent,
            establishment=adherent.establishments.filter(name=site).first(),
            is_closing=True,
            state="done",
            starts_on=month + timedelta(days=first - 1),
            ends_on=month + timedelta(days=last - 1),
        )


def _people(adherent: Any) -> list[Employment]:
    head_office = adherent.establishments.get(is_head_office=True)
    depot = EstablishmentFactory(
        adherent=adherent, name="Dépôt de Strasbourg", address="1 quai des Belges\n67000 Strasbourg"
    )
    big = CrewFactory(establishment=head_office, name="Gros œuvre")
    small = CrewFactory(establishment=depot, name="Équipe de Rui, reprises en sous-œuvre")
    CrewNeed.objects.create(adherent=adherent, crew=big, by_weekday=[4, 4, 4, 4, 3, None, None])
    today = timezone.localdate()
    return [
        EmploymentFactory(
            employee__adherent=adherent,
            employee__last_name=last_name,
            employee__first_name=first_name,
            qualification=qualification,
            establishment=depot if rank > 5 else head_office,
            crew=small if rank > 6 else big if rank < 5 else None,
            starts_on=today.replace(day=1) + timedelta(days=6) if rank == 8 else date(2020, 1, 6),
        )
        for rank, (last_name, first_name, qualification) in enumerate(PEOPLE)
    ]


@place("planning-month", is_signed_in=True)
def planning_of_a_month(visit: Visit) -> None:
    visit.go(f"/espace/{planned(visit).adherent.public_id}/planning/")


@place("planning-week", is_signed_in=True)
def planning_of_a_week(visit: Visit) -> None:
    visit.go(f"/espace/{planned(visit).adherent.public_id}/planning/?vue=semaine")


@place("planning-nobody-matches", is_signed_in=True)
def planning_where_nobody_matches(visit: Visit) -> None:
    visit.go(f"/espace/{planned(visit).adherent.public_id}/planning/?q=personne&categorie=worker")


@place("planning-day", is_signed_in=True)
def planning_of_a_day(visit: Visit) -> None:
    visit.go(f"/espace/{planned(visit).adherent.public_id}/planning/?vue=jour")


@place("planning-year", is_signed_in=True)
def planning_of_a_year(visit: Visit) -> None:
    visit.go(f"/espace/{planned(visit).adherent.public_id}/planning/?vue=annee")


def _to_person(visit: Visit, last_name: str, view: str) -> None:
    adherent = planned(visit).adherent
    person = adherent.employees.get(last_name=last_name)
    day = timezone.localdate().replace(day=15)
    settle(AbsenceFactory(employee=person, key="training", starts_on=day), is_cancelled=True)
    visit.go(f"/espace/{adherent.public_id}/planning/?vue={view}&salarie={person.public_id}")


@place("planning-person", is_signed_in=True)
def planning_of_a_person(visit: Visit) -> None:
    _to_person(visit, "Diallo", "mois")


@place("planning-person-year", is_signed_in=True)
def planning_of_the_year_of_a_person(visit: Visit) -> None:
    _to_person(visit, "Garcia", "annee")


@place("crew-needs", is_signed_in=True)
def crew_needs(visit: Visit) -> None:
    visit.go(f"/espace/{planned(visit).adherent.public_id}/planning/besoins/")


@place("crew-needs-refused", is_signed_in=True)
def crew_needs_refused(visit: Visit) -> None:
    crew_needs(visit)
    visit.page.get_by_role("link", name="Gros œuvre").click()
    visit.page.get_by_label("Lundi").fill("beaucoup")
    press(visit.page, "Enregistrer")
    expect(visit.page.get_by_role("alert")).to_be_visible()
