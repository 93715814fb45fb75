"""Who may do what with delegations and firms."""

from accounts.models import User
from delegations.enums import DelegationState
from delegations.models import Delegation, FirmMember


def can_change_delegation(delegation: Delegation) -> bool:
    """While it is pending or in force; the caisse suspended the others, or they are history."""
    return delegation.state in {DelegationState.PENDING, DelegationState.ACTIVE}


def can_administer_firm(member: FirmMember) -> bool:
    """Administrators invite and remove collaborators, assign clients, ask for delegations and end them."""
    return member.is_administrator


def can_intervene(by: User, delegation: Delegation) -> bool:
    """Managers suspend, resume and revoke the delegations of their own caisse's companies; the network, all."""
    if not by.is_active or not by.is_staff or not by.has_perm("delegations.intervene"):
        return False
    return by.is_superuser or by.staff_caisse_id == delegation.adherent.caisse_id
