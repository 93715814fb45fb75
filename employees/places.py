"""Where somebody may work: the sites and crews that the access sees."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from adherents.models import Establishment
from core.access import Access, Scope
from core.compiled import CompiledForScope
from employees.models import Crew


@dataclass(frozen=True, slots=True)
class Places:
    """Open sites, the head office first, and their crews by name."""

    sites: list[Establishment]
    crews: list[Crew]

    def site(self, public_id: str) -> Establishment | None:
        return next((site for site in self.sites if site.public_id == public_id), None)

    def crew(self, public_id: str) -> Crew | None:
        return next((crew for crew in self.crews if crew.public_id == public_id), None)

    def crews_of(self, site: Establishment) -> list[Crew]:
        return [crew for crew in self.crews if crew.establishment_id == site.pk]


def places_of(access: Access) -> Places:
    """Two queries, whatever the number of sites."""
    sites = list(Establishment.objects.for_access(access).open())
    return Places(sites, list(Crew.objects.for_access(access).select_related("establishment")))


@dataclass(frozen=True, slots=True)
class NamedSite:
    """A site by which a list is filtered; `crews`: pairs of a public reference and a name, by name."""

    ref: str
    name: str
    crews: list[tuple[str, str]]


def named_sites(access: Access) -> list[NamedSite]:
    """Open sites and their crews, in the order of `places_of`; one query."""
    sites: dict[str, NamedSite] = {}
    for row in _NAMES.rows(access.scope):
        site = sites.setdefault(row.public_id, NamedSite(row.public_id, row.name, []))
        if row.crews__public_id:
            site.crews.append((row.crews__public_id, row.crews__name))
    return list(sites.values())


def _names(scope: Scope) -> QuerySet[Any, Any]:
    """Each open site beside each of its crews."""
    sites = Establishment.objects.for_scope(scope).open().order_by("-is_head_office", "name", "pk", "crews__name")
    return sites.values_list("public_id", "name", "crews__public_id", "crews__name")


_NAMES: CompiledForScope[Any] = CompiledForScope(_names)
