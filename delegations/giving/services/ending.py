"""How a delegation stops: revoked by either side or by the caisse, suspended and resumed, expired by its dates."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from core.access import Access
from core.tenancy import all_tenants
from delegations import emails, history
from delegations.enums import AnswerState, DelegationState, EventKind, Side
from delegations.giving.services.giving import DelegationChangedMeanwhile, NotOpen, changes_since
from delegations.models import Delegation, FirmMember, JoinRequest
from delegations.policies import can_intervene

NOT_ANSWERED = "Invitation restée sans réponse"
PERIOD_OVER = "Date de fin atteinte"


def revoke_delegation(*, access: Access, delegation: Delegation, reason: str) -> None:
    """The company ends it, at once. Raises `NotOpen`."""
    with transaction.atomic():
        current = _lock(delegation)
        _end(current, DelegationState.REVOKED, reason)
        history.note(current, EventKind.REVOKED, side=Side.COMPANY, access=access, reason=reason)
        emails.revoked(current, by=access.tiers.name, reason=reason)


def renounce_delegation(*, member: FirmMember, delegation: Delegation, reason: str) -> None:
    """An administrator of the firm ends it, at once. Raises `NotOpen`."""
    with all_tenants(reason="a firm ends the delegation of one of its clients"), transaction.atomic():
        current = _lock(delegation)
        _end(current, DelegationState.REVOKED, reason)
        history.note(current, EventKind.REVOKED, side=Side.FIRM, actor=member.user, reason=reason)
        emails.revoked(current, by=member.firm.name, reason=reason)


def revoke_by_caisse(*, by: User, delegation: Delegation, version: int, reason: str) -> None:
    """The staff end it. `version` is the one that was read. Raises `DelegationChangedMeanwhile` or `NotOpen`."""
    with transaction.atomic():
        current = _lock_as_read(by, delegation, version)
        _end(current, DelegationState.REVOKED, reason)
        history.note(current, EventKind.REVOKED, side=Side.CAISSE, actor=by, reason=reason)
        emails.revoked(current, by="votre caisse", reason=reason)


def suspend_delegation(*, by: User, delegation: Delegation, version: int, reason: str) -> None:
    """The staff stop it for a time: it opens nothing until it is resumed.

    Raises `DelegationChangedMeanwhile` or `NotOpen`.
    """
    with transaction.atomic():
        _switch(by, _lock_as_read(by, delegation, version), DelegationState.ACTIVE, DelegationState.SUSPENDED, reason)


def resume_delegation(*, by: User, delegation: Delegation, version: int, reason: str) -> None:
    """The staff open again what they suspended. Raises `DelegationChangedMeanwhile` or `NotOpen`."""
    with transaction.atomic():
        _switch(by, _lock_as_read(by, delegation, version), DelegationState.SUSPENDED, DelegationState.ACTIVE, reason)


def expire_delegations() -> int:
    """Mark what its dates ended and invitations without answer, tell both sides; return how many. Idempotent.

    The authority does not wait for it: it reads the dates.
    """
    today, now = timezone.localdate(), timezone.now()
    over = Q(state__in=[DelegationState.ACTIVE, DelegationState.SUSPENDED], ends_on__lt=today)
    unanswered = Q(state=DelegationState.PENDING) & (Q(invitation_expires_at__lte=now) | Q(ends_on__lt=today))
    due = Delegation.objects.filter(over | unanswered).values_list("pk", flat=True)
    return sum(_expire(pk, over | unanswered) for pk in list(due))


def remind_of_ends() -> int:
    """Tell companies which delegations end soon, once for each end date; return how many. Idempotent."""
    today = timezone.localdate()
    soon = Delegation.objects.in_force(today).filter(ends_on__lte=today + settings.DELEGATION_END_NOTICE)
    due = soon.filter(Q(reminded_of__isnull=True) | ~Q(reminded_of=F("ends_on")))
    return sum(_remind(pk) for pk in list(due.values_list("pk", flat=True)))


def _remind(pk: int) -> int:
    with transaction.atomic():
        delegation = Delegation.objects.select_for_update(of=("self",)).select_related("adherent", "firm").get(pk=pk)
        if delegation.reminded_of == delegation.ends_on or delegation.state != DelegationState.ACTIVE:
            return 0
        delegation.reminded_of = delegation.ends_on
        delegation.save(update_fields=["reminded_of"])
        emails.ending_soon(delegation)
    return 1


def _expire(pk: int, still_due: Q) -> int:
    """One delegation, in its own transaction, if it is still due."""
    with transaction.atomic():
        rows = Delegation.objects.select_for_update(of=("self",)).select_related("adherent", "firm")
        delegation = rows.filter(still_due, pk=pk).first()
        if delegation is None:
            return 0
        reason = NOT_ANSWERED if delegation.state == DelegationState.PENDING else PERIOD_OVER
        _end(delegation, DelegationState.EXPIRED, reason)
        history.note(delegation, EventKind.EXPIRED, side=Side.PORTAL, reason=reason)
        emails.expired(delegation, reason)
    return 1


def _lock(delegation: Delegation) -> Delegation:
    rows = Delegation.objects.select_for_update(of=("self",)).select_related("adherent", "firm")
    locked: Delegation = rows.get(pk=delegation.pk)
    return locked


def _lock_as_read(by: User, delegation: Delegation, version: int) -> Delegation:
    """For the staff, who decide of what they read."""
    current = _lock(delegation)
    if not can_intervene(by, current):
        raise PermissionDenied
    if current.version != version:
        raise DelegationChangedMeanwhile(current, changes_since(current, version))
    return current


def _end(delegation: Delegation, state: DelegationState, reason: str) -> None:
    """Close the row and whoever waited to accept it. Raises `NotOpen`."""
    if not delegation.is_open:
        raise NotOpen
    delegation.state, delegation.end_reason, delegation.ended_at = state, reason, timezone.now()
    delegation.version += 1
    delegation.save(update_fields=["state", "end_reason", "ended_at", "version"])
    JoinRequest.objects.filter(delegation=delegation, state=AnswerState.PENDING).update(
        state=AnswerState.DECLINED, decided_at=timezone.now()
    )


def _switch(by: User, current: Delegation, before: DelegationState, after: DelegationState, reason: str) -> None:
    if current.state != before:
        raise NotOpen
    current.state, current.version = after, current.version + 1
    current.save(update_fields=["state", "version"])
    is_suspension = after == DelegationState.SUSPENDED
    kind = EventKind.SUSPENDED if is_suspension else EventKind.RESUMED
    history.note(current, kind, side=Side.CAISSE, actor=by, reason=reason)
    (emails.suspended if is_suspension else emails.resumed)(current, reason)
