"""What a company writes to its caisse: pages that every look takes in."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from support.models import Conversation, MessageFile
from tests.e2e.places import Visit, place
from tests.support.factories import ConversationFactory, MessageFactory, answered, subject_of

_LONG = (
    "Bonjour,\n\nNous avons reçu le relevé de compte d’octobre, qui ne tient pas compte du virement du 12 : pouvez-"
    "vous nous dire s’il est arrivé, et ce qu’il reste à régler ?\n\nCordialement"
)
_ANSWER = (
    "Bonjour,\n\nVotre virement est **bien arrivé le 14**. Il reste :\n\n- la cotisation d’octobre, 1 025,91 € ;\n"
    "- la majoration de retard, 12,40 €.\n\nVoir aussi [comment régler](/)."
)


def _company(visit: Visit) -> Any:
    adherent: Any = visit.signed_in().adherent
    subject_of(adherent.caisse)
    return adherent


def _conversation(adherent: Any) -> Conversation:
    """Answered, with files, one of them masked."""
    conversation = answered(
        adherent=adherent, subject=subject_of(adherent.caisse, "cotisations"), reference="M-7K2M9TQ4"
    )
    asked, said = conversation.messages.order_by("pk")
    asked.body, said.body, said.author_label = _LONG, _ANSWER, "Service des cotisations"
    asked.save()
    said.save()
    for number, masked_for in enumerate(("", "medical")):
        MessageFile.objects.create(
            conversation=conversation,
            message=asked,
            adherent=adherent,
            stored_name=f"messages/{conversation.public_id}{number}",
            name=f"ordre-de-virement-signe-par-le-gerant-{number}.pdf",
            content_type="application/pdf",
            size=148_000,
            masked_for=masked_for,
            masked_at=timezone.now() if masked_for else None,
        )
    MessageFactory(conversation=conversation, author_label="Chloé (Comptes et Bilans de la vallée)", body="Merci !")
    return conversation


@place("contact", is_signed_in=True)
def contact(visit: Visit) -> None:
    """Nothing written yet."""
    visit.section("contact")


@place("contact-messages", is_signed_in=True)
def messages(visit: Visit) -> None:
    adherent = _company(visit)
    _conversation(adherent)
    for days, code in enumerate(("droits-a-conges", "arret-de-travail", "espace-securise"), start=2):
        ConversationFactory(
            adherent=adherent,
            subject=subject_of(adherent.caisse, code),
            last_message_at=timezone.now() - timedelta(days=days),
            opened_by_label="Chloé Grandjean-Lefèvre (Comptes et Bilans de la vallée de Chevreuse)",
        )
    visit.go(f"{visit.page.url}contact/")


@place("contact-conversation", is_signed_in=True)
def conversation(visit: Visit) -> None:
    shown = _conversation(_company(visit))
    visit.go(f"{visit.page.url}contact/messages/{shown.public_id}/")


@place("contact-write", is_signed_in=True)
def write(visit: Visit) -> None:
    """With errors."""
    _company(visit)
    visit.go(f"{visit.page.url}contact/ecrire/?depuis=arrets")
    visit.page.get_by_role("button", name="Envoyer", exact=True).click()
