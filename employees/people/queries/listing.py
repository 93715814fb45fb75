"""The list of the people of a company, as its page and its export read it: one contract a person, the current one."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import BigIntegerField, Count, F, Func, IntegerField, OrderBy, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from adherents.models import Establishment
from core.access import Access, Scope
from core.compiled import TODAY, CompiledForScope, Given
from core.search import holding, search_words
from employees.enums import VOID_STATES, Presence
from employees.models import Employment
from employees.models.employments import EmploymentQuerySet, standing_on

PAGE_LENGTH = 50
_NEAR_PAGES = 5
BY_NAME, BY_FIRST_DAY = "nom", "premier-jour"
# The keys of the columns in the address; « -nom » for the other way.
SORTS = (BY_NAME, "site", BY_FIRST_DAY, "dernier-jour")
# What a line is made of, in the order of the fields of `Listed`.
_LISTED = (
    "employee__public_id",
    "employee__last_name",
    "employee__first_name",
    "qualification",
    "establishment__name",
    "crew__name",
    "category",
    "contract_kind",
    "starts_on",
    "ends_on",
    "caisse_state",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader looks for. `site` and `crew` are public references; empty values look for everything.
    `chosen`: the references of the people ticked in the list, among those.
    """

    text: str = ""
    presence: str = Presence.PRESENT
    site: str = ""
    crew: str = ""
    category: str = ""
    contract_kind: str = ""
    caisse_state: str = ""
    sort: str = BY_NAME
    chosen: tuple[str, ...] = ()

    @property
    def is_void(self) -> bool:
        """Contracts that never were have no presence: they are shown by their state alone."""
        return self.caisse_state in VOID_STATES


