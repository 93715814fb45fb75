"""Documents kept no longer than their kind says (DOMAIN §6.2), and the batches that brought them."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from adherents.calendar import months_away
from core import audit
from documents.enums import BatchState
from documents.models import Batch, BatchLine, Document, DocumentKind

_BATCH = 500
_OVER = (BatchState.REFUSED, BatchState.PUBLISHED, BatchState.DROPPED, BatchState.WITHDRAWN)

audit.declare({"documents.purged": "Documents effacés à la fin de leur durée de conservation"})


def kept_since(kind: DocumentKind) -> date:
    """The oldest date that a document of this kind may bear: those before are deleted."""
    return months_away(timezone.localdate(), -kind.retention_months)


def purge_documents() -> int:
    """Delete those whose kind keeps them no longer, with who read them and what was done of them; return how many.

    Their files go with the orphans (`storing.purge_orphans`).
    """
    purged = 0
    for kind in DocumentKind.objects.select_related("caisse").order_by("caisse_id", "pk"):
        if count := _purge_kind(kind):
            audit.record("documents.purged", caisse_id=kind.caisse_id, target=f"type {kind}", changes={"count": count})
        purged += count
    return purged


def purge_batches() -> int:
    """Forget the lines of the batches that were over long ago, which name people; return how many."""
    until = timezone.now() - settings.DOCUMENT_BATCH_RETENTION
    over = Batch.objects.filter(state__in=_OVER, created_at__lt=until).filter(
        Q(published_at__isnull=True) | Q(published_at__lt=until)
    )
    return BatchLine.objects.filter(batch__in=over).delete()[0]


def _purge_kind(kind: DocumentKind) -> int:
    old = Document.objects.filter(kind=kind, issued_on__lt=kept_since(kind)).order_by("issued_on", "pk")
    purged = 0
    while keys := list(old.values_list("pk", flat=True)[:_BATCH]):
        with transaction.atomic():
            Document.objects.filter(pk__in=keys).delete()
        purged += len(keys)
    return purged
