"""Documents published by mistake: kept, and seen by nobody of the company any more."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core import audit
from documents.enums import BatchState
from documents.models import Batch, Document
from documents.policies import can_publish, can_withdraw

audit.declare({"documents.withdrawn": "Document retiré"})


class NotWithdrawable(Exception):
    """It was withdrawn already, or is not published yet."""


@transaction.atomic
def withdraw_document(*, document: Document, by: Any, reason: str) -> None:
    """The company is told of nothing but its absence: the line is of the caisse's journal. Raises NotWithdrawable."""
    row = Document.objects.select_for_update(of=("self",), no_key=True).select_related("adherent").get(pk=document.pk)
    if row.withdrawn_at is not None:
        raise NotWithdrawable
    if not can_withdraw(by, row):
        raise PermissionDenied
    row.withdrawn_at, row.withdrawn_by, row.withdrawal_reason = timezone.now(), by, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    audit.record(
        "documents.withdrawn",
        actor=by,
        caisse_id=row.adherent.caisse_id,
        target=f"document {row.public_id}",
        changes={"entreprise": row.adherent.name, "motif": reason},
    )


@transaction.atomic
def withdraw_batch(*, batch: Batch, by: Any, reason: str) -> int:
    """Those of its documents that were not yet; return how many. Raises NotWithdrawable."""
    if not can_publish(by, batch.caisse_id):
        raise PermissionDenied
    row = Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if row.state != BatchState.PUBLISHED:
        raise NotWithdrawable
    left = Document.objects.filter(batch=row, withdrawn_at__isnull=True)
    count = left.update(withdrawn_at=timezone.now(), withdrawn_by=by, withdrawal_reason=reason)
    row.state = BatchState.WITHDRAWN
    row.save(update_fields=["state"])
    changes = {"documents": count, "motif": reason}
    audit.record(
        "documents.batch_withdrawn", actor=by, caisse_id=row.caisse_id, target=f"lot {row.name}", changes=changes
    )
    return count
