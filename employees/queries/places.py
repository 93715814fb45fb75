"""Where somebody may work: the sites and crews that the access sees."""

from dataclasses import dataclass

from adherents.models import Establishment
from core.access import Access
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
