"""What the company is told of an error that it reported. No name, no wage: they are read in the portal."""

from django.urls import reverse

from core.access import Access
from core.mail import send_email
from core.rights import Right
from delegations.recipients import told_of_decision
from documents.models import Document, Handover


def certificate_answered(handover: Handover, shown: Document) -> None:
    """`shown`: the certificate to check again, the same one or its correction."""
    adherent, site = handover.adherent, shown.establishment
    told = told_of_decision(
        author=handover.disputed_by,
        adherent_id=adherent.pk,
        places=[adherent.public_id, *([site.public_id] if site is not None else [])],
        right=Right.DOCUMENTS_ACT,
    )
    for access in told:
        if Document.objects.for_access(access).filter(pk=shown.pk).exists():
            _tell(handover, shown, access)


def _tell(handover: Handover, shown: Document, access: Access) -> None:
    person, adherent = access.user, handover.adherent
    context = {
        "first_name": person.first_name,
        "company": adherent.name,
        "is_corrected": shown.pk != handover.document_id,
        "path": reverse("documents:certificate", args=[access.tiers.ref, shown.public_id]),
        "caisse": adherent.caisse,
    }
    send_email(
        kind="documents/certificate_answered",
        to=person.email,
        context=context,
        user=person,
        caisse_id=adherent.caisse_id,
    )
