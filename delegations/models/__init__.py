"""Tables of delegations: `firms` for the cabinets and their people, `delegations` for what companies give them."""

from delegations.models.delegations import (
    Delegation,
    DelegationEvent,
    DelegationRequest,
    DelegationSite,
    FollowUp,
    JoinRequest,
)
from delegations.models.firms import Firm, FirmInvitation, FirmMember, RequestBatch

__all__ = [
    "Delegation",
    "DelegationEvent",
    "DelegationRequest",
    "DelegationSite",
    "Firm",
    "FirmInvitation",
    "FirmMember",
    "FollowUp",
    "JoinRequest",
    "RequestBatch",
]
