"""What is sent to the caisse: the list in every state, a refusal, the form."""

from typing import Any

from django.utils import timezone

from documents.enums import SentState, ShippedKind
from documents.models import SentDocument, SentFile
from tests.documents.factories import SentDocumentFactory, kind_of
from tests.e2e.places import Visit, place
from tests.employees.factories import EmployeeFactory
from tests.factories import EstablishmentFactory

_REASON = "Document incomplet : il manque une page ou une pièce : la page 2 de l’extrait n’est pas dans le fichier."


def _treated(state: SentState, **fields: Any) -> SentDocument:
    made: SentDocument = SentDocumentFactory(state=state, treated_at=timezone.now(), **fields)
    return made


def _company(visit: Visit) -> Any:
    """Several sites; something sent and in each state."""
    adherent = visit.signed_in().adherent
    EstablishmentFactory(adherent=adherent, name="Dépôt de la vallée de Chevreuse")
    person = EmployeeFactory(adherent=adherent, last_name="Benali", first_name="Karim")
    letter = kind_of(adherent.caisse)
    SentDocumentFactory(adherent=adherent, kind=letter, employee=person, reference="P-7K2M9TQ4")
    _treated(SentState.ACCEPTED, adherent=adherent, reference="P-8K2M9TQ4", sent_by_label="Alice (Cabinet Durand)")
    return adherent


def _refused(adherent: Any) -> SentDocument:
    refused = _treated(
        SentState.REFUSED,
        adherent=adherent,
        kind=kind_of(adherent.caisse, ShippedKind.MANDATE),
        reason=_REASON,
        reference="P-9K2M9TQ4",
        note="Le nouveau compte de l’entreprise, à partir du 1er décembre.",
    )
    for number in range(2):
        SentFile.objects.create(
            sending=refused,
            adherent=adherent,
            stored_name=f"documents-envoyes/{refused.public_id}{number}",
            name=f"mandat-de-prelevement-signe-par-le-gerant-{number}.pdf",
            content_type="application/pdf",
            size=148_000,
        )
    return refused


@place("documents-sent", is_signed_in=True)
def sent(visit: Visit) -> None:
    adherent = _company(visit)
    _refused(adherent)
    visit.go(f"{visit.page.url}documents/envois/")


@place("documents-sending-refused", is_signed_in=True)
def sending_refused(visit: Visit) -> None:
    adherent = _company(visit)
    refused = _refused(adherent)
    visit.go(f"{visit.page.url}documents/envois/{refused.public_id}/")


@place("documents-send", is_signed_in=True)
def send(visit: Visit) -> None:
    """Again what was refused, with errors."""
    adherent = _company(visit)
    refused = _refused(adherent)
    visit.go(f"{visit.page.url}documents/envoyer/?de={refused.public_id}")
    visit.page.get_by_role("button", name="Envoyer", exact=True).click()
