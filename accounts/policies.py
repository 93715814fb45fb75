"""Who may do what with accounts."""

from accounts.enums import MembershipRole
from accounts.models import Invitation, Membership, User
from core.rights import ALL_RIGHTS, GIVEN_BY_HOLDERS, WHOLE_COMPANY_ONLY, Right, as_rights
from core.staff.managers import is_manager_of


def can_prepare_letters(user: User, caisse_id: int) -> bool:
    """Managers prepare, print and download the letters of their own caisse; the network's superusers, of all."""
    return is_manager_of(user, caisse_id, "accounts.prepare_letters")


def can_close_account(user: User) -> bool:
    """A member of a caisse's staff does not close their account from the portal: the caisse does."""
    return not user.is_staff


def can_switch_off_second_factor(user: User) -> bool:
    """Compulsory for the staff of a caisse (SECURITY D13)."""
    return not user.is_staff


def can_act_on(by: User, person: User) -> bool:
    """Managers act on the accounts of the people of their caisse's companies; superusers of the network, on all.

    Nobody acts on their own account from the admin; only the network acts on the staff's; a closed account is over.
    """
    if not by.is_active or not by.is_staff or by.pk == person.pk or person.closed_at is not None:
        return False
    if by.is_superuser:
        return True
    if person.is_staff or person.is_superuser or not by.has_perm("accounts.manage_people"):
        return False
    if by.staff_caisse_id is None:
        return False
    return Membership.objects.in_force().filter(user=person, adherent__caisse_id=by.staff_caisse_id).exists()


def can_remove_second_factor(by: User, person: User) -> bool:
    """Only the network, which makes sure of who asks: the caisse alone could be talked into it."""
    return by.is_superuser and can_act_on(by, person)


def grantable_rights(own: Membership, *, for_site: bool = False) -> frozenset[Right]:
    """What a member may give to a colleague: what they have, but for what only a holder gives."""
    is_holder = own.role == MembershipRole.HOLDER
    rights = ALL_RIGHTS if is_holder else as_rights(own.rights) - GIVEN_BY_HOLDERS
    return rights - WHOLE_COMPANY_ONLY if for_site else rights


def can_manage_colleague(own: Membership, other: Membership) -> bool:
    """Not oneself. Only a holder touches a holder, or whoever got from a holder the power over others' rights."""
    if other.user_id == own.user_id or other.adherent_id != own.adherent_id:
        return False
    if own.role == MembershipRole.HOLDER:
        return True
    return other.role != MembershipRole.HOLDER and not as_rights(other.rights) & GIVEN_BY_HOLDERS


def can_change_rights(own: Membership, other: Membership) -> bool:
    """A holder has every right: there is nothing to change."""
    return other.role == MembershipRole.COLLEAGUE and can_manage_colleague(own, other)


def can_remove_colleague(own: Membership, other: Membership) -> bool:
    """Somebody holds the company afterwards: only a holder removes a holder, and nobody removes themselves."""
    return can_manage_colleague(own, other)


def can_manage_invitation(own: Membership, invitation: Invitation) -> bool:
    """Sending again or withdrawing: whoever could have made it."""
    if own.adherent_id != invitation.adherent_id:
        return False
    if own.role == MembershipRole.HOLDER:
        return True
    is_colleague = invitation.role == MembershipRole.COLLEAGUE
    return is_colleague and as_rights(invitation.rights) <= grantable_rights(own)


def can_ask_replacement(own: Membership) -> bool:
    """A holder of the whole company, for themselves only."""
    return own.role == MembershipRole.HOLDER and own.establishment_id is None and own.ended_at is None


def can_decide_holder_change(user: User, caisse_id: int) -> bool:
    """Managers decide for the companies of their own caisse; the network's superusers, for all."""
    return is_manager_of(user, caisse_id, "accounts.decide_holder_change")
