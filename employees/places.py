"""Where somebody may work: the sites and crews that the access sees."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from adherents.models import Establishment
from core.access import Access
from core.prepared import PreparedForAccess
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
    found: dict[str, NamedSite] = {}
    for ref, name, crew_ref, crew_name in _NAMES.rows(access):
        site = found.setdefault(ref, NamedSite(ref, name, []))
        if crew_ref:
            site.crews.append((crew_ref, crew_name))
    return list(found.values())


def _names(access: Access) -> QuerySet[Any]:
    sites = Establishment.objects.for_access(access).open().order_by("-is_head_office", "name", "pk", "crews__name")
    return sites.values_list("public_id", "name", "crews__public_id", "crews__name")


_NAMES = PreparedForAccess(_names)
