"""What waits to be done for a company: data, counted and told for many companies at once.

Each app says what waits; `cibtp_portal.dashboard.PENDING_SOURCES` lists them. *À faire* and the home of a cabinet tell
the first ones one by one (object, date, amount, verb); the choice of a tiers and the portfolio of a cabinet show how
many beside each company. All of it for the rights held there, in one query, compiled once (`core.compiled`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import BigIntegerField, Count, F, OuterRef, QuerySet, Subquery, Value, Window
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from core.access import Access
from core.compiled import TODAY, CompiledQuery, Given, is_any_of
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
    text, that `tell` puts in words; `verb`: what one does about it, at `url_name`, at its `anchor`. The date and what
    is said are of the columns of the table, not of what `waiting()` annotates it with.
    """

    verb: str
    url_name: str
    on: Any
    said: Mapping[str, Any]
    tell: Callable[[date, Mapping[str, Any]], Told]
    anchor: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class PendingSource:
    """`label` follows the figure (« 2 déclarations manquantes »).

    `waiting()`: what waits, of all companies: rows of a table of companies, of which only those asked about are read.
    It is asked once: the day is `core.compiled.TODAY` there. `url_name`: the page of a tiers where it is done.
    `also`: other rights, all of them, without which nobody knows of it.
    """

    key: str
    label: str
    right: Right
    waiting: Callable[[], QuerySet[Any]]
    label_of_many: str
    url_name: str
    each: OneByOne | None = None
    also: tuple[Right, ...] = ()

    @property
    def rights(self) -> tuple[Right, ...]:
        return (self.right, *self.also)

    def told(self, number: int) -> str:
        return counted(number, f"{self.label},{self.label_of_many}")


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
    """A row of the `rank`th source asked; `number`: how many that source has."""

    rank: int
    told_on: date
    told_of: Mapping[str, Any]
    number: int


@dataclass(frozen=True, slots=True)
class _RowOfOne:
    """A row among those of many companies, which `told_of` names too."""

    rank: int
    told_on: date
    told_of: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Number:
    rank: int
    adherent_id: int
    number: int


_Answer = TypeVar("_Answer")
_Asked = tuple[PendingSource, ...]
Knowing = Callable[[Right], QuerySet[Any, Any]]


def pending_of(access: Access) -> list[PendingItem]:
    """What waits for the tiers acted for. Counts are the company's: someone acting for one site is told none."""
    asked = tuple(source for source in sources() if all(map(access.has, source.rights)))
    if not asked or access.tiers.establishment_id is not None:
        return []
    rows = sorted(_answer(_first_of_one(asked), adherent_id=access.tiers.adherent_id), key=_place)
    items: list[PendingItem] = []
    for rank, of_source in groupby(rows, key=lambda row: row.rank):
        items += _told_of_one(asked[rank], list(of_source), access.tiers.ref)
    return items


def _place(row: _Row) -> tuple[int, date]:
    return row.rank, row.told_on


def _told_of_one(source: PendingSource, rows: list[_Row], ref: str) -> list[PendingItem]:
    items = [_item(source.each, row, ref) for row in rows] if source.each else []
    if rows[0].number > len(items):
        items.append(PendingItem(source.told(rows[0].number), reverse(source.url_name, args=[ref])))
    return items


def first_pending(knowing: Knowing, number: int, **given: Any) -> list[PendingItem]:
    """The oldest of what waits for many companies, told one by one.

    `knowing(right)`: a query of the keys of those of which one has the right to know. It is asked once: what changes is
    there a `Given` expression, of which the value is among `given`; the day is known.
    """
    asked = tuple(source for source in sources() if source.each)
    if not asked:
        return []
    rows = sorted(_answer(_first_of_many(asked, knowing, number), **given), key=lambda row: (row.told_on, row.rank))
    told = ((asked[row.rank].each, row) for row in rows[:number])
    return [_item(each, row, row.told_of["company_ref"], row.told_of["company_name"]) for each, row in told if each]


def _item(each: OneByOne, row: _Row | _RowOfOne, ref: str, company: str = "") -> PendingItem:
    told = each.tell(row.told_on, row.told_of)
    url = reverse(each.url_name, args=[ref, told.ref] if told.ref else [ref]) + each.anchor
    return PendingItem(told.what, url, told.when, each.verb, company, row.told_on)


