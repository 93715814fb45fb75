"""The single answer to «may this person act for this tiers, and how?», asked again at every request.

Two doors: a membership in force (holder, colleague), or a delegation in force through a firm. A door on the whole
company opens its sites too; a door on one site opens that site only. One query for a member, two for whoever is in a
firm, however many companies one has.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    DateField,
    Exists,
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

from accounts.enums import MembershipRole
from accounts.models import Membership, User
from adherents.models import Adherent, Establishment
from core.access import Access, Tiers, Via
from core.prepared import PreparedQuery
from core.rights import ALL_RIGHTS, DELEGABLE, Right, as_rights
from delegations.models import Delegation, DelegationSite, FirmMember

# What each part of `_parts` reads, after its first four columns, in the order of the fields of `Door`.
_COMPANY = ("adherent_id", "adherent__caisse_id", "adherent__public_id", "adherent__name", "adherent__siren")
_SITE = ("establishment_id", "establishment__public_id", "establishment__name")
# Then the site that was asked for; then, of memberships, what `_Held` reads.
_ASKED = ("asked__pk", "asked__name")
_ABOUT = ("opens", "open_sites", "is_in_a_firm")
_FEW = 4
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
    asked = {"user_id": user.pk, "tiers_ref": tiers_ref}
    held = [_Held(row) for row in _MEMBERSHIPS.rows(**asked)]
    opening = [one.opening for one in held if one.opens]
    is_in_a_firm = not held or held[0].is_in_a_firm
    if is_in_a_firm:
        opening += _DELEGATIONS.rows(**asked, today=timezone.localdate())
    if not opening:
        return None
    others = None if is_in_a_firm else _is_a_choice([one.tiers for one in held], lambda: held[0].open_sites)
    return _access(user, tiers_ref, opening, others)


def _access(user: User, tiers_ref: str, opening: list[tuple[Any, ...]], has_other_tiers: bool | None) -> Access:
    doors, (site_id, site_name) = _doors(opening), opening[0][len(fields(Door)) :]
    rights: frozenset[Right] = frozenset().union(*(door.rights for door in doors))
    tiers = doors[0].tiers(site_id, tiers_ref, site_name) if site_id else doors[0].company
    return Access(user=user, tiers=tiers, rights=rights, via=doors[0].via, has_other_tiers=has_other_tiers)


def has_right(user: User, right: Right, tiers_ref: str) -> bool:
    access = resolve(user, tiers_ref)
    return access is not None and access.has(right)


def doors_of(user: User) -> list[Door]:
    """Every door of this person; memberships first, so that who is both acts as a member."""
    return _doors(_ALL.rows(user_id=user.pk, today=timezone.localdate()))


def tiers_for(user: User) -> list[Tiers]:
    """Every tiers this person may act for, by name: a company, or single sites where the door is a site's."""
    found = {tiers.ref: tiers for tiers in (door.own_tiers for door in doors_of(user))}
    return sorted(found.values(), key=lambda tiers: tiers.label.casefold())


def may_change_tiers(user: User, access: Access | None = None) -> bool:
    """Whether there is more than one: two doors on different tiers, or one company with several open sites. No query
    when `access`, the person's own, already tells.
    """
    if access is not None and access.has_other_tiers is not None:
        return access.has_other_tiers
    tiers = _TIERS.rows(user_id=user.pk, today=timezone.localdate())
    return _is_a_choice(tiers, lambda: Establishment.objects.open().filter(adherent_id=tiers[0][0]).count())


def _is_a_choice(tiers: list[tuple[Any, ...]], count_open_sites: Callable[[], int]) -> bool:
    """Of different tiers (company and site, None for the whole company); `count_open_sites`: of the only company."""
    if len(tiers) != 1:
        return len(tiers) > 1
    _, site_id = tiers[0]
    return site_id is None and count_open_sites() > 1


class _Held:
    """A membership as `_memberships` reads it, whether it opens the tiers asked for or not."""

    def __init__(self, row: tuple[Any, ...]) -> None:
        self.opening = row[: -len(_ABOUT)]
        self.opens, self.open_sites, self.is_in_a_firm = row[-len(_ABOUT) :]
        (door,) = _doors([row])
        self.tiers = door.adherent_id, door.establishment_id


