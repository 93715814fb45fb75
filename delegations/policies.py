"""Who may do what with delegations and firms."""

from accounts.models import User
from core.staff.managers import is_manager_of
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
    return is_manager_of(by, delegation.adherent.caisse_id, "delegations.intervene")
