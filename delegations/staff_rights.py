"""What the staff of a caisse may do with this app in the admin, by role (`core.staff_roles`)."""

from core.staff_roles import declare

declare(
    reads=[
        "delegations.view_delegation",
        "delegations.view_delegationevent",
        "delegations.view_delegationrequest",
        "delegations.view_firm",
        "delegations.view_firmmember",
    ],
    acts=[
        "delegations.intervene",
    ],
)
