"""The single answer to «may this person act for this tiers, and how?», asked again at every request.

Two doors: a membership in force (holder, colleague), or a delegation in force through a firm. A door on the whole
company opens its sites too; a door on one site opens that site only. One query, however many companies one has.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.enums import MembershipRole
from accounts.models import Membership, User
from adherents.models import Establishment
from core.access import Access, Tiers, Via
from core.rights import ALL_RIGHTS, DELEGABLE, Right, as_rights
from delegations.models import Delegation, FirmMember

# What is read of each door, in the order of the fields of `Door`, then the site that the address names.
_COLUMNS = (
    "kind",
    "firm_name",
    "role",
    "rights",
    "adherent_id",
    "adherent__caisse_id",
    "adherent__public_id",
    "adherent__name",
    "adherent__siren",
    "establishment_id",
    "establishment__public_id",
    "establishment__name",
)
_MEMBERSHIP, _DELEGATION = "membership", "delegation"


@dataclass(frozen=True, slots=True)
class Door:
    """One way in: the company, or the one site (`site_ref` empty for the whole company), with which rights."""

    kind: str
    firm_name: str
    role: str
    stored_rights: list[str]
    adherent_id: int
    caisse_id: int
    company_ref: str
    company_name: str
    siren: str
    establishment_id: int | None
    site_ref: str | None
    site_name: str | None

    @property
    def rights(self) -> frozenset[Right]:
        if self.kind == _DELEGATION:
            return as_rights(self.stored_rights) & DELEGABLE
        return ALL_RIGHTS if self.role == MembershipRole.HOLDER else as_rights(self.stored_rights)

    @property
    def via(self) -> Via:
        return Via("delegation", self.firm_name) if self.kind == _DELEGATION else Via("membership")

    @property
    def company(self) -> Tiers:
        return self.tiers(None, "", "")

    @property
    def own_tiers(self) -> Tiers:
        """What the door opens: the company as a whole, or its one site."""
        return self.tiers(self.establishment_id, self.site_ref or "", self.site_name or "")

    def tiers(self, establishment_id: int | None, site_ref: str, site_name: str) -> Tiers:
        return Tiers(
            ref=site_ref or self.company_ref,
            name=self.company_name,
            site_label=site_name,
            adherent_id=self.adherent_id,
            establishment_id=establishment_id,
            caisse_id=self.caisse_id,
        )


def resolve(user: User, tiers_ref: str) -> Access | None:
    """Return the person's access to that tiers, or None: for a stranger, a real tiers looks like a random one."""
    if not user.is_authenticated or not user.is_active:
        return None
    rows = list(_opening(user, tiers_ref))
    if not rows:
        return None
    doors, (site_id, site_name) = _doors(rows), rows[0][len(_COLUMNS) :]
    rights: frozenset[Right] = frozenset().union(*(door.rights for door in doors))
    tiers = doors[0].tiers(site_id, tiers_ref, site_name) if site_id else doors[0].company
    return Access(user=user, tiers=tiers, rights=rights, via=doors[0].via)


def has_right(user: User, right: Right, tiers_ref: str) -> bool:
    access = resolve(user, tiers_ref)
    return access is not None and access.has(right)


def doors_of(user: User) -> list[Door]:
    """Every door of this person; memberships first, so that who is both acts as a member."""
    return _doors(_union([rows.values_list(*_COLUMNS) for rows in _in_force(user)]))


def tiers_for(user: User) -> list[Tiers]:
    """Every tiers this person may act for, by name: a company, or single sites where the door is a site's."""
    found = {tiers.ref: tiers for tiers in (door.own_tiers for door in doors_of(user))}
    return sorted(found.values(), key=lambda tiers: tiers.label.casefold())


def may_change_tiers(user: User) -> bool:
    """Whether there is more than one: two doors on different tiers, or one company with several open sites."""
    sites = Establishment.objects.open().filter(adherent=OuterRef("adherent")).order_by().values("adherent")
    count = Case(
        When(establishment__isnull=True, then=Coalesce(Subquery(sites.annotate(n=Count("pk")).values("n")), 0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    columns = ("adherent_id", "establishment_id", "sites")
    found = _union([rows.annotate(sites=count).values_list(*columns) for rows in _in_force(user)], distinct=True)[:2]
    return len(found) > 1 or any(sites > 1 for _, _, sites in found)


def _in_force(user: User) -> tuple[QuerySet[Any], QuerySet[Any]]:
    text = CharField()
    memberships = Membership.objects.in_force().filter(user=user)
    delegations = Delegation.objects.in_force(timezone.localdate()).filter(
        Exists(FirmMember.objects.filter(firm=OuterRef("firm"), user=user))
    )
    return (
        memberships.annotate(kind=Value(_MEMBERSHIP, text), firm_name=Value("", text)),
        delegations.annotate(kind=Value(_DELEGATION, text), firm_name=F("firm__name"), role=Value("", text)),
    )


def _opening(user: User, tiers_ref: str) -> Iterable[tuple[Any, ...]]:
    """The doors that open this tiers: the company itself, the site itself, or the company of the site."""
    site = Establishment.objects.filter(adherent=OuterRef("adherent"), public_id=tiers_ref)
    company = Q(establishment__isnull=True) & (Q(adherent__public_id=tiers_ref) | Exists(site))
    named = {"asked_site_id": Subquery(site.values("pk")), "asked_site_name": Subquery(site.values("name"))}
    return _union(
        [
            rows.filter(company | Q(establishment__public_id=tiers_ref))
            .annotate(**named)
            .values_list(*_COLUMNS, *named)
            for rows in _in_force(user)
        ]
    )


def _union(parts: list[QuerySet[Any]], *, distinct: bool = False) -> QuerySet[Any]:
    first, *others = (part.order_by() for part in parts)
    return first.union(*others, all=not distinct)


def _doors(rows: Iterable[tuple[Any, ...]]) -> list[Door]:
    doors = [Door(*row[: len(_COLUMNS)]) for row in rows]
    return sorted(doors, key=lambda door: door.kind != _MEMBERSHIP)
