"""The single answer to «may this person act for this tiers, and how?», asked again at every request.

Two doors: a membership in force (holder, colleague), or a delegation in force through a firm. A door on the whole
company opens its sites too; a door on one site opens that site only. One query for a member, two for whoever is in a
firm and does not hold every right already, however many companies one has.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    FilteredRelation,
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

from accounts.models import Membership, User
from adherents.models import Adherent, Establishment
from core.access import Access, Scope, Tiers
from core.compiled import TODAY, CompiledQuery, Given
from core.rights import ALL_RIGHTS, Right
from delegations.doors import DOOR, MEMBERSHIP, NO_SITE, Door, of_companies, of_members, of_sites
from delegations.models import Delegation, DelegationSite, FirmMember

_FEW = 4


@dataclass(frozen=True, slots=True)
class _DoorAskedFor(Door):
    """A door of the company of the tiers asked for; `asked_…`: the site, when it is a site that is asked for."""

    asked_id: int | None
    asked_ref: str | None
    asked_name: str | None

    @property
    def asked_tiers(self) -> Tiers:
        return self.tiers(self.asked_id, self.asked_ref or "", self.asked_name or "")


@dataclass(frozen=True, slots=True)
class _Membership(_DoorAskedFor):
    """A membership, whether it opens the tiers asked for or not.

    `open_sites`: how many its company has; `own_firm_ref`: the firm that the person is in, if they are in one.
    """

    opens: bool
    open_sites: int
    own_firm_ref: str


@dataclass(frozen=True, slots=True)
class _Delegated(_DoorAskedFor):
    """What a firm opens of the tiers asked for.

    `leads_elsewhere`: whether the firms of the person open anything else; `open_sites`: how many its company has.
    """

    leads_elsewhere: bool
    open_sites: int

    @property
    def is_a_choice(self) -> bool:
        return self.leads_elsewhere or (self.establishment_id is None and self.open_sites > 1)


@dataclass(frozen=True, slots=True)
class _FirmRef:
    ref: str


def resolve(user: User, tiers_ref: str) -> Access | None:
    """Return the person's access to that tiers, or None: for a stranger, a real tiers looks like a random one."""
    if not user.is_authenticated or not user.is_active:
        return None
    asked = {"user_id": user.pk, "tiers_ref": tiers_ref}
    memberships = _MEMBERSHIPS.rows(**asked)
    held = [membership for membership in memberships if membership.opens]
    firm_ref = memberships[0].own_firm_ref if memberships else ""
    is_in_a_firm = not memberships or firm_ref != ""
    asks_firms = is_in_a_firm and not any(door.rights == ALL_RIGHTS for door in held)
    given = _DELEGATIONS.rows(**asked, today=timezone.localdate()) if asks_firms else []
    doors: list[_DoorAskedFor] = [*held, *given]
    if not doors:
        return None
    return Access(
        user=user,
        tiers=doors[0].asked_tiers,
        rights=frozenset().union(*(door.rights for door in doors)),
        via=doors[0].via,
        has_other_tiers=_has_other_tiers(memberships, given, is_in_a_firm),
        firm_ref=firm_ref or next((door.firm_ref for door in doors if door.firm_ref), ""),
    )


def has_right(user: User, right: Right, tiers_ref: str) -> bool:
    access = resolve(user, tiers_ref)
    return access is not None and access.has(right)


def doors_of(user: User) -> list[Door]:
    """Every door of this person; memberships first, so that who is both acts as a member."""
    doors = _EVERY_DOOR.rows(user_id=user.pk, today=timezone.localdate())
    return sorted(doors, key=lambda door: door.kind != MEMBERSHIP)


def tiers_for(user: User) -> list[Tiers]:
    """Every tiers this person may act for, by name: a company, or single sites where the door is a site's."""
    by_ref = {tiers.ref: tiers for tiers in (door.own_tiers for door in doors_of(user))}
    return sorted(by_ref.values(), key=lambda tiers: tiers.label.casefold())


def may_change_tiers(user: User, access: Access | None = None) -> bool:
    """Whether there is more than one: two doors on different tiers, or one company with several open sites. No query
    when `access`, the person's own, already tells.
    """
    if access is not None and access.has_other_tiers is not None:
        return access.has_other_tiers
    scopes = _TWO_SCOPES.rows(user_id=user.pk, today=timezone.localdate())
    return _is_a_choice(scopes, lambda: Establishment.objects.open().filter(adherent_id=scopes[0].adherent_id).count())


def firm_of(user: User) -> str:
    """The reference of the firm that the person is in; empty for whoever is in none."""
    row = _FIRM.first(user_id=user.pk)
    return row.ref if row is not None else ""


def is_accountant(user: User) -> bool:
    """In a firm, and of no company: one who is both has a company to come home to."""
    return firm_of(user) != "" and not Membership.objects.in_force().filter(user=user).exists()


def _has_other_tiers(memberships: list[_Membership], given: list[_Delegated], is_in_a_firm: bool) -> bool | None:
    """As far as the doors tell: not for a member whose firm opens what nobody asked about."""
    if not memberships:
        return any(door.is_a_choice for door in given)
    is_known = _is_a_choice([one.scope for one in memberships], lambda: memberships[0].open_sites)
    return is_known or (None if is_in_a_firm else False)


def _is_a_choice(scopes: list[Scope], count_open_sites: Callable[[], int]) -> bool:
    """Of different ones; `count_open_sites`: of the only company."""
    if len(scopes) != 1:
        return len(scopes) > 1
    return scopes[0].establishment_id is None and count_open_sites() > 1


