"""What the staff of a caisse may do with this app in the admin, by role (`core.staff_roles`)."""

from core.staff_roles import declare

declare(
    reads=[
        "accounts.view_user",
        "accounts.view_membership",
        "accounts.view_invitation",
        "accounts.view_holderchange",
        "accounts.view_accountopening",
        "accounts.view_letterbatch",
    ],
    acts=[
        "accounts.prepare_letters",
        "accounts.manage_people",
        "accounts.decide_holder_change",
        "accounts.view_certificationrun",
    ],
)
