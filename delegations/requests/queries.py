"""What a cabinet asked of late."""

from delegations.models import Firm, RequestBatch

BATCHES_SHOWN = 20


def batches_of(firm: Firm) -> list[RequestBatch]:
    return list(RequestBatch.objects.filter(firm=firm).select_related("asked_by")[:BATCHES_SHOWN])
