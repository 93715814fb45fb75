"""One document published by staff, by itself."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from adherents.models import Adherent
from core import audit
from documents.models import Document
from documents.policies import can_publish
from documents.services import storing
from documents.services.adding import add_document
from documents.values import DocumentValues

audit.declare({"documents.published": "Document publié par la caisse"})


@transaction.atomic
def publish_document(
    *, values: DocumentValues, content: bytes, by: Any, published_at: datetime | None = None
) -> Document:
    """`values` were judged, `content` was made inert (`storing.checked_pdf`). Seen at that hour, at once if past."""
    company = Adherent.objects.get(pk=values.adherent_id)
    if not can_publish(by, company.caisse_id):
        raise PermissionDenied
    now = timezone.now()
    hour = max(published_at or now, now)
    document = add_document(values=values, file=storing.keep(content), by=by, published_at=hour)
    audit.record(
        "documents.published",
        actor=by,
        caisse_id=company.caisse_id,
        adherent_id=company.pk,
        tiers_label=company.name,
        target=f"document {document.public_id}",
        changes={"type": str(document.kind)},
    )
    return document
