"""Absences of many people, in their states, for the tests that look at every page."""

from typing import Any

from django.urls import reverse

from absences.enums import CollectiveState
from absences.models import CollectiveLine
from delegations import authority
from tests.absences.factories import CollectiveAbsenceFactory
from tests.absences.kit import enter
from tests.e2e.places import Visit, place
from tests.employees.factories import CrewFactory, EmployeeFactory, EmploymentFactory

NAMES = ("Benali", "Da Silva-Ferreira de Montmorency", "N’Guessan", "Petit", "Öztürk")


def collective_of(visit: Visit, **fields: Any) -> Any:
    """A crew of five, of which one is away already."""
    member = visit.signed_in()
    crew = CrewFactory(establishment=member.adherent.establishments.get(is_head_office=True), name="Gros œuvre")
    people = [
        EmploymentFactory(employee=EmployeeFactory(adherent=member.adherent, last_name=name), crew=crew).employee
        for name in NAMES
    ]
    access = authority.resolve(member.user, member.adherent.public_id)
    enter(access, people[0], "training", "2026-08-12", "2026-08-12")
    collective = CollectiveAbsenceFactory(adherent=member.adherent, crew=crew, **fields)
    if collective.state != CollectiveState.DRAFT:
        refused = {"outcome": "refused", "reason": "Déjà absent le 12 août 2026 (Formation)"}
        for rank, person in enumerate(people):
            outcome = {"outcome": "entered"} if rank else refused
            CollectiveLine.objects.create(adherent=member.adherent, collective=collective, employee=person, **outcome)
    return collective


def go(visit: Visit, name: str, collective: Any) -> None:
    visit.go(reverse(f"absences:{name}", args=[collective.adherent.public_id, collective.public_id]))


@place("collective-preview", is_signed_in=True)
def preview(visit: Visit) -> None:
    go(visit, "collective", collective_of(visit))


@place("collective-result", is_signed_in=True)
def result(visit: Visit) -> None:
    go(visit, "collective", collective_of(visit, state=CollectiveState.DONE))


@place("collective-running", is_signed_in=True)
def running(visit: Visit) -> None:
    go(visit, "collective", collective_of(visit, state=CollectiveState.RUNNING))


@place("collective-undo", is_signed_in=True)
def undo(visit: Visit) -> None:
    go(visit, "undo_collective", collective_of(visit, state=CollectiveState.DONE))


@place("collective-discard", is_signed_in=True)
def discard(visit: Visit) -> None:
    go(visit, "discard_collective", collective_of(visit))


@place("collectives", is_signed_in=True)
def collectives(visit: Visit) -> None:
    collective = collective_of(visit, title="Pont de l’Ascension pour le site de Bagnolet et ses chantiers voisins")
    visit.go(reverse("absences:collectives", args=[collective.adherent.public_id]))


@place("collective-start", is_signed_in=True)
def start(visit: Visit) -> None:
    collective = collective_of(visit)
    visit.go(reverse("absences:start_collective", args=[collective.adherent.public_id]))
