"""Absences of many people, as their pages show them."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from absences.collective.preview import Judged, contracts_meant, judge
from absences.enums import LineOutcome
from absences.models import CollectiveAbsence, CollectiveLine
from absences.motives import ShownKind, sees_motives, shown_kind
from core.access import Access

PER_PAGE, LISTS_PER_PAGE = 100, 20


@dataclass(frozen=True, slots=True)
class Preview:
    """Everybody meant, and the page that is looked at; `days`: all together, in the unit of the kind."""

    sound: int
    problems: int
    left_out: int
    days: Decimal
    page: Page


def collectives(access: Access) -> QuerySet[CollectiveAbsence]:
    """With how many people each was entered for."""
    rows = CollectiveAbsence.objects.for_access(access).select_related("kind", "establishment", "crew")
    entered = Count("lines", filter=Q(lines__outcome__in=(LineOutcome.ENTERED, LineOutcome.KEPT)))
    return rows.annotate(entered=entered).order_by("-created_at", "-pk")


def kind_of(access: Access, collective: CollectiveAbsence) -> ShownKind:
    return shown_kind(collective.kind, with_motives=sees_motives(access))


def preview_of(access: Access, collective: CollectiveAbsence, tab: str, page: str) -> Preview:
    """`tab`: «problemes», «cote», or those concerned."""
    everybody = judge(access, collective, list(contracts_meant(access, collective)))
    lists: dict[str, list[Judged]] = {
        "concernes": [one for one in everybody if one.is_sound],
        "problemes": [one for one in everybody if one.problem and not one.is_left_out],
        "cote": [one for one in everybody if one.is_left_out],
    }
    return Preview(
        sound=len(lists["concernes"]),
        problems=len(lists["problemes"]),
        left_out=len(lists["cote"]),
        days=sum((one.days for one in lists["concernes"]), Decimal(0)),
        page=Paginator(lists.get(tab, lists["concernes"]), PER_PAGE).get_page(page),
    )


def progress_of(collective: CollectiveAbsence) -> tuple[int, int]:
    """How many are done, of how many."""
    numbers = outcomes_of(collective)
    total = sum(numbers.values())
    return total - numbers[LineOutcome.WAITING], total


def outcomes_of(collective: CollectiveAbsence) -> Counter[str]:
    rows = collective.lines.values_list("outcome").annotate(number=Count("pk")).order_by()
    return Counter(dict(rows))


def lines_of(collective: CollectiveAbsence, outcomes: tuple[LineOutcome, ...], page: str) -> Page:
    """By name."""
    rows = CollectiveLine.objects.filter(collective=collective, outcome__in=outcomes).select_related("employee")
    return Paginator(rows.order_by("employee__plain_name", "pk"), PER_PAGE).get_page(page)
