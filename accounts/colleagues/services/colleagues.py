"""The people of a company: changing what a colleague may do, removing one. Told to the person and to the holders."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import emails
from accounts.colleagues.queries import holders_of, own_membership
from accounts.enums import InvitationState
from accounts.models import Invitation, Membership, User
from accounts.policies import can_change_rights, can_remove_colleague, grantable_rights
from accounts.staff.queries import target_of
from core import audit
from core.access import Access
from core.rights import Right, as_rights

audit.declare(
    {
        "accounts.membership_granted": "Personne ajoutée à l’entreprise",
        "accounts.rights_changed": "Droits d’un collègue modifiés",
        "accounts.colleague_removed": "Personne retirée de l’entreprise",
    }
)


class Gone(Exception):
    """The person no longer belongs to the company: someone else removed them, or they left."""


class RightsChangedMeanwhile(Exception):
    """The rights are no longer those that the page showed; nothing was written."""

    def __init__(self, membership: Membership) -> None:
        super().__init__("rights changed meanwhile")
        self.membership = membership


def change_rights(
    *, access: Access, membership: Membership, rights: frozenset[Right], seen: frozenset[Right]
) -> Membership:
    """Replace what the author of the change may give; what they may not give stays as it is.

    `seen`: the rights that the page showed. Raises `RightsChangedMeanwhile`, `Gone` or PermissionDenied.
    """
    with transaction.atomic():
        own = _own(access)
        locked = _lock(access, membership)
        if not can_change_rights(own, locked):
            raise PermissionDenied
        present = as_rights(locked.rights)
        if present != seen:
            raise RightsChangedMeanwhile(locked)
        grantable = grantable_rights(own, for_site=locked.establishment_id is not None)
        if not rights <= grantable:
            raise PermissionDenied
        wanted = rights | (present - grantable)
        if wanted == present:
            return locked
        locked.rights = sorted(wanted)
        locked.save(update_fields=["rights"])
        withdraw_beyond(locked, wanted)
        added, removed = wanted - present, present - wanted
        record(access, "accounts.rights_changed", locked.user, {"added": sorted(added), "removed": sorted(removed)})
        emails.rights_changed(locked)
        tell_holders(access, "changed", locked.user)
    return locked


def remove_colleague(*, access: Access, membership: Membership) -> None:
    """End a membership, from the next request on. Raises `Gone` or PermissionDenied.

    The last holder is never removed: only a holder removes a holder, nobody removes themselves, and holders who remove
    each other at once wait for one another, so that the second is no holder any more.
    """
    with transaction.atomic():
        held = Membership.objects.holding().filter(adherent_id=access.tiers.adherent_id)
        list(held.order_by("pk").select_for_update().values_list("pk"))
        own = _own(access)
        locked = _lock(access, membership)
        if not can_remove_colleague(own, locked):
            raise PermissionDenied
        locked.ended_at = timezone.now()
        locked.save(update_fields=["ended_at"])
        withdraw_beyond(locked, frozenset())
        record(access, "accounts.colleague_removed", locked.user, {"role": locked.role})
        emails.membership_removed(locked.user, access.tiers.name)
        tell_holders(access, "removed", locked.user)


def withdraw_beyond(membership: Membership, rights: frozenset[Right]) -> None:
    """Withdraw the invitations this member made that they could no longer make: none outlives its author's power."""
    pending = Invitation.objects.filter(
        adherent=membership.adherent_id, invited_by=membership.user_id, state=InvitationState.PENDING
    )
    if Right.COLLEAGUES_ACT in rights:
        pending = pending.exclude(rights__contained_by=sorted(rights))
    pending.update(state=InvitationState.WITHDRAWN, ended_at=timezone.now())


def record(access: Access, action: str, person: User, changes: Mapping[str, object]) -> None:
    audit.record(action, access=access, target=target_of(person), changes={"person": person.get_full_name(), **changes})


def tell_holders(access: Access, what: str, person: User) -> None:
    """Every holder but the person it is about, who has their own message."""
    for holder in holders_of(access.tiers.adherent_id):
        if holder.pk != person.pk:
            emails.team_changed(
                holder, company=access.tiers.name, what=what, name=person.get_full_name(), by=str(access.user)
            )


def _own(access: Access) -> Membership:
    """The author's own membership, as it is now."""
    own = own_membership(access)
    if own is None:
        raise PermissionDenied
    return own


def _lock(access: Access, membership: Membership) -> Membership:
    rows = Membership.objects.for_access(access).in_force().select_related("user", "establishment")
    locked: Membership | None = rows.select_for_update(of=("self",)).filter(pk=membership.pk).first()
    if locked is None:
        raise Gone
    return locked
