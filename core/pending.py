"""What waits to be done for a company: data, counted and told for many companies at once.

Each app says what waits; `cibtp_portal.dashboard.PENDING_SOURCES` lists them. *À faire* and the home of a cabinet tell
the first ones one by one (object, date, amount, verb); the choice of a tiers and the portfolio of a cabinet show how
many beside each company. All of it for the rights held there.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, DateField, QuerySet, Value, Window
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.module_loading import import_string

from core.access import Access
from core.french import counted
from core.rights import Right

# Of each source in *À faire*; beyond, how many there are in all.
SHOWN_OF_EACH = 3


@dataclass(frozen=True, slots=True)
class Told:
    """One row in words: « Échu le 15 août », « Juin, 1 025,91 € »; `ref`: what its page needs after the tiers, empty
    for a page of all.
    """

    when: str
    what: str
    ref: str


@dataclass(frozen=True, slots=True)
class OneByOne:
    """How a source tells its rows. `on`: the date they are sorted by, never null, the oldest first; `said`: columns, as
    text, that `tell` puts in words; `verb`: what one does about it, at `url_name`, at its `anchor`.
    """

    verb: str
    url_name: str
    on: Any
    said: Mapping[str, Any]
    tell: Callable[[date, Mapping[str, Any]], Told]
    anchor: str = ""


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
    each: OneByOne | None = None

    def told(self, number: int) -> str:
        return counted(number, f"{self.label},{self.label_of_many}")


# With the keys of the companies, or a query of them.
_Asked = tuple[PendingSource, Collection[int] | QuerySet[Any, Any]]


def sources() -> list[PendingSource]:
    declared: list[PendingSource] = import_string(settings.PENDING_SOURCES)
    return declared


@dataclass(frozen=True, slots=True)
class PendingItem:
    """A line: what, where it is done, since when, by which verb, and for which company where there are several."""

    text: str
    url: str
    when: str = ""
    verb: str = "Voir"
    company: str = ""
    on: date = date.max


@dataclass(frozen=True, slots=True)
class _Row:
    rank: int
    adherent_id: int
    on: date
    number: int
    said: Mapping[str, Any]


def pending_of(access: Access) -> list[PendingItem]:
    """What waits for the tiers acted for. Counts are the company's: someone acting for one site is told none."""
    if access.tiers.establishment_id is not None:
        return []
    ref = access.tiers.ref
    asked: list[_Asked] = [(source, [access.tiers.adherent_id]) for source in sources() if access.has(source.right)]
    items: list[PendingItem] = []
    by_rank: dict[int, list[_Row]] = {}
    for row in _rows(asked, SHOWN_OF_EACH):
        by_rank.setdefault(row.rank, []).append(row)
    for rank, rows in sorted(by_rank.items()):
        source, number = asked[rank][0], rows[0].number
        if source.each:
            items += [_item(source.each, row, ref) for row in rows]
        if source.each is None or number > len(rows):
            items.append(PendingItem(source.told(number), reverse(source.url_name, args=[ref])))
    return items


@dataclass(frozen=True, slots=True)
class Named:
    """A company: its reference in addresses, its name."""

    ref: str
    name: str


def first_pending(
    knowing: Callable[[Right], QuerySet[Any, Any]],
    named: Callable[[Collection[int]], Mapping[int, Named]],
    number: int,
) -> list[PendingItem]:
    """The oldest of what waits for many companies, told one by one.

    `knowing(right)`: a query of the keys of those of which one has the right to know; `named(keys)`: those told.
    """
    asked: list[_Asked] = [(source, knowing(source.right)) for source in sources() if source.each]
    rows = sorted(_rows(asked, number), key=lambda row: (row.on, row.rank))[:number]
    companies = named({row.adherent_id for row in rows}) if rows else {}
    told = ((asked[row.rank][0].each, row, companies[row.adherent_id]) for row in rows)
    return [_item(each, row, one.ref, one.name) for each, row, one in told if each]


def _item(each: OneByOne, row: _Row, ref: str, company: str = "") -> PendingItem:
    told = each.tell(row.on, row.said)
    url = reverse(each.url_name, args=[ref, told.ref] if told.ref else [ref]) + each.anchor
    return PendingItem(told.what, url, told.when, each.verb, company, row.on)


def _rows(asked: list[_Asked], number: int) -> Iterable[_Row]:
    """The first rows of each source, the oldest first, each with how many there are; in one query."""
    if not asked:
        return []
    read = [_first_rows(rank, source, adherent_ids, number) for rank, (source, adherent_ids) in enumerate(asked)]
    rows = read[0].union(*read[1:], all=True) if len(read) > 1 else read[0]
    return sorted((_Row(*row) for row in rows), key=lambda row: (row.rank, row.on))


def _first_rows(
    rank: int, source: PendingSource, adherent_ids: Collection[int] | QuerySet[Any, Any], number: int
) -> QuerySet[Any, Any]:
    each = source.each
    told = {
        "rank": Value(rank),
        "told_on": each.on if each else Value(date.max, DateField()),
        "number": Window(Count("pk")),
        "said": JSONObject(**(each.said if each else {})),
    }
    rows = source.waiting().filter(adherent_id__in=adherent_ids).annotate(**told)
    columns = rows.order_by("told_on", "pk").values_list("rank", "adherent_id", "told_on", "number", "said")
    first: QuerySet[Any, Any] = columns[: number if each else 1]
    return first


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