# --- The rows behind the doors, of one person


_USER = Given("user_id", IntegerField())
_REF = Given("tiers_ref", CharField())


def _memberships() -> QuerySet[Any, Any]:
    return Membership.objects.in_force().filter(user_id=_USER).order_by()


def _firm_refs() -> QuerySet[Any, Any]:
    firms = FirmMember.objects.filter(user_id=_USER).order_by("firm__name", "pk")
    first: QuerySet[Any, Any] = firms.annotate(ref=F("firm__public_id")).values_list("ref")[:1]
    return first


def _delegations() -> QuerySet[Any, Any]:
    firms = FirmMember.objects.filter(user_id=_USER).values("firm")
    return Delegation.objects.in_force(TODAY).filter(firm__in=firms).order_by()


def _delegated_companies() -> QuerySet[Any, Any]:
    """Delegations of whole companies."""
    return _delegations().filter(all_sites=True)


def _delegated_sites() -> QuerySet[Any, Any]:
    """The sites of the other delegations: a door each."""
    return DelegationSite.objects.filter(delegation__in=_delegations().filter(all_sites=False)).order_by()


# --- The same as doors


_ASKED = ("asked_id", "asked_ref", "asked_name")


def _doors_of_a_member() -> QuerySet[Any, Any]:
    return of_members(_memberships())


def _doors_of_a_firm() -> tuple[QuerySet[Any, Any], QuerySet[Any, Any]]:
    """Of whole companies, and of single sites."""
    return of_companies(_delegated_companies()), of_sites(_delegated_sites())


def _with_asked_site(doors: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """With the site of the company that has the reference asked for, if one has."""
    asked = FilteredRelation("adherent__establishments", condition=Q(adherent__establishments__public_id=_REF))
    return doors.annotate(
        asked=asked, asked_id=F("asked__pk"), asked_ref=F("asked__public_id"), asked_name=F("asked__name")
    )


def _open_sites() -> Coalesce:
    """How many the company of the door has."""
    sites = Establishment.objects.open().filter(adherent=OuterRef("adherent")).order_by().values("adherent")
    return Coalesce(Subquery(sites.annotate(number=Count("pk")).values("number")), 0)


# A door on the whole company opens it and its sites, a door on a site opens that site only.
_OPENS = Q(establishment_id__isnull=True) & (Q(company_ref=_REF) | Q(asked_id__isnull=False)) | Q(site_ref=_REF)


# --- What is asked


def _memberships_first_opening() -> QuerySet[Any, Any]:
    """A few memberships, first those that open the tiers asked for (its own, its company’s)."""
    about = {
        "opens": Case(When(_OPENS, then=True), default=False),
        "open_sites": _open_sites(),
        "own_firm_ref": Coalesce(Subquery(_firm_refs()), Value("")),
    }
    rows = _with_asked_site(_doors_of_a_member()).annotate(**about).order_by("-opens")
    return rows.values_list(*DOOR, *_ASKED, *about)[:_FEW]


def _delegations_opening() -> QuerySet[Any, Any]:
    """Of a firm with hundreds, only those of the company asked for are looked at."""
    company = Adherent.objects.filter(public_id=_REF).order_by().values("pk")
    of_the_site = Establishment.objects.filter(public_id=_REF).order_by().values("adherent_id")
    here = Q(adherent__in=company.union(of_the_site, all=True))
    whole, sites = (_with_asked_site(doors.filter(here)).filter(_OPENS) for doors in _doors_of_a_firm())
    other_companies = _delegated_companies().exclude(adherent=OuterRef("adherent"))
    other_sites = _delegated_sites().exclude(establishment=OuterRef("establishment"))
    return _told(whole, other_companies, _delegated_sites()).union(
        _told(sites, _delegated_companies(), other_sites), all=True
    )


def _told(doors: QuerySet[Any, Any], *others: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """As `_Delegated`; `others`: what the firms open besides, each a scope of its own."""
    elsewhere = reduce(or_, (Q(Exists(rows)) for rows in others))
    about = {"leads_elsewhere": Case(When(elsewhere, then=True), default=False), "open_sites": _open_sites()}
    told: QuerySet[Any, Any] = doors.annotate(**about).values_list(*DOOR, *_ASKED, *about)
    return told


def _every_door() -> QuerySet[Any, Any]:
    held, *given = (doors.values_list(*DOOR) for doors in (_doors_of_a_member(), *_doors_of_a_firm()))
    return held.union(*given, all=True)


def _two_scopes() -> QuerySet[Any, Any]:
    """Two different ones at most."""
    site = "establishment_id"
    companies = _delegated_companies().annotate(establishment_id=NO_SITE[site])
    held, *given = (rows.values_list("adherent_id", site) for rows in (_memberships(), companies, _delegated_sites()))
    return held.union(*given)[:2]


# The first is asked at every request, the second for whoever is in a firm.
_MEMBERSHIPS = CompiledQuery(_memberships_first_opening, into=_Membership, is_planned_once=True)
_DELEGATIONS = CompiledQuery(_delegations_opening, into=_Delegated, is_planned_once=True)
_TWO_SCOPES = CompiledQuery(_two_scopes, into=Scope, is_planned_once=True)
_FIRM = CompiledQuery(_firm_refs, into=_FirmRef, is_planned_once=True)
_EVERY_DOOR = CompiledQuery(_every_door, into=Door, is_planned_once=True)
