"""The single answer to «may this person act for this tiers, and how?», asked again at every request.

Two doors: a membership in force (holder, colleague), or a delegation in force through a firm. A door on the whole
company opens its sites too; a door on one site opens that site only.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.enums import MembershipRole
from accounts.models import Membership, User
from adherents.models import Adherent, Establishment
from core.access import Access, Tiers, Via
from core.rights import ALL_RIGHTS, DELEGABLE, Right, as_rights
from core.tenancy import all_tenants
from delegations.models import Delegation, DelegationSite, FirmMember

_WHOLE_MEMBERSHIP = Q(establishment__isnull=True)


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
    doors = [
        Door(row.adherent, row.establishment, _membership_rights(row), Via("membership"))
        for row in _opening(
            memberships, tiers_ref, _WHOLE_MEMBERSHIP, Q(establishment__public_id=tiers_ref)
        ).select_related("adherent__caisse", "establishment")
    ]
    return doors + _delegation_doors(user, tiers_ref)


def _delegation_doors(user: User, tiers_ref: str | None) -> list[Door]:
    """A door on the company, or one on each site of a delegation for some of them."""
    delegations = Delegation.objects.in_force(timezone.localdate()).filter(
        Exists(FirmMember.objects.filter(firm=OuterRef("firm"), user=user))
    )
    this_site = DelegationSite.objects.filter(delegation=OuterRef("pk"), establishment__public_id=tiers_ref)
    rows = _opening(delegations, tiers_ref, Q(all_sites=True), Q(Exists(this_site), all_sites=False))
    rows = rows.select_related("adherent__caisse", "firm")
    # Asked for one tiers, its site is already known.
    sites = DelegationSite.objects.select_related("establishment")
    rows = rows if tiers_ref is not None else rows.prefetch_related(Prefetch("sites", sites))
    return [
        Door(row.adherent, site, as_rights(row.rights) & DELEGABLE, Via("delegation", row.firm.name))
        for row in rows
        for site in _sites_of(row, tiers_ref)
    ]


def _sites_of(delegation: Delegation, tiers_ref: str | None) -> list[Establishment | None]:
    if delegation.all_sites or tiers_ref is not None:
        return [None]
    return [row.establishment for row in delegation.sites.all()]


def _opening(rows: QuerySet[Any], tiers_ref: str | None, is_whole: Q, is_that_site: Q) -> QuerySet[Any]:
    """Keep the doors that open this tiers: the company itself, the site itself, or the company of the site."""
    if tiers_ref is None:
        return rows
    site_of_company = Establishment.objects.filter(adherent=OuterRef("adherent"), public_id=tiers_ref)
    return rows.filter(is_whole & Q(adherent__public_id=tiers_ref) | is_that_site | is_whole & Exists(site_of_company))


def _membership_rights(membership: Membership) -> frozenset[Right]:
    return ALL_RIGHTS if membership.role == MembershipRole.HOLDER else as_rights(membership.rights)
