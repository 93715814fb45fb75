"""Whom a window of the planning shows: whoever has a contract on one of its days, each once, in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.paginator import Page, Paginator
from django.db.models import (
    BigIntegerField,
    Count,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, JSONObject

from absences.models import Absence, AbsenceKind, CrewNeed
from absences.motives import sees_motives, shown_kind
from absences.planning import windows
from absences.planning.forms import Wanted
from absences.queries.closings import closings_of_each
from absences.stretches import Stretch
from adherents.models import Establishment
from core.access import Access, Scope
from core.compiled import CompiledForScope, CompiledQuery, Given
from core.search import holding, search_words
from employees.models import Crew, Employment
from employees.models.employments import EmploymentQuerySet
from employees.models.people import full_name
from employees.places import Places

# The keys of a site and of a crew; None for whoever has none.
Group = tuple[int, int | None]


# Beyond, a crew that is on several pages has no line of coverage: hundreds of people would be read to draw fifty.
LARGEST_CREW = 100


@dataclass(frozen=True, slots=True)
class Person:
    """By their latest contract in the window, among those that are looked for."""

    pk: int
    ref: str
    last_name: str
    first_name: str
    qualification: str
    site_id: int
    crew_id: int | None

    @property
    def name(self) -> str:
        return full_name(self.last_name, self.first_name)


def places_ever(access: Access) -> Places:
    """Sites and crews, closed sites included: they have a past. One query: the crews come with their site."""
    sites = _SITES.rows(access.scope)
    crews = [_crew(site, **told) for site in sites for told in getattr(site, "told_crews", ())]
    return Places(sites, sorted(crews, key=lambda crew: crew.name))


def _sites(scope: Scope) -> QuerySet[Establishment]:
    beside = {"closing_days": closings_of_each(), "told_crews": _crews_of_each()}
    sites: QuerySet[Establishment] = Establishment.objects.for_scope(scope).annotate(**beside)
    return sites.order_by("-is_head_office", "name", "pk")


def _crews_of_each() -> ArraySubquery:
    rows = Crew.objects.filter(establishment_id=OuterRef("pk")).order_by("name", "pk")
    names = {name: name for name in ("pk", "public_id", "name")}
    return ArraySubquery(rows.values(told=JSONObject(**names, needed="need__by_weekday")))


def _crew(site: Establishment, *, pk: int, public_id: str, name: str, needed: list[int | None] | None) -> Crew:
    """With what it needs, where that is set."""
    crew = Crew(pk=pk, adherent_id=site.adherent_id, establishment=site, public_id=public_id, name=name)
    need = CrewNeed(crew=crew, adherent_id=site.adherent_id, by_weekday=needed) if needed is not None else None
    # As `select_related` tells that there is none, so that nobody asks again.
    CrewNeed._meta.get_field("crew").remote_field.set_cached_value(crew, need)
    return crew


_SITES: CompiledForScope[Establishment] = CompiledForScope(_sites)
_KINDS: CompiledQuery[AbsenceKind] = CompiledQuery(AbsenceKind.objects.all)


def kinds() -> list[AbsenceKind]:
    return _KINDS.rows()


def page_of_people(
    access: Access, wanted: Wanted, window: windows.Window, places: Places, all_kinds: list[AbsenceKind], number: str
) -> tuple[Page, set[int]]:
    """Two queries: how many there are in each group, then those of the groups that the page meets. The database sorts
    the names of a few crews, not of thousands of people. Beside the page, the crews that are too large to be all
    read.
    """
    rows = _each_once(_looked_for(access, wanted, window, places, all_kinds))
    is_everybody = not wanted.is_narrowed and window.view != windows.View.DAY
    counted = _SIZES.rows(access.scope, first=window.first, last=window.last) if is_everybody else _counted(rows)
    sizes = _sizes(counted, places)
    asked = int(number) if number.isdecimal() and number.isascii() and len(number) < 6 else 1  # noqa: PLR2004
    page: Page[Any] = Paginator(range(sum(sizes.values())), wanted.length).get_page(asked)
    first = max(page.start_index() - 1, 0)
    met, skipped = _met(sizes, first, page.end_index())
    # The company of the person is that of the contract: said twice, the database reads each table by its company.
    of_company = rows.filter(employee__adherent_id=access.tiers.adherent_id)
    lines = _in_order(of_company.filter(_in_groups(met)) if met else rows.none(), places)
    page.object_list = [Person(*line) for line in lines[first - skipped : page.end_index() - skipped]]
    crowds = {crew for (_, crew), size in sizes.items() if crew is not None and size > LARGEST_CREW}
    return page, crowds


def with_members(access: Access, window: windows.Window, people: list[Person], crews: set[int]) -> QuerySet[Any, Any]:
    """The people of the page, and whoever is of these crews on one of the days: their keys, for other queries."""
    shown = Q(employee_id__in=[person.pk for person in people])
    return in_window(access, window).filter(shown | Q(crew_id__in=crews)).order_by().values("employee_id")


def in_window(access: Access, window: windows.Window) -> EmploymentQuerySet:
    """The contracts that hold one of its days."""
    return _holding(access.scope, window.first, window.last)


def _holding(scope: Scope, first: date | Given, last: date | Given) -> EmploymentQuerySet:
    rows: EmploymentQuerySet = Employment.objects.for_scope(scope).real().filter(starts_on__lte=last)
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first))


def _looked_for(
    access: Access, wanted: Wanted, window: windows.Window, places: Places, all_kinds: list[AbsenceKind]
) -> EmploymentQuerySet:
    rows = in_window(access, window)
    if wanted.site:
        rows = rows.filter(establishment=places.site(wanted.site))
    if wanted.crew:
        rows = rows.filter(crew=places.crew(wanted.crew))
    if wanted.category:
        rows = rows.filter(category=wanted.category)
    if wanted.kind or window.view == windows.View.DAY:
        # A day is a list of those who are absent.
        rows = rows.filter(Exists(_absences_of(access, wanted.kind, window, all_kinds)))
    words = search_words(wanted.text)
    if not words:
        return rows
    # The company of the person is that of the contract: said twice, the database reads each table by its company.
    return holding(rows.filter(employee__adherent_id=access.tiers.adherent_id), words, "employee__plain_name")


def _absences_of(access: Access, key: str, window: windows.Window, all_kinds: list[AbsenceKind]) -> QuerySet[Absence]:
    """`key`: as shown to the reader; whoever may not know motives looks for all the private ones at once."""
    rows = Absence.objects.for_access(access).meeting(Stretch(window.first, window.last))
    if key:
        seen = sees_motives(access)
        rows = rows.filter(kind_id__in=[one.pk for one in all_kinds if shown_kind(one, with_motives=seen).key == key])
    return rows.filter(employee_id=OuterRef("employee_id"))


def _each_once(rows: EmploymentQuerySet) -> EmploymentQuerySet:
    """The latest of those of each person; for nearly everybody it is the current one, and nothing else is looked at."""
    later = rows.filter(employee_id=OuterRef("employee_id"), starts_on__gt=OuterRef("starts_on"))
    return rows.filter(Q(is_current=True) | ~Exists(later))


def _counted(rows: EmploymentQuerySet) -> QuerySet[Any, Any]:
    """How many people are in each group."""
    by_group = rows.order_by().values("establishment_id", "crew_id").annotate(number=Count("pk"))
    return by_group.values_list("establishment_id", "crew_id", "number")


_FIRST, _LAST = Given("first", DateField()), Given("last", DateField())
_SIZES: CompiledForScope[Any] = CompiledForScope(lambda scope: _counted(_each_once(_holding(scope, _FIRST, _LAST))))


def _sizes(counted: Iterable[Any], places: Places) -> dict[Group, int]:
    """In the order of the groups: of a site, whoever has no crew comes last."""
    sites = {site.pk: rank for rank, site in enumerate(places.sites)}
    crews = {crew.pk: rank for rank, crew in enumerate(places.crews)}
    ranked = sorted(counted, key=lambda one: (sites[one[0]], crews.get(one[1], len(crews))))
    return {(site, crew): size for site, crew, size in ranked}


def _met(sizes: dict[Group, int], start: int, end: int) -> tuple[list[Group], int]:
    """The groups that hold the lines from `start` to the one before `end`, and how many lines come before them."""
    met, skipped, before = [], 0, 0
    for group, size in sizes.items():
        if before + size <= start:
            skipped = before + size
        elif before < end:
            met.append(group)
        before += size
    return met, skipped


def _in_groups(groups: list[Group]) -> Q:
    alone = [site for site, crew in groups if crew is None]
    crews = [crew for _, crew in groups if crew is not None]
    return Q(crew_id__in=crews) | Q(crew_id__isnull=True, establishment_id__in=alone)


def _in_order(rows: EmploymentQuerySet, places: Places) -> QuerySet[Any, Any]:
    """By site, by crew, by name."""
    site_rank = _rank([site.pk for site in places.sites], "establishment_id")
    crew_rank = _rank([crew.pk for crew in places.crews], "crew_id")
    return rows.order_by(site_rank, crew_rank, "employee__plain_name", "employee_id").values_list(
        "employee_id",
        "employee__public_id",
        "employee__last_name",
        "employee__first_name",
        "qualification",
        "establishment_id",
        "crew_id",
    )


def _rank(keys: list[int], name: str) -> Func:
    """The place of a key among these; after them all, what has none."""
    known = Cast(Value(keys, output_field=ArrayField(BigIntegerField())), ArrayField(BigIntegerField()))
    return Func(known, F(name), function="array_position", output_field=IntegerField())