@dataclass(frozen=True, slots=True)
class Listed:
    """A line: a person by their current contract."""

    ref: str
    last_name: str
    first_name: str
    qualification: str
    site: str
    crew: str | None
    category: str
    contract_kind: str
    starts_on: date
    ends_on: date | None
    caisse_state: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people of each presence are found, whatever the one shown; `void` counts contracts that never were."""

    present: int = 0
    future: int = 0
    left: int = 0
    void: int = 0

    def shown(self, wanted: Wanted) -> int:
        """Those of the list that is asked for."""
        if wanted.is_void:
            return self.void
        return {Presence.FUTURE: self.future, Presence.LEFT: self.left}.get(Presence(wanted.presence), self.present)


@dataclass(frozen=True, slots=True)
class People:
    page: Page
    counts: Counts


def people_of(access: Access, wanted: Wanted, number: str | int) -> People:
    """A page of lines: two queries, whatever the number of people."""
    today = timezone.localdate()
    counts = _counts(access.scope, wanted, today)
    page: Page[Any] = Paginator(range(counts.shown(wanted)), PAGE_LENGTH).get_page(number)
    page.object_list = [Listed(*row) for row in _page_rows(access.scope, wanted, today, page)]
    return People(page, counts)


def _counts(scope: Scope, wanted: Wanted, today: date) -> Counts:
    if _is_asked_often(wanted):
        return _compiled(wanted).counts.first(scope, today=today) or Counts()
    return next((Counts(*row) for row in _counting(scope, wanted, today)), Counts())


def _page_rows(scope: Scope, wanted: Wanted, today: date, page: Page) -> list[tuple[Any, ...]]:
    if page.number == 1 and _is_asked_often(wanted):
        return _compiled(wanted).first_page.rows(scope, today=today)
    return list(_page(scope, wanted, today, page))


def _slice(rows: EmploymentQuerySet, page: Page) -> EmploymentQuerySet:
    """The rows of that page; in the second half, counted from the end, which is nearer."""
    first, last, count = max(0, page.start_index() - 1), page.end_index(), page.paginator.count
    if first > count // 2:
        return rows.reverse()[count - last : count - first]
    return rows[first:last]


@dataclass(frozen=True, slots=True)
class _Compiled:
    counts: CompiledForScope[Counts]
    first_page: CompiledForScope[Any]


def _is_asked_often(wanted: Wanted) -> bool:
    """What is typed is never twice the same; void contracts are looked for once in a while."""
    return not wanted.text and not wanted.is_void


@lru_cache(maxsize=256)
def _compiled(wanted: Wanted) -> _Compiled:
    """The queries of this choice of filters: the company, its site and the day change, the SQL does not."""
    return _Compiled(
        CompiledForScope(lambda scope: _counting(scope, wanted, TODAY), into=Counts),
        CompiledForScope(lambda scope: _first_page(scope, wanted, TODAY)),
    )


def _counting(scope: Scope, wanted: Wanted, today: date | Given) -> QuerySet[Any]:
    """One row, in the order of `Counts`; none when nothing is found."""
    real = ~Q(caisse_state__in=VOID_STATES)
    counted = {
        "present": Count("adherent_id", filter=real & standing_on(Presence.PRESENT, today)),
        "future": Count("adherent_id", filter=real & standing_on(Presence.FUTURE, today)),
        "left": Count("adherent_id", filter=real & standing_on(Presence.LEFT, today)),
        "void": Count("adherent_id", filter=~real),
    }
    grouped = _matching(scope, wanted).order_by().values("adherent_id").annotate(**counted)
    return grouped.values_list(*counted)


def knows_anybody(access: Access) -> bool:
    """Whether there is somebody to list at all, in whatever state."""
    return bool(Employment.objects.for_access(access).exists())


def listed(access: Access, wanted: Wanted) -> EmploymentQuerySet:
    """Every contract that the pages of the list hold, in their order: for a file."""
    rows = _of_list(access.scope, wanted, timezone.localdate())
    return rows.filter(employee__public_id__in=wanted.chosen) if wanted.chosen else rows


def _matching(scope: Scope, wanted: Wanted, rows: EmploymentQuerySet | None = None) -> EmploymentQuerySet:
    """Current contracts that search and filters keep, whatever their presence; `rows`: those of the scope, as read."""
    kept = {
        "establishment__public_id": wanted.site,
        "crew__public_id": wanted.crew,
        "category": wanted.category,
        "contract_kind": wanted.contract_kind,
        "caisse_state": wanted.caisse_state,
    }
    rows = Employment.objects.for_scope(scope) if rows is None else rows
    rows = rows.current().filter(**{name: value for name, value in kept.items() if value})
    words = search_words(wanted.text)
    if not words:
        return rows
    # The company of the person is that of the contract: said twice, the database reads each table by its company. With
    # its type: the index of names (GIN) does not know a short integer for a key.
    of_company: EmploymentQuerySet = rows.filter(employee__adherent_id=Cast(scope.adherent_id, BigIntegerField()))  # type: ignore[arg-type]
    return holding(of_company, words, "employee__plain_name")


def _of_list(
    scope: Scope, wanted: Wanted, today: date | Given, rows: EmploymentQuerySet | None = None
) -> EmploymentQuerySet:
    """Those of the presence that is shown, in the order that is asked for."""
    matching = _matching(scope, wanted, rows)
    return _ordered(scope, matching if wanted.is_void else matching.standing(wanted.presence, today), wanted.sort)


def _page(scope: Scope, wanted: Wanted, today: date, page: Page) -> QuerySet[Any]:
    if _is_near_an_end(page) and not wanted.text:
        return _with_columns(scope, _slice(_by_index(scope, wanted, today), page), wanted.sort)
    # The company of the person is that of the contract: said twice, the database reads each table by its company.
    rows = _of_list(scope, wanted, today).filter(employee__adherent_id=scope.adherent_id)
    return _with_columns(scope, _slice(rows, page), wanted.sort)


def _is_near_an_end(page: Page) -> bool:
    """Few are read before it, from the nearer end."""
    return min(page.start_index(), page.paginator.count - page.start_index()) <= _NEAR_PAGES * PAGE_LENGTH


def _first_page(scope: Scope, wanted: Wanted, today: Given) -> QuerySet[Any]:
    return _with_columns(scope, _by_index(scope, wanted, today)[:PAGE_LENGTH], wanted.sort)


def _by_index(scope: Scope, wanted: Wanted, today: date | Given) -> EmploymentQuerySet:
    """The rows of the list, asked for so that an index gives the first ones, or the last, with nothing to sort: of
    people for an order by name, of contracts for an order by first day.
    """
    key = wanted.sort.removeprefix("-")
    rows = _of_list(scope, wanted, today, Employment.objects.of_people_in(scope) if key == BY_NAME else None)
    return rows if key in {BY_NAME, BY_FIRST_DAY} else rows.filter(employee__adherent_id=scope.adherent_id)


def _with_columns(scope: Scope, rows: EmploymentQuerySet, sort: str) -> QuerySet[Any]:
    """The lines of one page with all that they show: the database sorts thousands by their names alone."""
    return _ordered(scope, Employment.objects.filter(pk__in=rows.values("pk")), sort).values_list(*_LISTED)


def _ordered(scope: Scope, rows: EmploymentQuerySet, sort: str) -> EmploymentQuerySet:
    """Then by name, so that pages never share a line; a contract without a last day ends after all others.

    Only there are nulls placed: elsewhere there is none, and an index gives the order.
    """
    is_reversed, key = sort.startswith("-"), sort.removeprefix("-")
    orders: dict[str, Any] = {
        BY_NAME: F("employee__plain_name"),
        "site": _rank_of_the_site(scope),
        BY_FIRST_DAY: F("starts_on"),
        "dernier-jour": F("ends_on"),
    }
    nulls_last = (key == "dernier-jour") or None
    return rows.order_by(
        OrderBy(orders[key], is_reversed, nulls_last=nulls_last), "employee__plain_name", "employee_id"
    )


def _rank_of_the_site(scope: Scope) -> Func:
    """Among the names of the company's sites: a join would look the same few sites up once for each person."""
    sites = Establishment.objects.filter(adherent_id=scope.adherent_id).order_by("name", "pk").values("pk")
    return Func(ArraySubquery(sites), F("establishment_id"), function="array_position", output_field=IntegerField())
