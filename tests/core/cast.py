"""What the machinery keeps about each company of the cast."""

from typing import Any

from django.utils import timezone

from core.models import AuditEvent, OutgoingMessage
from tests.cast import Company


def rows_of(company: Company) -> dict[str, Any]:
    """A message to its holder, a line of its journal."""
    return {"message": _message(company), "event": _event(company)}


def _message(company: Company) -> OutgoingMessage:
    mark = company.mark
    return OutgoingMessage.objects.create(
        channel=OutgoingMessage.Channel.EMAIL,
        kind="accounts/attached",
        recipient=f"{mark.lower()}@exemple.fr",
        subject=f"Objet {mark}",
        body_text=f"Texte {mark}",
        status=OutgoingMessage.Status.SENT,
        sent_at=timezone.now(),
        caisse_id=company.caisse.pk,
        user=company.holder,
    )


def _event(company: Company) -> AuditEvent:
    return AuditEvent.objects.create(
        action="accounts.attached",
        actor_id=company.holder.pk,
        actor_label=str(company.holder),
        caisse_id=company.caisse.pk,
        adherent_id=company.adherent.pk,
        tiers_label=company.adherent.name,
        target=f"objet {company.mark}",
    )
