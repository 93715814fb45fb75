"""People by site and by crew, as the views that have lines show them; the sites and the crews may be folded."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

from absences.planning.queries.people import Person
from adherents.models import Establishment
from employees.models import Crew
from employees.places import Places

# After the reference of a site, that of whoever has no crew there.
_ALONE = "_"


@dataclass(frozen=True, slots=True)
class Heading:
    """What is folded: a site, a crew. `ref` names it in the address (`plie`); `people`: how many are on the page."""

    ref: str
    name: str
    people: int
    is_folded: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Those of a crew, or of no crew. `people`: those that have a line."""

    heading: Heading
    site: Establishment
    crew: Crew | None
    people: list[Person]


@dataclass(frozen=True, slots=True)
class SiteGroups:
    """`heading`: only above the names of crews, where there are several sites; folded, there is nothing under it."""

    heading: Heading | None
    groups: list[Group]


class Grouping:
    """How the people of a page are put together. `folded`: the references of what is folded."""

    def __init__(self, places: Places, folded: Collection[str]) -> None:
        self._folded = folded
        self._sites = {site.pk: site for site in places.sites}
        self._crews = {crew.pk: crew for crew in places.crews}
        self._with_crews = {crew.establishment_id for crew in places.crews}

    def of(self, people: list[Person]) -> list[SiteGroups]:
        """The people are in order: by site, then by crew."""
        by_site = [(pk, list(theirs)) for pk, theirs in groupby(people, key=lambda person: person.site_id)]
        return [self._site(self._sites[pk], theirs, has_others=len(by_site) > 1) for pk, theirs in by_site]

    def _site(self, site: Establishment, people: list[Person], *, has_others: bool) -> SiteGroups:
        heading = None
        if has_others and site.pk in self._with_crews:
            heading = self._heading(site.public_id, site.name, people)
            if heading.is_folded:
                return SiteGroups(heading, [])
        by_crew = groupby(people, key=lambda person: person.crew_id)
        return SiteGroups(heading, [self._group(site, crew_id, list(theirs)) for crew_id, theirs in by_crew])

    def _group(self, site: Establishment, crew_id: int | None, people: list[Person]) -> Group:
        crew = self._crews.get(crew_id) if crew_id is not None else None
        if crew is not None:
            heading = self._heading(crew.public_id, crew.name, people)
        elif site.pk in self._with_crews:
            heading = self._heading(f"{site.public_id}{_ALONE}", "Sans équipe", people)
        else:
            heading = self._heading(site.public_id, site.name, people)
        return Group(heading, site, crew, [] if heading.is_folded else people)

    def _heading(self, ref: str, name: str, people: list[Person]) -> Heading:
        return Heading(ref, name, len(people), ref in self._folded)


def headings_of(sites: list[SiteGroups]) -> list[Heading]:
    """Each once, in order."""
    every = [heading for site in sites for heading in (site.heading, *(group.heading for group in site.groups))]
    return [heading for heading in every if heading is not None]
