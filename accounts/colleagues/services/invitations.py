"""Inviting a person to a company: made, sent again, withdrawn, answered once (SECURITY D4, D11).

The link's secret is kept as a digest. Whether the address has an account changes neither the page nor the e-mail of
whoever invites: the link itself tells its reader, who alone reads that mailbox.
"""

import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import emails
from accounts.colleagues.queries import holders_of, own_membership
from accounts.colleagues.services import holder_steps
from accounts.colleagues.services.invited import open_invited_account
from accounts.enums import InvitationState, MembershipRole
from accounts.models import HolderChange, Invitation, Membership, User
from accounts.policies import can_manage_invitation, grantable_rights
from accounts.values import Guest
from adherents.models import Establishment
from core import audit, codes, throttling
from core.access import Access
from core.rights import Right, as_rights
from core.tenancy import all_tenants
from core.tokens import BadToken

INVITATION = "invitation"

audit.declare(
    {
        "accounts.invited": "Collègue invité",
        "accounts.invitation_resent": "Invitation envoyée de nouveau",
        "accounts.invitation_withdrawn": "Invitation retirée",
        "accounts.invitation_accepted": "Invitation acceptée",
        "accounts.invitation_refused": "Invitation refusée",
    }
)


class AlreadyInvited(Exception):
    """An invitation to that address waits for its answer already."""


class AlreadyMember(Exception):
    """The address is that of somebody who belongs to the company, or to that site, already."""


class WrongPerson(Exception):
    """The invitation is for another address than that of the account signed in."""


class Closed(Exception):
    """The invitation no longer opens anything; `state` says why."""

    def __init__(self, invitation: Invitation) -> None:
        super().__init__(invitation.present_state)
        self.invitation = invitation


def invite(
    *, access: Access, guest: Guest, rights: frozenset[Right], establishment: Establishment | None = None
) -> Invitation:
    """Invite a colleague. Raises `AlreadyInvited`, `AlreadyMember`, `Throttled` or PermissionDenied."""
    throttling.enforce("invitation_company", str(access.tiers.adherent_id))
    throttling.enforce("invitation_email", guest.email)
    with transaction.atomic():
        own = own_membership(access)
        if own is None or not rights <= grantable_rights(own, for_site=establishment is not None):
            raise PermissionDenied
        if establishment is not None and establishment.adherent_id != access.tiers.adherent_id:
            raise PermissionDenied
        _require_outside(access.tiers.adherent_id, guest.email, establishment)
        invitation, token = make_invitation(
            adherent_id=access.tiers.adherent_id,
            guest=guest,
            rights=rights,
            by=access.user,
            establishment=establishment,
        )
        _record("accounts.invited", invitation, access=access, changes={"rights": invitation.rights})
        emails.invitation(invitation, token)
    return invitation


def make_invitation(
    *,
    adherent_id: int,
    guest: Guest,
    rights: frozenset[Right],
    by: User | None,
    establishment: Establishment | None = None,
    role: MembershipRole = MembershipRole.COLLEAGUE,
) -> tuple[Invitation, str]:
    """The row and the secret of its link. Raises `AlreadyInvited`."""
    now, token = timezone.now(), secrets.token_urlsafe(32)
    former = Invitation.objects.over(now).filter(adherent_id=adherent_id, email=guest.email)
    former.update(state=InvitationState.EXPIRED, ended_at=now)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                adherent_id=adherent_id,
                establishment=establishment,
                email=guest.email,
                first_name=guest.first_name,
                last_name=guest.last_name,
                role=role,
                rights=sorted(rights),
                token_digest=_digest(token),
                invited_by=by,
                expires_at=now + settings.INVITATION_LIFETIME,
            )
    except IntegrityError as error:
        raise AlreadyInvited from error
    return invitation, token


def resend_invitation(*, access: Access, invitation: Invitation) -> None:
    """Send it again for another period; the link sent before dies. Raises `Closed`, `Throttled`, PermissionDenied."""
    throttling.enforce("invitation_email", invitation.email)
    with transaction.atomic():
        locked, now = _lock_managed(access, invitation), timezone.now()
        if locked.state != InvitationState.PENDING:
            raise Closed(locked)
        token = secrets.token_urlsafe(32)
        locked.token_digest, locked.sent_at = _digest(token), now
        locked.expires_at = now + settings.INVITATION_LIFETIME
        locked.save(update_fields=["token_digest", "sent_at", "expires_at"])
        _record("accounts.invitation_resent", locked, access=access)
        emails.invitation(locked, token)


def withdraw_invitation(*, access: Access, invitation: Invitation) -> None:
    """The link sent opens nothing any more. Raises `Closed` or PermissionDenied."""
    with transaction.atomic():
        locked = _lock_managed(access, invitation)
        if locked.state != InvitationState.PENDING:
            raise Closed(locked)
        _end(locked, InvitationState.WITHDRAWN)
        holder_steps.abandon(invitation=locked)
        _record("accounts.invitation_withdrawn", locked, access=access)


