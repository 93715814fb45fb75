"""The search of documents: what answers, highlighted; nothing that does."""

from documents.searching.indexing import index
from documents.searching.reading import read_file
from tests.documents.factories import DocumentFactory
from tests.documents.places.listing import published
from tests.e2e.places import Visit, place

_LINES = (
    "Madame, Monsieur, nous avons bien reçu votre demande du 3 novembre 2026 relative aux cotisations de congés payés.",
    "Le montant des cotisations restant dues au titre du mois d’octobre s’élève à 1 234,56 €, majorations comprises.",
)


@place("documents-search")
def searched(visit: Visit) -> None:
    adherent = published(visit)
    letter = DocumentFactory(adherent=adherent, title="Réponse à votre demande", reference="C-2026-88", words=_LINES)
    index(adherent.documents.all())
    read_file(letter.file_id)
    visit.go(f"/espace/{adherent.public_id}/documents/rechercher/?q=cotisations")


@place("documents-search-without-answer")
def searched_in_vain(visit: Visit) -> None:
    adherent = published(visit)
    visit.go(f"/espace/{adherent.public_id}/documents/rechercher/?q=introuvable")