@dataclass(frozen=True, slots=True)
class _Part:
    """A kind of doors: its rows, what is read of them, when one opens the whole company, when that very site."""

    rows: QuerySet[Any]
    columns: tuple[str, ...]
    is_whole: Q
    has_site: bool = True

    def asked_for(self, tiers_ref: str) -> QuerySet[Any]:
        """With the site of the company that has that reference, if any: `asked`."""
        is_asked = Q(adherent__establishments__public_id=tiers_ref)
        return self.rows.annotate(asked=FilteredRelation("adherent__establishments", condition=is_asked)).order_by()

    def opens(self, tiers_ref: str) -> Q:
        """The company itself, the site itself, or the company of the site."""
        of_the_company = self.is_whole & (Q(adherent__public_id=tiers_ref) | Q(asked__isnull=False))
        return of_the_company | Q(establishment__public_id=tiers_ref) if self.has_site else of_the_company

    def opening(self, tiers_ref: str) -> QuerySet[Any]:
        """The doors of this kind that open it; of a firm with hundreds, only those of that company are looked at."""
        company = Adherent.objects.filter(public_id=tiers_ref).order_by().values("pk")
        of_the_site = Establishment.objects.filter(public_id=tiers_ref).order_by().values("adherent_id")
        here = self.asked_for(tiers_ref).filter(adherent__in=company.union(of_the_site, all=True))
        return here.filter(self.opens(tiers_ref)).values_list(*self.columns, *_ASKED)


def _held_by(user_id: int) -> _Part:
    """Memberships."""
    text = CharField()
    return _Part(
        Membership.objects.in_force()
        .filter(user_id=user_id)
        .annotate(kind=Value(_MEMBERSHIP, text), firm_name=Value("", text)),
        ("kind", "firm_name", "role", "rights", *_COMPANY, *_SITE),
        Q(establishment__isnull=True),
    )


def _given_to_firms_of(user_id: int, today: date) -> tuple[_Part, ...]:
    """Delegations of whole companies; delegations of some sites, a door for each."""
    text = CharField()
    firms = FirmMember.objects.filter(user_id=user_id).values("firm")
    delegations = Delegation.objects.in_force(today).filter(firm__in=firms)
    by_firm = {"kind": Value(_DELEGATION, text), "role": Value("", text)}
    nowhere = {"no_site_id": Value(None, BigIntegerField()), "no_ref": Value(None, text), "no_name": Value(None, text)}
    return (
        _Part(
            delegations.filter(all_sites=True).annotate(**by_firm, **nowhere),
            ("kind", "firm__name", "role", "rights", *_COMPANY, *nowhere),
            Q(all_sites=True),
            has_site=False,
        ),
        _Part(
            DelegationSite.objects.filter(delegation__in=delegations.filter(all_sites=False)).annotate(**by_firm),
            ("kind", "delegation__firm__name", "role", "delegation__rights", *_COMPANY, *_SITE),
            Q(establishment__isnull=True),
        ),
    )


def _parts(user_id: int, today: date) -> tuple[_Part, ...]:
    return _held_by(user_id), *_given_to_firms_of(user_id, today)


def _memberships(user_id: int, tiers_ref: str) -> QuerySet[Any]:
    """A few memberships of this person, first those that open that tiers (its own, its company’s)."""
    part = _held_by(user_id)
    sites = Establishment.objects.open().filter(adherent=OuterRef("adherent")).order_by().values("adherent")
    about = {
        "opens": Case(When(part.opens(tiers_ref), then=True), default=False),
        "open_sites": Coalesce(Subquery(sites.annotate(n=Count("pk")).values("n")), 0),
        "is_in_a_firm": Exists(FirmMember.objects.filter(user_id=user_id)),
    }
    rows = part.asked_for(tiers_ref).annotate(**about).order_by("-opens")
    return rows.values_list(*part.columns, *_ASKED, *_ABOUT)[:_FEW]


def _delegations(user_id: int, tiers_ref: str, today: date) -> QuerySet[Any]:
    """The delegations to this person's firms that open that tiers."""
    return _union([part.opening(tiers_ref) for part in _given_to_firms_of(user_id, today)])


def _every_door(user_id: int, today: date) -> QuerySet[Any]:
    return _union([part.rows.order_by().values_list(*part.columns) for part in _parts(user_id, today)])


def _two_tiers(user_id: int, today: date) -> QuerySet[Any]:
    """Two different tiers of this person at most: company and site, None for the whole company."""
    columns = [
        part.rows.order_by().values_list("adherent_id", part.columns[-len(_SITE)]) for part in _parts(user_id, today)
    ]
    return columns[0].union(*columns[1:])[:2]


# Asked at every request: the second of whoever is in a firm, the third where nothing else tells.
_MEMBERSHIPS = PreparedQuery(_memberships, user_id=IntegerField(), tiers_ref=CharField())
_DELEGATIONS = PreparedQuery(_delegations, user_id=IntegerField(), tiers_ref=CharField(), today=DateField())
_TIERS = PreparedQuery(_two_tiers, user_id=IntegerField(), today=DateField())
_ALL = PreparedQuery(_every_door, user_id=IntegerField(), today=DateField())


def _union(parts: list[QuerySet[Any]]) -> QuerySet[Any]:
    return parts[0].union(*parts[1:], all=True)


def _doors(rows: Iterable[tuple[Any, ...]]) -> list[Door]:
    doors = [Door(*row[: len(fields(Door))]) for row in rows]
    return sorted(doors, key=lambda door: door.kind != _MEMBERSHIP)
