"""The holders of a company are told of each change of its bank account that somebody else asked for."""

from accounts import emails
from accounts.enums import MembershipRole
from accounts.models import Membership
from adherents.models import ChangeRequest


def warn_of_bank_change(*, change: ChangeRequest) -> None:
    """A request sent, or accepted: whoever asked for it has their own message."""
    holders = (
        Membership.objects.in_force()
        .filter(adherent=change.adherent_id, role=MembershipRole.HOLDER, establishment=None, user__is_active=True)
        .exclude(user=change.asked_by_id)
        .select_related("user")
    )
    for holder in holders:
        emails.bank_change(holder.user, change)
