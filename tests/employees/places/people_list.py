"""The list of people, its export, the crews: their pages, for the tests that look at all of them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from employees.enums import CaisseState, Category, ContractKind
from employees.models import Employment
from tests.e2e.places import Visit, place
from tests.employees.factories import CrewFactory, EmploymentFactory, MovementFactory
from tests.factories import EstablishmentFactory

NAMES = (
    ("Benali", "Karim", "Maçon N3P2"),
    ("da Silva Rodrigues", "Rui", "Coffreur bancheur"),
    ("Nguyễn", "Thị Hương", "Métreuse"),
    ("O’Connor", "Seán", "Grutier"),
    ("Lefèvre", "Anne-Sophie", "Conductrice de travaux"),
    ("Kowalczyk", "Łukasz", "Maçon finisseur"),
    ("Fontaine", "Éric", "Chef de chantier"),
    ("El Mansouri", "Youssef", "Ouvrier d’exécution"),
    ("Yıldız", "Çağla", "Apprentie maçonne"),
    ("Saint-Hilaire de Montmorency", "Marie-Emmanuelle", "Responsable qualité, sécurité, environnement"),
)


def staffed(visit: Visit) -> Any:
    """A company of two sites and two crews, with people in every state; returns its membership."""
    member = visit.signed_in()
    adherent, today = member.adherent, timezone.localdate()
    head_office = adherent.establishments.get(is_head_office=True)
    depot = EstablishmentFactory(adherent=adherent, name="Dépôt de Bagnolet", is_head_office=False)
    crews = [
        CrewFactory(establishment=head_office, name="Gros œuvre"),
        CrewFactory(establishment=depot, name="Équipe de Rui, reprises en sous-œuvre"),
    ]
    states = list(CaisseState)
    for rank in range(56):
        last_name, first_name, qualification = NAMES[rank % len(NAMES)]
        crew = crews[rank % 2]
        is_dated = rank % 5 == 3
        EmploymentFactory(
            employee__adherent=adherent,
            employee__last_name=last_name,
            employee__first_name=first_name if rank < len(NAMES) else f"{first_name} {'abcdefgh'[rank // 10]}",
            establishment=crew.establishment,
            crew=crew if rank % 3 else None,
            qualification=qualification,
            category=list(Category)[rank % 7 % 3],
            contract_kind=ContractKind.APPRENTICESHIP if is_dated else ContractKind.PERMANENT,
            starts_on=today + timedelta(days=12) if rank % 9 == 8 else today - timedelta(days=90 * rank + 30),
            planned_end_on=today + timedelta(days=40 + rank) if is_dated else None,
            ends_on=today + timedelta(days=12 + rank) if is_dated else None,
            caisse_state=states[rank % 5] if rank < 15 else CaisseState.RECORDED,
        )
    return member


def section(visit: Visit, path: str = "") -> Any:
    member = staffed(visit)
    visit.go(f"/espace/{member.adherent.public_id}/salaries/{path}")
    return member


@place("people")
def people(visit: Visit) -> None:
    section(visit)


@place("people-filtered")
def people_filtered(visit: Visit) -> None:
    section(visit, "?categorie=worker&contrat=permanent&tri=-premier-jour")


@place("people-none-found")
def people_none_found(visit: Visit) -> None:
    section(visit, "?q=personne")


@place("people-number-refused")
def people_number_refused(visit: Visit) -> None:
    section(visit, "?q=185057800608436")


@place("people-void")
def people_void(visit: Visit) -> None:
    member = staffed(visit)
    person = Employment.objects.filter(adherent=member.adherent).order_by("pk")[0]
    MovementFactory(employment=person, state="cancelled")
    Employment.objects.filter(pk=person.pk).update(caisse_state=CaisseState.HIRE_CANCELLED)
    visit.go(f"/espace/{member.adherent.public_id}/salaries/?etat=hire_cancelled")


@place("people-empty")
def people_empty(visit: Visit) -> None:
    member = visit.signed_in()
    visit.go(f"/espace/{member.adherent.public_id}/salaries/")


@place("people-export")
def people_export(visit: Visit) -> None:
    section(visit, "exporter/?q=benali&categorie=worker")


@place("crews")
def crews(visit: Visit) -> None:
    section(visit, "equipes/")


@place("crews-empty")
def crews_empty(visit: Visit) -> None:
    member = visit.signed_in()
    visit.go(f"/espace/{member.adherent.public_id}/salaries/equipes/")


def one_crew(visit: Visit, path: str = "") -> None:
    member = staffed(visit)
    crew = member.adherent.crews.order_by("pk")[1]
    visit.go(f"/espace/{member.adherent.public_id}/salaries/equipes/{crew.public_id}/{path}")


@place("crew")
def crew(visit: Visit) -> None:
    one_crew(visit)


@place("crew-rename")
def crew_rename(visit: Visit) -> None:
    one_crew(visit, "renommer/")


@place("crew-delete")
def crew_delete(visit: Visit) -> None:
    one_crew(visit, "supprimer/")


@place("crew-new")
def crew_new(visit: Visit) -> None:
    section(visit, "equipes/nouvelle/")
