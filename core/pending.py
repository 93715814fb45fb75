"""What waits to be done for a company: data, counted for many companies at once.

Each app says what waits; `cibtp_portal.dashboard.PENDING_SOURCES` lists them. The choice of a tiers and the portfolio
of a cabinet show how many beside each company, for the rights held there.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet, Value
from django.urls import reverse
from django.utils.module_loading import import_string

from core.access import Access
from core.rights import Right


@dataclass(frozen=True, slots=True)
class PendingSource:
    """`label` follows the figure (« 2 déclarations manquantes »).

    `waiting()`: what waits, of all companies: rows of a table of companies, of which only those asked about are read.
    `url_name`: the page of a tiers where it is done.
    """

    key: str
    label: str
    right: Right
    waiting: Callable[[], QuerySet[Any]]
    label_of_many: str
    url_name: str

    def told(self, number: int) -> str:
        return f"{number} {self.label_of_many if number > 1 else self.label}"


_Asked = tuple[PendingSource, Collection[int]]


def sources() -> list[PendingSource]:
    declared: list[PendingSource] = import_string(settings.PENDING_SOURCES)
    return declared


@dataclass(frozen=True, slots=True)
class PendingItem:
    text: str
    url: str


def pending_of(access: Access) -> list[PendingItem]:
    """What waits for the tiers acted for. Counts are the company's: someone acting for one site is told none."""
    if access.tiers.establishment_id is not None:
        return []
    company = access.tiers.adherent_id
    asked: list[_Asked] = [(source, [company]) for source in sources() if access.has(source.right)]
    return [
        PendingItem(source.told(number), reverse(source.url_name, args=[access.tiers.ref]))
        for source, _, number in _counted(asked)
    ]


def pending_by_company(rights: dict[int, frozenset[Right]]) -> dict[int, list[str]]:
    """`{adherent_id: ["2 déclarations manquantes", …]}` for these companies, where the person has the right to know."""
    told: dict[int, list[str]] = {adherent_id: [] for adherent_id in rights}
    asked = ((source, [pk for pk, held in rights.items() if source.right in held]) for source in sources())
    for source, adherent_id, number in _counted([(source, allowed) for source, allowed in asked if allowed]):
        told[adherent_id].append(source.told(number))
    return told


def _counted(asked: list[_Asked]) -> Iterable[tuple[PendingSource, int, int]]:
    """How many wait of each source, for the companies asked about where there are any; by source, in one query."""
    if not asked:
        return
    counts = [
        source.waiting()
        .filter(adherent_id__in=adherent_ids)
        .order_by()
        .values("adherent_id")
        .annotate(rank=Value(rank), number=Count("pk"))
        .values_list("rank", "adherent_id", "number")
        for rank, (source, adherent_ids) in enumerate(asked)
    ]
    for rank, adherent_id, number in sorted(counts[0].union(*counts[1:], all=True)):
        yield asked[rank][0], adherent_id, number
