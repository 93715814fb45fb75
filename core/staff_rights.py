"""What the staff of a caisse may do with this app in the admin, by role (`core.staff_roles`)."""

from core.staff_roles import declare

declare(
    reads=[
        "core.view_auditevent",
        "core.view_outgoingmessage",
    ],
    acts=[
        "core.resend_outgoingmessage",
    ],
)
