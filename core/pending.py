"""What waits to be done for a company: data, counted for many companies at once.

Each app offers its counts; `cibtp_portal.pending.SOURCES` lists them. The choice of a tiers and the portfolio of a
cabinet show them beside each company, for the rights held there.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from core.access import Access
from core.rights import Right

Count = Callable[[Collection[int]], dict[int, int]]


@dataclass(frozen=True, slots=True)
class PendingSource:
    """`label` follows the figure (« 2 déclarations manquantes »); `count(adherent_ids)` costs two queries at most.

    `url_name`: the page of a tiers where it is done.
    """

    key: str
    label: str
    right: Right
    count: Count
    label_of_many: str
    url_name: str

    def told(self, number: int) -> str:
        return f"{number} {self.label_of_many if number > 1 else self.label}"


def sources() -> list[PendingSource]:
    found: list[PendingSource] = import_string(settings.PENDING_SOURCES)
    return found


@dataclass(frozen=True, slots=True)
class PendingItem:
    text: str
    url: str


def pending_of(access: Access) -> list[PendingItem]:
    """What waits for the tiers acted for. Counts are the company's: someone acting for one site is told none."""
    if access.tiers.establishment_id is not None:
        return []
    company = access.tiers.adherent_id
    counted = ((source, source.count([company]).get(company, 0)) for source in sources() if access.has(source.right))
    return [
        PendingItem(source.told(number), reverse(source.url_name, args=[access.tiers.ref]))
        for source, number in counted
        if number
    ]


def pending_by_company(rights: dict[int, frozenset[Right]]) -> dict[int, list[str]]:
    """`{adherent_id: ["2 déclarations manquantes", …]}` for these companies, where the person has the right to know."""
    told: dict[int, list[str]] = {adherent_id: [] for adherent_id in rights}
    for source in sources():
        allowed = [adherent_id for adherent_id, held in rights.items() if source.right in held]
        if allowed:
            _tell(told, source, source.count(allowed).items())
    return told


def _tell(told: dict[int, list[str]], source: PendingSource, counts: Iterable[tuple[int, int]]) -> None:
    for adherent_id, number in counts:
        if number and adherent_id in told:
            told[adherent_id].append(source.told(number))
