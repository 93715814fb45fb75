"""Who is told what the caisse decided of something that a company sent, or what it answered."""

from collections.abc import Callable, Collection, Iterable

from django.db.models import Q
from django.utils import timezone

from accounts.enums import MembershipRole
from accounts.models import Membership, User
from core.access import Access
from core.rights import Right
from core.tenancy import all_tenants
from delegations import authority
from delegations.models import Delegation, FirmMember


def told_of_decision(*, author: User | None, adherent_id: int, places: Collection[str], right: Right) -> list[Access]:
    """Its author, as long as they may act on it; otherwise everybody of the company who may, and the administrators of
    the firms that may. `places`: the references of the tiers that it is acted on from, the company first. Each person
    comes as the access that the links of a message are made for.
    """
    with all_tenants(reason="a message goes to the people who act for the company"):
        own = _able(author, places, right) if author is not None else None
        if own is not None:
            return [own]
        others = (_able(person, places, right) for person in _may_be_able(adherent_id, right))
        return [access for access in others if access is not None]


def told_of_answer(
    *, authors: Iterable[User], adherent_id: int, places: Collection[str], right: Right, sees: Callable[[Access], bool]
) -> list[Access]:
    """The same of what several wrote: those of them who may still read it; otherwise everybody who may. `sees`: whether
    an access that has the right reads this very thing.
    """
    with all_tenants(reason="a message goes to the people who act for the company"):
        own = _all_able(authors, places, right, sees)
        return own or _all_able(_may_be_able(adherent_id, right), places, right, sees)


def _all_able(
    people: Iterable[User], places: Collection[str], right: Right, sees: Callable[[Access], bool]
) -> list[Access]:
    able = (_able(person, places, right) for person in people)
    return [access for access in able if access is not None and sees(access)]


def _able(person: User, places: Collection[str], right: Right) -> Access | None:
    accesses = (authority.resolve(person, ref) for ref in places)
    return next((access for access in accesses if access is not None and access.has(right)), None)


def _may_be_able(adherent_id: int, right: Right) -> list[User]:
    """The authority judges each of them."""
    given = Q(rights__contains=[right.value])
    held = Membership.objects.in_force().filter(given | Q(role=MembershipRole.HOLDER), adherent_id=adherent_id)
    delegated = Delegation.objects.in_force(timezone.localdate()).filter(given, adherent_id=adherent_id)
    firms = FirmMember.objects.filter(firm__in=delegated.values("firm"), is_administrator=True)
    people = User.objects.filter(Q(pk__in=held.values("user")) | Q(pk__in=firms.values("user")), is_active=True)
    return list(people.order_by("pk"))