def pending_by_company(rights: dict[int, frozenset[Right]]) -> dict[int, list[str]]:
    """`{adherent_id: ["2 déclarations manquantes", …]}` for these companies, where the person has the right to know."""
    told: dict[int, list[str]] = {adherent_id: [] for adherent_id in rights}
    asked = tuple(sources())
    asked_rights = {right for source in asked for right in source.rights}
    knowing = {right.value: [pk for pk, held in rights.items() if right in held] for right in asked_rights}
    if any(knowing.values()):
        for row in sorted(_answer(_numbers(asked), **knowing), key=lambda row: row.rank):
            told[row.adherent_id].append(asked[row.rank].told(row.number))
    return told


# --- What is asked: one query for all the sources, compiled once for those


def _answer(query: CompiledQuery[_Answer], **given: Any) -> list[_Answer]:
    """With the day, where a source or who knows depends on it."""
    today = {TODAY.name: timezone.localdate()} if TODAY.name in query.names else {}
    return query.rows(**given, **today)


@lru_cache
def _first_of_one(asked: _Asked) -> CompiledQuery[_Row]:
    """The first rows of each source, the oldest first, for one company; each with how many there are."""
    company = Given("adherent_id", BigIntegerField())

    def first(rank: int, source: PendingSource) -> QuerySet[Any, Any]:
        rows = source.waiting().filter(adherent_id=company)
        said = source.each.said if source.each else {}
        return _first_rows(rank, source, rows, SHOWN_OF_EACH if source.each else 1, said, number=Window(Count("pk")))

    return CompiledQuery(lambda: _in_turn(asked, first), into=_Row, is_planned_once=True)


@lru_cache
def _first_of_many(asked: _Asked, knowing: Knowing, number: int) -> CompiledQuery[_RowOfOne]:
    """The first rows of each source, the oldest first, for the companies of `knowing`."""
    company = {"company_ref": F("adherent__public_id"), "company_name": F("adherent__name")}

    def first(rank: int, source: PendingSource) -> QuerySet[Any, Any]:
        rows = source.waiting()
        for right in source.rights:
            rows = rows.filter(adherent_id__in=knowing(right))
        return _first_rows(rank, source, rows, number, {**(source.each.said if source.each else {}), **company})

    return CompiledQuery(lambda: _in_turn(asked, first), into=_RowOfOne, is_planned_once=True)


@lru_cache
def _numbers(asked: _Asked) -> CompiledQuery[_Number]:
    """How many wait of each source for each company where there are any; it is given the companies of each right."""

    def numbered(rank: int, source: PendingSource) -> QuerySet[Any, Any]:
        rows = source.waiting().filter(*(is_any_of("adherent_id", right.value) for right in source.rights))
        by_company = rows.order_by().values("adherent_id").annotate(rank=Value(rank), number=Count("pk"))
        numbers: QuerySet[Any, Any] = by_company.values_list("rank", "adherent_id", "number")
        return numbers

    return CompiledQuery(lambda: _in_turn(asked, numbered), into=_Number, is_planned_once=True)


def _in_turn(asked: _Asked, rows_of: Callable[[int, PendingSource], QuerySet[Any, Any]]) -> QuerySet[Any, Any]:
    first, *others = (rows_of(rank, source) for rank, source in enumerate(asked))
    return first.union(*others, all=True) if others else first


def _first_rows(
    rank: int, source: PendingSource, rows: QuerySet[Any, Any], at_most: int, said: Mapping[str, Any], **more: Any
) -> QuerySet[Any, Any]:
    """What is said of a row is read of those that are shown only: a subquery, that the database puts off to the end."""
    itself = rows.model._default_manager.filter(pk=OuterRef("pk")).order_by()
    told = {
        "rank": Value(rank),
        "told_on": source.each.on if source.each else TODAY,
        "told_of": Subquery(itself.values(told_of=JSONObject(**said))),
        **more,
    }
    first: QuerySet[Any, Any] = rows.annotate(**told).order_by("told_on", "pk").values_list(*told)[:at_most]
    return first
