"""What becomes of a document that is taken: pages that every look takes in."""

from core import files
from documents.models import Document, Download
from tests.documents.factories import DocumentFactory
from tests.documents.places.listing import published
from tests.e2e.places import Visit, place


@place("documents-downloads")
def downloads(visit: Visit) -> None:
    adherent = published(visit)
    for document in Document.objects.filter(adherent=adherent)[:6]:
        Download.objects.create(
            document=document,
            adherent=adherent,
            by_label="Chloé Grandjean-Lefèvre",
            firm_name="Comptes et Bilans de la vallée de Chevreuse" if document.employee_id else "",
            way="zip" if document.reference else "one",
        )
    visit.go(f"/espace/{adherent.public_id}/documents/telechargements/")


@place("documents-unavailable")
def unavailable(visit: Visit) -> None:
    """Its file is not there any more."""
    member = visit.signed_in()
    document = DocumentFactory(
        adherent=member.adherent, title="Contrôle de la déclaration d’octobre", words=("Perdu",), reference="C-2026-10"
    )
    files.delete([document.file.stored_name])
    visit.go(f"/espace/{member.adherent.public_id}/documents/{document.public_id}/telecharger/")
