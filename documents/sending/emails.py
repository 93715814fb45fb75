"""What is told of a sending. None holds what was sent, its note, nor the reason that the caisse gives."""

from django.urls import reverse

from accounts.choices import wanting
from accounts.enums import Topic
from core.access import Access
from core.mail import send_email
from core.rights import Right
from delegations.recipients import told_of_decision
from documents.models import SentDocument


def sending_accepted(sending: SentDocument) -> None:
    _tell(sending, kind="documents/sending_accepted")


def sending_refused(sending: SentDocument) -> None:
    _tell(sending, kind="documents/sending_refused")


def _tell(sending: SentDocument, *, kind: str) -> None:
    """Whoever sent it, or may act in their place; `sending` with its kind, its site, its author, its caisse."""
    site = sending.establishment
    told = told_of_decision(
        author=sending.sent_by,
        adherent_id=sending.adherent_id,
        places=[sending.adherent.public_id, *([site.public_id] if site else [])],
        right=Right.DOCUMENTS_ACT,
    )
    wanted = wanting([access.user for access in told], Topic.CAISSE)
    for access in told:
        if access.user in wanted and SentDocument.objects.for_access(access).filter(pk=sending.pk).exists():
            _write(sending, access, kind)


def _write(sending: SentDocument, access: Access, kind: str) -> None:
    adherent = sending.adherent
    send_email(
        kind=kind,
        to=access.user.email,
        context={
            "first_name": access.user.first_name,
            "company": adherent.name,
            "document_kind": sending.kind.name,
            "reference": sending.reference,
            "path": reverse("documents:sending", args=[access.tiers.ref, sending.public_id]),
            "caisse": adherent.caisse,
        },
        user=access.user,
        caisse_id=adherent.caisse_id,
    )
