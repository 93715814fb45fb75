"""To whom a broadcast went is forgotten after a while; how many, and what became of it, stays."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from support.broadcasts.queries import as_figures, report
from support.broadcasts.services.drafts import held
from support.models import Broadcast


def forget_recipients() -> int:
    """How many broadcasts keep only their figures from now on; a transaction each."""
    until = timezone.now() - settings.BROADCAST_RECIPIENTS_RETENTION
    over = Broadcast.objects.filter(finished_at__lt=until, figures__isnull=True)
    keys = list(over.order_by("pk").values_list("pk", flat=True))
    for key in keys:
        _forget(key)
    return len(keys)


@transaction.atomic
def _forget(broadcast_id: int) -> None:
    broadcast = held(broadcast_id)
    if broadcast.figures is not None:
        return
    broadcast.figures = as_figures(report(broadcast))
    broadcast.save(update_fields=["figures"])
    broadcast.recipients.all().delete()
