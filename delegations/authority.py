"""The single answer to «may this person act for this tiers, and how?», asked again at every request.

Two doors: a membership in force (holder, colleague), or a delegation in force through a firm. A door on the whole
company opens its sites too; a door on one site opens that site only.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.enums import MembershipRole
from accounts.models import Membership, User
from adherents.models import Adherent, Establishment
from core.access import Access, Tiers, Via
from core.rights import ALL_RIGHTS, DELEGABLE, Right, as_rights
from core.tenancy import all_tenants
from delegations.models import Delegation, FirmMember


@dataclass(frozen=True, slots=True)
class Door:
    """One way in: the company or the site it opens, with which rights."""

    adherent: Adherent
    establishment: Establishment | None
    rights: frozenset[Right]
    via: Via


def resolve(user: User, tiers_ref: str) -> Access | None:
    """Return the person's access to that tiers, or None: for a stranger, a real tiers looks like a random one."""
    if not user.is_authenticated or not user.is_active:
        return None
    with all_tenants(reason="the authority reads the doors of one person across companies"):
        doors = _doors(user, tiers_ref)
        if not doors:
            return None
        establishment = Establishment.objects.filter(public_id=tiers_ref).first()
    first = doors[0]
    rights = frozenset().union(*(door.rights for door in doors))
    tiers = tiers_of(first.adherent, establishment)
    return Access(user=user, tiers=tiers, rights=rights, via=first.via)


def has_right(user: User, right: Right, tiers_ref: str) -> bool:
    access = resolve(user, tiers_ref)
    return access is not None and access.has(right)


def tiers_for(user: User) -> list[Tiers]:
    """Every tiers this person may act for, by name: a company, or single sites where the door is a site's."""
    with all_tenants(reason="the authority lists the tiers of one person"):
        doors = _doors(user, None)
    found = {tiers.ref: tiers for tiers in (tiers_of(door.adherent, door.establishment) for door in doors)}
    return sorted(found.values(), key=lambda tiers: tiers.label.casefold())


def tiers_of(adherent: Adherent, establishment: Establishment | None) -> Tiers:
    return Tiers(
        ref=establishment.public_id if establishment else adherent.public_id,
        name=adherent.name,
        site_label=establishment.name if establishment else "",
        adherent_id=adherent.pk,
        establishment_id=establishment.pk if establishment else None,
        caisse_id=adherent.caisse_id,
    )


def _doors(user: User, tiers_ref: str | None) -> list[Door]:
    """Memberships first, so that a person who is both acts as a member."""
    memberships = Membership.objects.in_force().filter(user=user)
    delegations = Delegation.objects.in_force(timezone.localdate()).filter(
        Exists(FirmMember.objects.filter(firm=OuterRef("firm"), user=user))
    )
    doors = [
        Door(row.adherent, row.establishment, _membership_rights(row), Via("membership"))
        for row in _opening(memberships, tiers_ref).select_related("adherent__caisse", "establishment")
    ]
    doors += [
        Door(row.adherent, row.establishment, as_rights(row.rights) & DELEGABLE, Via("delegation", row.firm.name))
        for row in _opening(delegations, tiers_ref).select_related("adherent__caisse", "establishment", "firm")
    ]
    return doors


def _opening(rows: QuerySet[Any], tiers_ref: str | None) -> QuerySet[Any]:
    """Keep the doors that open this tiers: the company itself, the site itself, or the company of the site."""
    if tiers_ref is None:
        return rows
    site_of_company = Establishment.objects.filter(adherent=OuterRef("adherent"), public_id=tiers_ref)
    return rows.filter(
        Q(establishment__isnull=True, adherent__public_id=tiers_ref)
        | Q(establishment__public_id=tiers_ref)
        | (Q(establishment__isnull=True) & Exists(site_of_company))
    )


def _membership_rights(membership: Membership) -> frozenset[Right]:
    return ALL_RIGHTS if membership.role == MembershipRole.HOLDER else as_rights(membership.rights)
