"""What firms leave behind, kept no longer than needed. Periods are settings."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from delegations.models import FirmInvitation, RequestBatch


def purge_invitations() -> int:
    """Delete the invitations of collaborators that have been over for long; return how many."""
    return FirmInvitation.objects.filter(_over_before(timezone.now() - settings.INVITATION_RETENTION)).delete()[0]


def purge_batches() -> int:
    """Delete the old files of demandes; each demande stays the company's. Returns how many."""
    old = RequestBatch.objects.filter(created_at__lt=timezone.now() - settings.DELEGATION_REQUEST_RETENTION)
    return old.delete()[1].get(RequestBatch._meta.label, 0)


def _over_before(limit: datetime) -> Q:
    """Accepted, withdrawn, or left without an answer."""
    unanswered = Q(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__lt=limit)
    return Q(accepted_at__lt=limit) | Q(withdrawn_at__lt=limit) | unanswered
