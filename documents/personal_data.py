"""What the section keeps about a person, for *Mes données*."""

from typing import Any

from accounts.models import User
from documents.enums import SentState
from documents.models import Handover, SentDocument

WORDS = {
    "documents_envoyes": "Documents envoyés à la caisse",
    "type_de_document": "Type de document",
    "precision": "Précision",
    "erreurs_signalees": "Erreurs signalées sur un certificat de congé",
    "erreur": "Erreur",
}


def documents_sent(user: User) -> list[dict[str, Any]]:
    """Nothing of whom they are about. As values: the page acts for no company."""
    rows = SentDocument.objects.filter(sent_by=user).order_by("sent_at", "pk")
    read = rows.values_list("kind__name", "reference", "adherent__name", "sent_at", "state", "note")
    return [
        {
            "type_de_document": kind,
            "reference": reference,
            "entreprise": company,
            "le": sent_at,
            "etat": SentState(state).label,
            "precision": note,
        }
        for kind, reference, company, sent_at, state, note in read
    ]


def errors_reported(user: User) -> list[dict[str, Any]]:
    """The last one on each certificate; not whose certificate it is. As values, too."""
    rows = Handover.objects.filter(disputed_by=user).order_by("disputed_at", "pk")
    read = rows.values_list("adherent__name", "disputed_at", "said")
    return [{"entreprise": company, "le": at, "erreur": said} for company, at, said in read]
