"""The people of a firm: invite, appoint, remove, and who follows which client."""

from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.colleagues.services.invited import open_invited_account
from accounts.models import User
from core import audit, throttling
from core.tenancy import all_tenants
from delegations import emails, links
from delegations.answering.queries import caisse_of
from delegations.answering.services import DeadLink, LinkState, WrongPerson
from delegations.models import Delegation, Firm, FirmInvitation, FirmMember, FollowUp

audit.declare(
    {
        "delegations.collaborator_invited": "Collaborateur invité dans un cabinet",
        "delegations.collaborator_invitation_withdrawn": "Invitation d’un collaborateur annulée",
        "delegations.collaborator_joined": "Collaborateur entré dans un cabinet",
        "delegations.administrator_appointed": "Administrateur de cabinet nommé",
        "delegations.administrator_dismissed": "Administrateur de cabinet déchargé",
        "delegations.collaborator_removed": "Collaborateur retiré d’un cabinet",
        "delegations.clients_assigned": "Suivi des clients d’un cabinet modifié",
    }
)


class AlreadyMember(Exception):
    """The address is already that of a collaborator."""


class LastAdministrator(Exception):
    """The firm would have nobody left to administer it."""


def invite_collaborator(*, by: FirmMember, email: str) -> FirmInvitation:
    """Send a link to that address; a former link to it dies. Raises `AlreadyMember`, `Throttled`."""
    throttling.enforce("firm_invitations", str(by.firm_id))
    if FirmMember.objects.filter(firm=by.firm, user__email=email).exists():
        raise AlreadyMember
    token, now = links.new_token(), timezone.now()
    with transaction.atomic():
        Firm.objects.select_for_update().get(pk=by.firm_id)
        FirmInvitation.objects.waiting().filter(firm=by.firm, email=email).update(withdrawn_at=now)
        invitation = FirmInvitation.objects.create(
            firm=by.firm,
            email=email,
            token_digest=links.digest(token, purpose=links.COLLABORATOR),
            invited_by=by.user,
            expires_at=now + settings.FIRM_INVITATION_LIFETIME,
        )
        _record("delegations.collaborator_invited", by, email)
        emails.collaborator_invited(invitation, token)
    return invitation


def withdraw_invitation(*, by: FirmMember, public_id: str) -> bool:
    """Kill the link of an invitation that waits; False when there is none of that name."""
    with transaction.atomic():
        waiting = FirmInvitation.objects.waiting().filter(firm=by.firm, public_id=public_id)
        withdrawn = waiting.update(withdrawn_at=timezone.now())
        if withdrawn:
            _record("delegations.collaborator_invitation_withdrawn", by, public_id)
    return bool(withdrawn)


def read_collaboration(token: str) -> FirmInvitation:
    """The invitation a link speaks of. Changes nothing. Raises `DeadLink`."""
    invitation = _of_token(token, lock=False)
    if invitation is None or invitation.withdrawn_at is not None:
        raise DeadLink(LinkState.INVALID)
    if invitation.accepted_at is not None:
        raise DeadLink(LinkState.ACCEPTED)
    if invitation.expires_at <= timezone.now():
        raise DeadLink(LinkState.EXPIRED)
    return invitation


@transaction.atomic
def open_collaborator_account(*, token: str, account: dict[str, str]) -> User:
    """Make the account of the invited address. Raises `DeadLink` or `invited.AddressTaken`."""
    invitation = read_collaboration(token)
    return open_invited_account(**account, caisse=caisse_of(invitation.firm))


def join_firm(*, user: User, token: str) -> FirmMember:
    """Become a collaborator. Raises `DeadLink` or `WrongPerson`."""
    with transaction.atomic():
        _of_token(token, lock=True)
        invitation = read_collaboration(token)
        if user.email != invitation.email:
            raise WrongPerson
        invitation.accepted_at = timezone.now()
        invitation.save(update_fields=["accepted_at"])
        member, _ = FirmMember.objects.get_or_create(firm=invitation.firm, user=user)
        _record("delegations.collaborator_joined", member, str(user))
        emails.collaborator_joined(member)
    return member


def appoint_administrator(*, by: FirmMember, member: FirmMember) -> None:
    with transaction.atomic():
        if FirmMember.objects.filter(pk=member.pk, is_administrator=False).update(is_administrator=True):
            _record("delegations.administrator_appointed", by, str(member.user))


def appoint_by_caisse(*, by: User, member: FirmMember, caisse_id: int | None) -> None:
    """The staff name an administrator, for a firm whose own have all left."""
    with transaction.atomic():
        if FirmMember.objects.filter(pk=member.pk, is_administrator=False).update(is_administrator=True):
            target = f"cabinet {member.firm.public_id} · {member.firm.name} · {member.user}"
            audit.record("delegations.administrator_appointed", actor=by, caisse_id=caisse_id, target=target)


def dismiss_administrator(*, by: FirmMember, member: FirmMember) -> None:
    """Back to a plain collaborator. Raises `LastAdministrator`."""
    with transaction.atomic():
        _require_another_administrator(member)
        if FirmMember.objects.filter(pk=member.pk, is_administrator=True).update(is_administrator=False):
            _record("delegations.administrator_dismissed", by, str(member.user))


def remove_collaborator(*, by: FirmMember, member: FirmMember) -> None:
    """They act for the firm's clients no more, from their next request; who they followed is followed by nobody.

    Raises `LastAdministrator`.
    """
    with all_tenants(reason="the clients a collaborator followed are freed"), transaction.atomic():
        _require_another_administrator(member)
        removed, _ = FirmMember.objects.filter(pk=member.pk).delete()
        if removed:
            _record("delegations.collaborator_removed", by, str(member.user))
            emails.collaborator_removed(member)


def assign_clients(*, by: FirmMember, delegation_refs: Collection[str], member: FirmMember | None) -> int:
    """Have these clients followed by that collaborator alone, or by nobody (None); return how many."""
    with all_tenants(reason="an administrator assigns the clients of the firm"), transaction.atomic():
        chosen = Delegation.objects.open().filter(firm=by.firm, public_id__in=list(delegation_refs))
        clients = list(chosen.select_for_update().order_by("pk"))
        FollowUp.objects.filter(delegation__in=clients).delete()
        if member is not None:
            FollowUp.objects.bulk_create(
                FollowUp(delegation=client, adherent_id=client.adherent_id, member=member) for client in clients
            )
        if clients:
            _record("delegations.clients_assigned", by, str(member.user) if member else "personne", len(clients))
    return len(clients)


def _of_token(token: str, *, lock: bool) -> FirmInvitation | None:
    rows = FirmInvitation.objects.filter(token_digest=links.digest(token, purpose=links.COLLABORATOR))
    return (rows.select_for_update(of=("self",)) if lock else rows).select_related("firm", "invited_by").first()


def _require_another_administrator(member: FirmMember) -> None:
    """Of two administrators who remove each other at once, one is told no."""
    Firm.objects.select_for_update().get(pk=member.firm_id)
    others = FirmMember.objects.filter(firm=member.firm_id, is_administrator=True, user__is_active=True)
    is_administrator = FirmMember.objects.filter(pk=member.pk, is_administrator=True).exists()
    if is_administrator and not others.exclude(pk=member.pk).exists():
        raise LastAdministrator


def _record(action: str, by: FirmMember, target: str, count: int | None = None) -> None:
    audit.record(
        action,
        actor=by.user,
        target=f"cabinet {by.firm.public_id} · {by.firm.name} · {target}",
        changes={"clients": count} if count is not None else {},
    )
