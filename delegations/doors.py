"""Ways in: a membership or a delegation, as rows that all name the same columns, those of `Door`."""

from dataclasses import dataclass, fields
from typing import Any

from django.db.models import BigIntegerField, CharField, F, QuerySet, Value

from accounts.enums import MembershipRole
from core.access import Scope, Tiers, Via
from core.rights import ALL_RIGHTS, DELEGABLE, Right, as_rights

MEMBERSHIP, DELEGATION = "membership", "delegation"


@dataclass(frozen=True, slots=True)
class Door:
    """One way in: the company, or the one site (no `site_ref` for the whole company), with which rights."""

    kind: str
    firm_name: str
    firm_ref: str
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
        if self.kind == DELEGATION:
            return as_rights(self.stored_rights) & DELEGABLE
        return ALL_RIGHTS if self.role == MembershipRole.HOLDER else as_rights(self.stored_rights)

    @property
    def via(self) -> Via:
        return Via("delegation", self.firm_name) if self.kind == DELEGATION else Via("membership")

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

    @property
    def scope(self) -> Scope:
        return Scope(self.adherent_id, self.establishment_id)


DOOR = tuple(field.name for field in fields(Door))
NO_SITE = {
    "establishment_id": Value(None, BigIntegerField()),
    "site_ref": Value(None, CharField()),
    "site_name": Value(None, CharField()),
}
_COMPANY = {
    "caisse_id": F("adherent__caisse_id"),
    "company_ref": F("adherent__public_id"),
    "company_name": F("adherent__name"),
    "siren": F("adherent__siren"),
}
_SITE = {"site_ref": F("establishment__public_id"), "site_name": F("establishment__name")}
_OF_A_MEMBER = {"kind": Value(MEMBERSHIP), "firm_name": Value(""), "firm_ref": Value(""), "stored_rights": F("rights")}
_OF_A_FIRM = {"kind": Value(DELEGATION), "role": Value("")}
_OF_A_COMPANY = {
    "firm_name": F("firm__name"),
    "firm_ref": F("firm__public_id"),
    "stored_rights": F("rights"),
}
_OF_A_SITE = {
    "firm_name": F("delegation__firm__name"),
    "firm_ref": F("delegation__firm__public_id"),
    "stored_rights": F("delegation__rights"),
}


def of_members(memberships: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return memberships.annotate(**_OF_A_MEMBER, **_COMPANY, **_SITE)


def of_companies(delegations: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Of delegations of whole companies."""
    return delegations.annotate(**_OF_A_FIRM, **_OF_A_COMPANY, **_COMPANY, **NO_SITE)


def of_sites(sites: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Of the sites of the other delegations: a door each."""
    return sites.annotate(**_OF_A_FIRM, **_OF_A_SITE, **_COMPANY, **_SITE)
