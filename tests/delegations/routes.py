"""The addresses of delegations and of cabinets, and who may open them."""

from dataclasses import replace
from typing import Any

from core.references import new_public_id
from core.rights import Right
from tests.cast import Cast
from tests.security.route import BOTH, POST, Route


def _delegation(cast: Cast) -> list[Any]:
    return [cast.acme.delegation.public_id]


def _client(cast: Cast) -> list[Any]:
    return [cast.delegation.public_id]


def _collaborator(cast: Cast) -> list[Any]:
    return [cast.firm.members.get(user=cast.chloe).public_id]


PUBLIC = {
    "delegations:answer": Route(BOTH, args=lambda cast: ["faux"], status=410),
    "delegations:refuse": Route(BOTH, args=lambda cast: ["faux"], status=410),
    "delegations:open_account": Route(BOTH, args=lambda cast: ["faux"], status=410),
    "delegations:join": Route(BOTH, args=lambda cast: ["faux"], status=410),
    "delegations:open_collaborator": Route(BOTH, args=lambda cast: ["faux"], status=410),
}
# Of a cabinet (test_firm.py): its reference is the first argument of the address.
FIRM = {
    "firm:portfolio": Route(),
    "firm:export": Route(),
    "firm:client": Route(args=_client),
    "firm:collaborators": Route(),
}
FIRM_ADMINISTRATORS = {
    "firm:assign": Route(POST, status=302),
    "firm:renounce": Route(BOTH, args=_client, status=302),
    "firm:invite_collaborator": Route(POST, status=422),
    "firm:appoint": Route(POST, args=_collaborator, status=302),
    "firm:dismiss": Route(POST, args=_collaborator, status=302),
    "firm:remove": Route(BOTH, args=_collaborator),
    "firm:withdraw_invitation": Route(POST, args=lambda cast: [new_public_id()], status=404),
    "firm:confirm_newcomer": Route(POST, args=lambda cast: [new_public_id()], status=302),
    "firm:decline_newcomer": Route(POST, args=lambda cast: [new_public_id()], status=302),
    "firm:requests": Route(BOTH),
    "firm:send_requests": Route(POST, status=302),
}
# For whoever is not of the cabinet, its reference is a random one.
PERSON = {
    name: replace(route, args=lambda cast, route=route: [new_public_id(), *route.args(cast)], status=404)
    for name, route in (FIRM | FIRM_ADMINISTRATORS).items()
} | {
    # Proposed to the address of one person (test_proposals.py); for others, a random reference.
    "delegations:proposal": Route(BOTH, args=lambda cast: [new_public_id()], status=404),
    "delegations:refuse_proposal": Route(BOTH, args=lambda cast: [new_public_id()], status=404),
}
TIERS = {
    "delegations:index": Route(right=Right.DELEGATIONS_ACT),
    "delegations:detail": Route(args=_delegation, right=Right.DELEGATIONS_ACT),
    # What they change asks for a recent password first.
    "delegations:give": Route(BOTH, status=302, right=Right.DELEGATIONS_ACT),
    "delegations:change": Route(BOTH, args=_delegation, status=302, right=Right.DELEGATIONS_ACT),
    "delegations:resend": Route(BOTH, args=_delegation, status=302, right=Right.DELEGATIONS_ACT),
    "delegations:revoke": Route(BOTH, args=_delegation, status=302, right=Right.DELEGATIONS_ACT),
    "delegations:decline_request": Route(
        BOTH, args=lambda cast: [cast.acme.request.public_id], right=Right.DELEGATIONS_ACT
    ),
}
ADMIN_MODELS = {
    "delegations_delegation": (lambda company: company.delegation, frozenset()),
    "delegations_delegationrequest": (lambda company: company.request, frozenset()),
    "delegations_firm": (lambda company: company.delegation.firm, frozenset()),
    "delegations_firmmember": (lambda company: company.member, frozenset()),
}
ADMIN_OF_ROWS = {
    "admin:delegations_delegation_suspend": lambda company: [company.delegation.pk],
    "admin:delegations_delegation_resume": lambda company: [company.delegation.pk],
    "admin:delegations_delegation_revoke": lambda company: [company.delegation.pk],
}
