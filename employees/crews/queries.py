"""Crews and who is in them."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from adherents.models import Establishment
from core.access import Access
from core.search import holding, search_words
from employees.enums import VOID_STATES, Presence
from employees.models import Crew, Employment
from employees.models.employments import EmploymentQuerySet, standing_on

MEMBERS_LENGTH = 50
FOUND_LENGTH = 20


@dataclass(frozen=True, slots=True)
class SiteCrews:
    """A site, and its crews by name, each with its number of `members`."""

    site: Establishment
    crews: list[Crew]


@dataclass(frozen=True, slots=True)
class Member:
    ref: str
    name: str
    qualification: str
    crew: str
    note: str


def crews_by_site(access: Access) -> list[SiteCrews]:
    """Every open site, and those closed that still have crews; two queries."""
    crews: dict[int, list[Crew]] = {}
    for crew in _counted(access):
        crews.setdefault(crew.establishment_id, []).append(crew)
    sites = Establishment.objects.for_access(access)
    shown = sites.filter(pk__in=sites.open().values("pk")) | sites.filter(pk__in=crews)
    return [SiteCrews(site, crews.get(site.pk, [])) for site in shown]


def crew_of(access: Access, public_id: str) -> Any:
    """With its site and its number of `members`; None for what this access does not see."""
    return _counted(access).filter(public_id=public_id).first()


def members_of(access: Access, crew: Crew, number: str | int) -> Page:
    """Those present or to come, by name."""
    rows = _here(access).filter(crew=crew)
    page = Paginator(_with_names(rows), MEMBERS_LENGTH).get_page(number)
    page.object_list = [_member(row) for row in page.object_list]
    return page


def may_join(access: Access, crew: Crew) -> EmploymentQuerySet:
    """Whoever works at the site of the crew, or will, and is not in it."""
    return _here(access).filter(establishment_id=crew.establishment_id).exclude(crew=crew)


def candidates(access: Access, crew: Crew, typed: str) -> list[Member]:
    """The first of those that the search finds; with nothing typed, those who have no crew yet."""
    rows, words = may_join(access, crew), search_words(typed)
    if not words:
        rows = rows.filter(crew__isnull=True)
    else:
        rows = holding(rows.filter(employee__adherent_id=access.tiers.adherent_id), words, "employee__plain_name")
    return [_member(row) for row in _with_names(rows)[:FOUND_LENGTH]]


def _here(access: Access) -> EmploymentQuerySet:
    today = timezone.localdate()
    rows: EmploymentQuerySet = Employment.objects.for_access(access).current().real()
    return rows.filter(standing_on(Presence.PRESENT, today) | standing_on(Presence.FUTURE, today))


def _counted(access: Access) -> QuerySet[Crew]:
    """Those of a crew who have left are not counted."""
    today = timezone.localdate()
    gone = Q(employments__ends_on__lt=today)
    here = Q(employments__is_current=True) & ~Q(employments__caisse_state__in=VOID_STATES) & ~gone
    rows: QuerySet[Crew] = Crew.objects.for_access(access).select_related("establishment")
    return rows.annotate(members=Count("employments", filter=here))


def _with_names(rows: EmploymentQuerySet) -> EmploymentQuerySet:
    rows = rows.select_related("employee", "crew").order_by("employee__plain_name", "employee_id")
    return rows.only(
        "adherent_id",
        "qualification",
        "starts_on",
        "employee__adherent_id",
        "employee__public_id",
        "employee__last_name",
        "employee__first_name",
        "crew__adherent_id",
        "crew__name",
    )


def _member(row: Employment) -> Member:
    is_future = row.starts_on > timezone.localdate()
    return Member(
        ref=row.employee.public_id,
        name=row.employee.full_name,
        qualification=row.qualification,
        crew=row.crew.name if row.crew else "",
        note=f"à partir du {row.starts_on:%d/%m/%Y}" if is_future else "",
    )
