"""The list of documents: pages that every look takes in."""

from datetime import date, timedelta
from typing import Any

from documents.enums import ShippedKind
from documents.models import Download
from tests.documents.factories import DocumentFactory, certificate, kind_of
from tests.e2e.places import Visit, place
from tests.employees.factories import EmploymentFactory
from tests.factories import EstablishmentFactory


@place("documents", is_signed_in=True)
def no_document(visit: Visit) -> None:
    visit.section("documents")


@place("documents-list")
def documents(visit: Visit) -> None:
    adherent = published(visit)
    visit.go(f"/espace/{adherent.public_id}/documents/")


def published(visit: Visit) -> Any:
    """Of every sort: of the company, of a site, of somebody; long titles; one that was read."""
    member = visit.signed_in()
    adherent = member.adherent
    statement = kind_of(adherent.caisse, ShippedKind.STATEMENT)
    site = EstablishmentFactory(adherent=adherent, name="Dépôt de Saint-Rémy-lès-Chevreuse")
    for month in range(1, 11):
        first = date(2026, month, 1)
        DocumentFactory(
            adherent=adherent,
            kind=statement,
            title=f"Relevé de compte valant appel de cotisations, {month:02d}/2026",
            reference=f"RC-2026-{month:02d}-004512",
            period_starts_on=first,
            period_ends_on=(first + timedelta(days=31)).replace(day=1) - timedelta(days=1),
            issued_on=first + timedelta(days=34),
        )
    letter = DocumentFactory(adherent=adherent, establishment=site, title="Contrôle de la déclaration d’octobre")
    Download.objects.create(document=letter, adherent=adherent, by=member.user, by_label=str(member.user))
    for name in ("Benali", "N’Guessan-Lefèvre de la Tour"):
        certificate(EmploymentFactory(employee__adherent=adherent, employee__last_name=name).employee)
    return adherent
