"""What accounts keep no longer than needed (SECURITY L12). Periods are settings."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from accounts.models import PendingAccount, PhoneCertification

CODE_RETENTION = timedelta(hours=24)


def purge_pending_accounts() -> int:
    """Delete registrations that nobody activated, and the traces of those activated; return how many."""
    limit = timezone.now() - settings.PENDING_ACCOUNT_RETENTION
    return PendingAccount.objects.filter(created_at__lt=limit).delete()[0]


def purge_codes() -> int:
    """Delete SMS codes that certified nothing, a day after they expired; return how many."""
    limit = timezone.now() - CODE_RETENTION
    return PhoneCertification.objects.filter(used_at__isnull=True, expires_at__lt=limit).delete()[0]
