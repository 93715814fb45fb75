"""Who does what in the demonstration, and when: the holder of a company, the Monday from which its days are counted."""

from datetime import date, timedelta

from django.utils import timezone

from accounts.enums import MembershipRole
from accounts.models import Membership
from adherents.models import Adherent
from cibtp_portal.development import trade
from core.access import Access
from delegations import authority


def holder_of(key: str) -> Access:
    """Of a company of `trade`, by its key."""
    siren = next(company.siren for company in trade.COMPANIES if company.key == key)
    adherent = Adherent.objects.get(siren=siren)
    member = Membership.objects.filter(adherent=adherent, role=MembershipRole.HOLDER).select_related("user")[0]
    access = authority.resolve(member.user, adherent.public_id)
    if access is None:
        raise LookupError(f"nobody holds {adherent}")
    return access


def this_monday() -> date:
    today = timezone.localdate()
    return today - timedelta(days=today.weekday())
