"""A holder asks to be replaced; the caisse confirms or refuses (issue of the tiers, point 2)."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import emails
from accounts.colleagues.queries import own_membership
from accounts.colleagues.services import holder_steps
from accounts.colleagues.services.holder_steps import record
from accounts.colleagues.services.invitations import AlreadyInvited, make_invitation
from accounts.enums import HolderChangeState, InvitationState, MembershipRole
from accounts.models import HolderChange, Invitation, Membership, User
from accounts.policies import can_ask_replacement, can_decide_holder_change
from accounts.values import Guest
from core import audit
from core.access import Access

audit.declare(
    {
        "accounts.replacement_asked": "Changement de titulaire demandé",
        "accounts.replacement_withdrawn": "Demande de changement de titulaire retirée",
        "accounts.replacement_confirmed": "Changement de titulaire confirmé par la caisse",
        "accounts.replacement_refused": "Changement de titulaire refusé par la caisse",
    }
)


class AlreadyAsked(Exception):
    """One request a company: another one is under way."""


class NotPossible(Exception):
    """What happened since leaves nothing to decide; the text says why."""


def ask_replacement(*, access: Access, guest: Guest, successor: User | None, stays: bool) -> HolderChange:
    """Raises `AlreadyAsked` or PermissionDenied."""
    own = own_membership(access)
    if own is None or not can_ask_replacement(own) or guest.email == access.user.email:
        raise PermissionDenied
    try:
        with transaction.atomic():
            change: HolderChange = HolderChange.objects.create(
                adherent_id=access.tiers.adherent_id,
                holder=access.user,
                successor=successor,
                email=guest.email,
                first_name=guest.first_name,
                last_name=guest.last_name,
                stays=stays,
            )
            record("accounts.replacement_asked", change, actor=access.user)
            emails.replacement_asked(change)
    except IntegrityError as error:
        raise AlreadyAsked from error
    return change


def withdraw_replacement(*, access: Access, change: HolderChange) -> None:
    """By a holder, until the new one has the company. Raises `NotPossible` or PermissionDenied."""
    own = own_membership(access)
    if own is None or not can_ask_replacement(own):
        raise PermissionDenied
    with transaction.atomic():
        # The invitation first, as whoever accepts it does: neither waits for the other.
        invitations = Invitation.objects.filter(holder_change=change.pk, state=InvitationState.PENDING)
        list(invitations.select_for_update(of=("self",)))
        locked = _lock(change, HolderChangeState.PENDING, HolderChangeState.INVITED)
        if locked.invitation_id != change.invitation_id:
            raise NotPossible("La caisse vient de confirmer cette demande : rechargez la page.")
        Invitation.objects.filter(pk=locked.invitation_id or 0, state=InvitationState.PENDING).update(
            state=InvitationState.WITHDRAWN, ended_at=timezone.now()
        )
        locked.state = HolderChangeState.WITHDRAWN
        locked.save(update_fields=["state"])
        record("accounts.replacement_withdrawn", locked, actor=access.user)


def confirm_replacement(*, change: HolderChange, by: User) -> HolderChange:
    """The new person holds the company at once or, without an account, once they accept their invitation.

    Raises `NotPossible` or PermissionDenied.
    """
    with transaction.atomic():
        locked = _lock_to_decide(change, by)
        locked.decided_at, locked.decided_by = timezone.now(), by
        user = locked.successor or User.objects.filter(email=locked.email).first()
        record("accounts.replacement_confirmed", locked, actor=by)
        if user is None:
            _invite(locked)
        else:
            _replace(locked, user)
    return locked


def refuse_replacement(*, change: HolderChange, by: User, reason: str) -> None:
    """Raises `NotPossible` or PermissionDenied."""
    with transaction.atomic():
        locked = _lock_to_decide(change, by)
        locked.decided_at, locked.decided_by = timezone.now(), by
        locked.state, locked.refusal_reason = HolderChangeState.REFUSED, reason
        locked.save(update_fields=["decided_at", "decided_by", "state", "refusal_reason"])
        record("accounts.replacement_refused", locked, actor=by, reason=reason)
        emails.replacement_refused(locked)


def _invite(change: HolderChange) -> None:
    guest = Guest(change.email, change.first_name, change.last_name)
    try:
        invitation, token = make_invitation(
            adherent_id=change.adherent_id, guest=guest, rights=frozenset(), by=None, role=MembershipRole.HOLDER
        )
    except AlreadyInvited as error:
        raise NotPossible(
            "Cette personne a déjà une invitation en attente comme collègue : le titulaire doit d’abord la retirer."
        ) from error
    change.invitation, change.state = invitation, HolderChangeState.INVITED
    change.save(update_fields=["invitation", "state", "decided_at", "decided_by"])
    emails.invitation(invitation, token)


def _replace(change: HolderChange, user: User) -> None:
    members = Membership.objects.in_force().filter(user=user, adherent=change.adherent)
    if change.successor_id is not None and not members.exists():
        raise NotPossible("La personne désignée ne fait plus partie de l’entreprise.")
    if not user.is_active:
        raise NotPossible("Le compte de cette personne est suspendu : elle ne peut pas devenir titulaire.")
    change.save(update_fields=["decided_at", "decided_by"])
    membership, is_new = Membership.objects.in_force().get_or_create(
        user=user, adherent=change.adherent, establishment=None, defaults={"role": MembershipRole.HOLDER}
    )
    if not is_new:
        membership.role = MembershipRole.HOLDER
        membership.save(update_fields=["role"])
    holder_steps.complete(change=change, user=user)


def _lock(change: HolderChange, *states: HolderChangeState) -> HolderChange:
    rows = HolderChange.objects.select_for_update(of=("self",)).select_related(
        "adherent__caisse", "holder", "successor"
    )
    locked: HolderChange = rows.get(pk=change.pk)
    if locked.state not in states:
        raise NotPossible(f"Cette demande a changé d’état entre-temps : {locked.get_state_display().lower()}.")
    return locked


def _lock_to_decide(change: HolderChange, by: User) -> HolderChange:
    locked = _lock(change, HolderChangeState.PENDING)
    is_party = by.pk in {locked.holder_id, locked.successor_id} or by.email == locked.email
    if is_party or not can_decide_holder_change(by, locked.adherent.caisse_id):
        raise PermissionDenied
    still = Membership.objects.holding().filter(adherent=locked.adherent_id, user=locked.holder_id).exists()
    if not still:
        raise NotPossible("La personne qui a fait cette demande n’est plus titulaire de l’entreprise.")
    return locked
