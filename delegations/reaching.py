"""Who may act for companies, and for what: the answer of the authority for many people at once, outside any request.

What is told to thousands of people asks it; a page asks `authority.resolve`. tests/delegations/test_reaching.py says
that the two agree.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.models import Membership, User
from core.access import Access, Tiers
from core.rights import Right
from core.tenancy import all_tenants
from delegations.doors import DOOR, MEMBERSHIP, Door, of_companies, of_members, of_sites
from delegations.models import Delegation, DelegationSite


def accesses_into(adherents: Collection[int], now: datetime) -> list[Access]:
    """Of everybody who may act for these companies: by company the whole first, then each site that a door opens."""
    return _accesses(Q(adherent__in=adherents), Q(), now)


def accesses_of(users: Collection[int], now: datetime) -> list[Access]:
    """Of these people, for every company that they may act for."""
    return _accesses(Q(), Q(member__in=users), now)


def by_company(accesses: Collection[Access], right: Right) -> dict[tuple[User, int], list[Access]]:
    """Those that have this right, by person and company."""
    grouped: dict[tuple[User, int], list[Access]] = defaultdict(list)
    for access in accesses:
        if access.has(right):
            grouped[access.user, access.tiers.adherent_id].append(access)
    return grouped


def _accesses(where: Q, who: Q, now: datetime) -> list[Access]:
    with all_tenants(reason="a message goes to the people who may act for these companies"):
        doors: dict[tuple[int, int], list[Door]] = defaultdict(list)
        for rows in _doors(where, who, now):
            for user_id, *columns in rows.values_list("member", *DOOR):
                door = Door(*columns)
                doors[user_id, door.adherent_id].append(door)
        people = User.objects.filter(is_active=True).in_bulk({user_id for user_id, _ in doors})
    reached = sorted((key, opened) for key, opened in doors.items() if key[0] in people)
    return [access for key, opened in reached for access in _through(people[key[0]], opened)]


def _doors(where: Q, who: Q, now: datetime) -> Iterator[QuerySet[Any, Any]]:
    """Memberships first: who is both acts as a member."""
    members = Membership.objects.in_force().filter(where).annotate(member=F("user"))
    yield of_members(members.filter(who).order_by("pk"))
    given = Delegation.objects.in_force(timezone.localdate(now)).filter(where)
    whole = given.filter(all_sites=True, firm__members__isnull=False).annotate(member=F("firm__members__user"))
    yield of_companies(whole.filter(who).order_by("pk"))
    sites = DelegationSite.objects.filter(delegation__in=given.filter(all_sites=False))
    each = sites.filter(delegation__firm__members__isnull=False).annotate(member=F("delegation__firm__members__user"))
    yield of_sites(each.filter(who).order_by("pk"))


def _through(person: User, doors: list[Door]) -> Iterator[Access]:
    """The doors of one person into one company."""
    whole = [door for door in doors if door.establishment_id is None]
    if whole:
        yield _access(person, whole[0].company, whole)
    for tiers in dict.fromkeys(door.own_tiers for door in doors if door.establishment_id is not None):
        opening = [door for door in doors if door.establishment_id in (None, tiers.establishment_id)]
        yield _access(person, tiers, opening)


def _access(person: User, tiers: Tiers, doors: list[Door]) -> Access:
    first = next((door for door in doors if door.kind == MEMBERSHIP), doors[0])
    return Access(person, tiers, frozenset().union(*(door.rights for door in doors)), first.via)
