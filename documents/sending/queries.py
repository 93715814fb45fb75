"""What may be sent, what was sent."""

from datetime import datetime, time

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from core.access import Access
from documents.models import DocumentKind, SentDocument, SentFile

PER_PAGE = 50


def accepted_kinds(access: Access) -> list[DocumentKind]:
    """Those that the caisse takes from companies, among those that this person may see."""
    kinds = DocumentKind.objects.readable(access).filter(is_accepted=True)
    return list(kinds.order_by("name", "pk"))


def sent_by_company(access: Access) -> QuerySet[SentDocument]:
    """The latest first, each with how many files it has."""
    rows = SentDocument.objects.for_access(access).select_related("kind", "establishment", "employee")
    return rows.annotate(file_count=Count("files")).order_by("-sent_at", "-pk")


def sent_today(adherent_id: int) -> int:
    """What the company has sent since midnight, in bytes."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    rows = SentFile.objects.filter(adherent_id=adherent_id, sending__sent_at__gte=midnight)
    total: int | None = rows.aggregate(total=Sum("size"))["total"]
    return total or 0
