"""Whom a window of the planning shows: whoever has a contract on one of its days, each once, in order."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.paginator import Page, Paginator
from django.db.models import BigIntegerField, Count, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Value, Window
from django.db.models.functions import Cast

from absences.models import Absence, AbsenceKind
from absences.motives import sees_motives, shown_kind
from absences.planning import windows
from absences.planning.forms import Wanted
from absences.stretches import Stretch
from adherents.models import Establishment
from core.access import Access
from core.search import holding, search_words
from employees.models import Crew, Employment
from employees.models.employments import EmploymentQuerySet
from employees.models.people import full_name
from employees.places import Places


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
    """Sites and crews, closed sites included: they have a past. Two queries."""
    sites = Establishment.objects.for_access(access).order_by("-is_head_office", "name", "pk")
    return Places(list(sites), list(Crew.objects.for_access(access).select_related("need")))


def kinds() -> list[AbsenceKind]:
    return list(AbsenceKind.objects.all())


def page_of_people(
    access: Access, wanted: Wanted, window: windows.Window, places: Places, all_kinds: list[AbsenceKind], number: str
) -> Page:
    """One query, two for a page that is not there."""
    rows = _in_order(_looked_for(access, wanted, window, places, all_kinds), places)
    asked = int(number) if number.isdecimal() and number.isascii() and len(number) < 6 else 1  # noqa: PLR2004
    start = (max(asked, 1) - 1) * wanted.length
    lines = list(rows[start : start + wanted.length])
    if not lines and start:
        start, lines = 0, list(rows[: wanted.length])
    count = lines[0][-1] if lines else 0
    page: Page[Any] = Paginator(range(count), wanted.length).page(start // wanted.length + 1)
    page.object_list = [Person(*line[:-1]) for line in lines]
    return page


def members_of(access: Access, window: windows.Window, crew_ids: list[int]) -> list[int]:
    """Whoever is of these crews on one of the days."""
    rows = in_window(access, window).filter(crew_id__in=crew_ids)
    return list(rows.order_by().values_list("employee_id", flat=True).distinct())


def in_window(access: Access, window: windows.Window) -> EmploymentQuerySet:
    """The contracts that hold one of its days."""
    rows: EmploymentQuerySet = Employment.objects.for_access(access).real().filter(starts_on__lte=window.last)
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=window.first))


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
    if wanted.kind:
        rows = rows.filter(Exists(_absences_of_kind(access, wanted.kind, window, all_kinds)))
    words = search_words(wanted.text)
    if not words:
        return rows
    # The company of the person is that of the contract: said twice, the database reads each table by its company.
    return holding(rows.filter(employee__adherent_id=access.tiers.adherent_id), words, "employee__plain_name")


def _absences_of_kind(
    access: Access, key: str, window: windows.Window, all_kinds: list[AbsenceKind]
) -> QuerySet[Absence]:
    """`key`: as shown to the reader; whoever may not know motives looks for all the private ones at once."""
    seen = sees_motives(access)
    meant = [kind.pk for kind in all_kinds if shown_kind(kind, with_motives=seen).key == key]
    rows = Absence.objects.for_access(access).meeting(Stretch(window.first, window.last))
    return rows.filter(kind_id__in=meant, employee_id=OuterRef("employee_id"))


def _in_order(rows: EmploymentQuerySet, places: Places) -> QuerySet[Any, Any]:
    """A line a person, by site, by crew, by name; with how many lines there are in all."""
    latest = rows.order_by("employee_id", "-starts_on").distinct("employee_id").values("pk")
    site_rank = _rank([site.pk for site in places.sites], "establishment_id")
    crew_rank = _rank([crew.pk for crew in places.crews], "crew_id")
    lines = Employment.objects.filter(pk__in=latest).annotate(lines=Window(Count("pk")))
    return lines.order_by(site_rank, crew_rank, "employee__plain_name", "employee_id").values_list(
        "employee_id",
        "employee__public_id",
        "employee__last_name",
        "employee__first_name",
        "qualification",
        "establishment_id",
        "crew_id",
        "lines",
    )


def _rank(keys: list[int], name: str) -> Func:
    """The place of a key among these; after them all, what has none."""
    known = Cast(Value(keys, output_field=ArrayField(BigIntegerField())), ArrayField(BigIntegerField()))
    return Func(known, F(name), function="array_position", output_field=IntegerField())
