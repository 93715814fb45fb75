"""What accounts keep no longer than needed (SECURITY L12). Periods are settings."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.colleagues.services import holder_steps
from accounts.enums import InvitationState
from accounts.models import Invitation, PendingAccount, PhoneCertification, StoppedNumber, User

CODE_RETENTION = timedelta(hours=24)


def purge_pending_accounts() -> int:
    """Delete registrations that nobody activated, and the traces of those activated; return how many."""
    limit = timezone.now() - settings.PENDING_ACCOUNT_RETENTION
    return PendingAccount.objects.filter(created_at__lt=limit).delete()[0]


def purge_codes() -> int:
    """Delete SMS codes that certified nothing, a day after they expired; return how many."""
    limit = timezone.now() - CODE_RETENTION
    return PhoneCertification.objects.filter(used_at__isnull=True, expires_at__lt=limit).delete()[0]


def expire_invitations() -> int:
    """Mark the invitations whose time is over, with what depended on them; return how many."""
    now = timezone.now()
    expired = 0
    for pk in Invitation.objects.over(now).values_list("pk", flat=True):
        with transaction.atomic():
            invitation = Invitation.objects.over(now).select_for_update(of=("self",)).filter(pk=pk).first()
            if invitation is not None:
                Invitation.objects.filter(pk=pk).update(state=InvitationState.EXPIRED, ended_at=now)
                holder_steps.abandon(invitation=invitation)
                expired += 1
    return expired


def purge_invitations() -> int:
    """Delete the invitations that have been over for long; return how many."""
    limit = timezone.now() - settings.INVITATION_RETENTION
    return Invitation.objects.exclude(state=InvitationState.PENDING).filter(ended_at__lt=limit).delete()[0]


def purge_stopped_numbers() -> int:
    """Delete the old STOP of numbers that no account has any more; return how many."""
    limit = timezone.now() - settings.STOPPED_NUMBER_RETENTION
    has_people = Exists(User.objects.filter(mobile=OuterRef("number")).exclude(mobile=""))
    return StoppedNumber.objects.filter(~has_people, stopped_at__lt=limit).delete()[0]