def read_invitation(token: str) -> Invitation:
    """The invitation that a link speaks of, whatever its state. Raises `BadToken`; changes nothing."""
    with all_tenants(reason="an invitation is read before any company is known"):
        invited = (
            Invitation.objects.filter(token_digest=_digest(token))
            .select_related("adherent__caisse", "establishment", "invited_by")
            .first()
        )
    if invited is None:
        raise BadToken("unknown or replaced")
    return invited


def accept_invitation(*, invitation: Invitation, user: User) -> Membership:
    """Give what the invitation promises. Raises `WrongPerson` or `Closed`."""
    with all_tenants(reason="the company that invites is not yet the person's"), transaction.atomic():
        return _accept(_lock_answerable(invitation), user)


def accept_as_newcomer(*, token: str, account: dict[str, str]) -> User:
    """Open the account and accept, together. Raises `BadToken`, `Closed` or `invited.AddressTaken`."""
    read = read_invitation(token)
    with all_tenants(reason="an account is opened before its person signs in"), transaction.atomic():
        locked = _lock_answerable(read)
        if locked.token_digest != _digest(token):
            raise BadToken("replaced")
        user = open_invited_account(**{**account, "email": locked.email}, caisse=locked.adherent.caisse)
        _accept(locked, user)
    return user


def refuse_invitation(*, invitation: Invitation) -> None:
    """Whoever holds the link, or the address, says no. Raises `Closed`."""
    with all_tenants(reason="the company that invites is not the person's"), transaction.atomic():
        locked = _lock_answerable(invitation)
        _end(locked, InvitationState.REFUSED)
        holder_steps.abandon(invitation=locked)
        _record("accounts.invitation_refused", locked)
        _tell_holders(locked, "refused")


def _accept(invitation: Invitation, user: User) -> Membership:
    if user.email != invitation.email or not user.is_active:
        raise WrongPerson
    _end(invitation, InvitationState.ACCEPTED)
    membership = give_membership(invitation, user)
    _record("accounts.invitation_accepted", invitation, actor=user)
    change = HolderChange.objects.under_way().filter(invitation=invitation).first()
    if change is not None:
        holder_steps.complete(change=change, user=user)
    emails.membership_granted(membership)
    _tell_holders(invitation, "joined", but=user)
    return membership


def give_membership(invitation: Invitation, user: User) -> Membership:
    """A new membership or, for whoever joined meanwhile, the rights of both; a holder stays one."""
    membership, is_new = Membership.objects.in_force().get_or_create(
        user=user,
        adherent=invitation.adherent,
        establishment=invitation.establishment,
        defaults={"role": invitation.role, "rights": invitation.rights},
    )
    if not is_new and membership.role != MembershipRole.HOLDER:
        membership.role = invitation.role
        membership.rights = sorted(as_rights(membership.rights) | as_rights(invitation.rights))
        membership.save(update_fields=["role", "rights"])
    return membership


def _lock_answerable(invitation: Invitation) -> Invitation:
    """The row, locked and fresh, while it waits for an answer. Raises `Closed`."""
    rows = Invitation.objects.select_for_update(of=("self",))
    locked: Invitation = rows.select_related("adherent__caisse", "establishment", "invited_by").get(pk=invitation.pk)
    if not locked.is_usable:
        raise Closed(locked)
    return locked


def _lock_managed(access: Access, invitation: Invitation) -> Invitation:
    own = own_membership(access)
    rows = Invitation.objects.for_access(access).select_for_update(of=("self",))
    locked: Invitation = rows.select_related("adherent__caisse", "establishment", "invited_by").get(pk=invitation.pk)
    if own is None or not can_manage_invitation(own, locked):
        raise PermissionDenied
    return locked


def _require_outside(adherent_id: int, email: str, establishment: Establishment | None) -> None:
    members = Membership.objects.in_force().filter(adherent_id=adherent_id, user__email=email)
    if members.filter(establishment=establishment).exists():
        raise AlreadyMember


def _end(invitation: Invitation, state: InvitationState) -> None:
    invitation.state, invitation.ended_at = state, timezone.now()
    invitation.save(update_fields=["state", "ended_at"])


def _tell_holders(invitation: Invitation, what: str, but: User | None = None) -> None:
    company, name = invitation.adherent.name, invitation.get_full_name()
    for holder in holders_of(invitation.adherent_id):
        if but is None or holder.pk != but.pk:
            emails.team_changed(holder, company=company, what=what, name=name, by="")


def _digest(token: str) -> str:
    return codes.digest(token, purpose=INVITATION, bound_to="")


def _record(
    action: str,
    invitation: Invitation,
    *,
    access: Access | None = None,
    actor: User | None = None,
    changes: dict[str, object] | None = None,
) -> None:
    adherent = invitation.adherent
    audit.record(
        action,
        access=access,
        actor=actor,
        caisse_id=adherent.caisse_id,
        adherent_id=adherent.pk,
        tiers_label=adherent.name,
        target=f"invitation {invitation.public_id}",
        changes={"person": invitation.get_full_name(), "email": invitation.email, **(changes or {})},
    )
