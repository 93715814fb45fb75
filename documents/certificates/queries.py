"""What is done of a certificat de congé, for whoever may read it."""

from django.http import Http404

from core.access import Access
from documents.models import Handover

_BESIDE = ("document__kind", "document__file", "document__employee", "document__establishment")


def handover_or_404(access: Access, ref: str) -> Handover:
    """Of the document of this reference; one that nobody hands over looks like a random reference."""
    rows = Handover.objects.for_access(access).select_related(*_BESIDE)
    handover: Handover | None = rows.filter(document__public_id=ref).first()
    if handover is None:
        raise Http404
    return handover


def corrected_by(handover: Handover) -> Handover | None:
    """The certificate that this one takes the place of, with what was wrong in it."""
    corrected: Handover | None = Handover.objects.filter(
        corrected_by_id=handover.document_id, adherent_id=handover.adherent_id
    ).first()
    return corrected
