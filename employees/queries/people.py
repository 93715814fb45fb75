"""The list of the people of a company, as its page and its export read it: one contract a person, the current one."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, DateField, F, Field, IntegerField, OrderBy, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from core.access import Access, Tiers, Via
from core.prepared import PreparedQuery
from employees.enums import VOID_STATES, CaisseState, Category, ContractKind, Presence
from employees.models import Employment, full_name
from employees.models.employments import EmploymentQuerySet, standing_on
from employees.names import search_words

PAGE_LENGTH = 50
SOON_DAYS = 30
# What asks for attention has a colour; what is settled is plain text.
TAGS = {
    CaisseState.HIRE_SENT: "info",
    CaisseState.HIRE_TO_CORRECT: "warn",
    CaisseState.DEPARTURE_SENT: "info",
    CaisseState.DEPARTURE_TO_CORRECT: "warn",
    CaisseState.HIRE_REFUSED: "bad",
}
_SHORT = {ContractKind.APPRENTICESHIP: "Apprentissage", ContractKind.PROFESSIONAL: "Professionnalisation"}
BY_NAME = "nom"
# The key of a column in the address → what it sorts by; « -nom » for the other way.
SORTS = {
    BY_NAME: (),
    "site": ("establishment__name",),
    "premier-jour": ("starts_on",),
    "dernier-jour": ("ends_on",),
}
_PRINTED = (
    *("url", "name", "qualification", "site", "crew", "contract"),
    *("category", "starts_on", "ends_on", "ends_soon", "state"),
)
# Stands for a reference in an address.
_REFERENCE = "0" * 16
# What a line is made of, in the order of the arguments of `_line`.
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
    """What the reader looks for. `site` and `crew` are public references; empty values look for everything."""

    text: str = ""
    presence: str = Presence.PRESENT
    site: str = ""
    crew: str = ""
    category: str = ""
    contract_kind: str = ""
    caisse_state: str = ""
    sort: str = BY_NAME

    @property
    def is_void(self) -> bool:
        """Contracts that never were have no presence: they are shown by their state alone."""
        return self.caisse_state in VOID_STATES


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody, as the list shows them; days are written as they are read (fifty of them a page)."""

    ref: str
    url: str
    name: str
    qualification: str
    site: str
    crew: str
    category: str
    contract: str
    starts_on: str
    ends_on: str
    ends_soon: str
    state: str
    tag: str

    @property
    def shape(self) -> dict[str, Any]:
        return {
            "has_crew": bool(self.crew),
            "has_end": bool(self.ends_on),
            "is_soon": bool(self.ends_soon),
            "tag": self.tag,
        }

    @property
    def own(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in _PRINTED}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people of each presence are found, whatever the one shown; `void` counts contracts that never were."""

    present: int
    future: int
    left: int
    void: int

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
    counts = _counts(access, wanted, today)
    page = _Counted(_shown_rows(access, wanted, today), counts.shown(wanted)).get_page(number)
    # One address, of which only the reference changes.
    address = reverse("employees:employee", args=[access.tiers.ref, _REFERENCE])
    page.object_list = [_line(address, today, *row) for row in _page_rows(access, wanted, today, page)]
    return People(page, counts)


def _counts(access: Access, wanted: Wanted, today: date) -> Counts:
    if _is_asked_often(wanted):
        found = _prepared(wanted, access.tiers.establishment_id is not None).counts.rows(**_place(access), today=today)
    else:
        found = list(_counting(access, wanted, today))
    return Counts(*found[0]) if found else Counts(0, 0, 0, 0)


def _page_rows(access: Access, wanted: Wanted, today: date, page: Page) -> list[tuple[Any, ...]]:
    if page.number == 1 and _is_asked_often(wanted):
        prepared = _prepared(wanted, access.tiers.establishment_id is not None)
        return prepared.first_page.rows(**_place(access), today=today)
    rows: EmploymentQuerySet = page.object_list  # type: ignore[assignment]
    return list(_whole(rows, wanted.sort))


@dataclass(frozen=True, slots=True)
class _Prepared:
    counts: PreparedQuery
    first_page: PreparedQuery


def _is_asked_often(wanted: Wanted) -> bool:
    """What is typed is never twice the same; void contracts are looked for once in a while."""
    return not wanted.text and not wanted.is_void


@lru_cache(maxsize=256)
def _prepared(wanted: Wanted, is_of_a_site: bool) -> _Prepared:
    """The queries of this choice of filters: the company, its site and the day change, the SQL does not."""

    def counting(today: date, **place: int) -> QuerySet[Any]:
        return _counting(_nobody_at(**place), wanted, today)

    def first_page(today: date, **place: int) -> QuerySet[Any]:
        return _whole(_shown_rows(_nobody_at(**place), wanted, today)[:PAGE_LENGTH], wanted.sort)

    values: dict[str, Field[Any, Any]] = {"adherent_id": IntegerField(), "today": DateField()}
    if is_of_a_site:
        values["establishment_id"] = IntegerField()
    return _Prepared(PreparedQuery(counting, **values), PreparedQuery(first_page, **values))


def _place(access: Access) -> dict[str, int]:
    site = access.tiers.establishment_id
    return {"adherent_id": access.tiers.adherent_id, **({} if site is None else {"establishment_id": site})}


def _nobody_at(adherent_id: int, establishment_id: int | None = None) -> Access:
    """For the rows that it bounds only: no right, nobody."""
    tiers = Tiers("", "", "", adherent_id=adherent_id, establishment_id=establishment_id, caisse_id=0)
    return Access(user=None, tiers=tiers, rights=frozenset(), via=Via("membership"))


def _counting(access: Access, wanted: Wanted, today: date) -> QuerySet[Any]:
    """One row, in the order of `Counts`; none when nothing is found."""
    real = ~Q(caisse_state__in=VOID_STATES)
    counted = {
        "present": Count("pk", filter=real & standing_on(Presence.PRESENT, today)),
        "future": Count("pk", filter=real & standing_on(Presence.FUTURE, today)),
        "left": Count("pk", filter=real & standing_on(Presence.LEFT, today)),
        "void": Count("pk", filter=~real),
    }
    grouped = _found(access, wanted).order_by().values("adherent_id").annotate(**counted)
    return grouped.values_list(*counted)


def _shown_rows(access: Access, wanted: Wanted, today: date) -> EmploymentQuerySet:
    # The company of the person is that of the contract: saying so opens the index of names to the database.
    rows = _shown(_found(access, wanted), wanted, today).filter(employee__adherent_id=access.tiers.adherent_id)
    return _ordered(rows, wanted.sort)


def knows_anybody(access: Access) -> bool:
    """Whether there is somebody to list at all, in whatever state."""
    return bool(Employment.objects.for_access(access).exists())


def listed(access: Access, wanted: Wanted) -> EmploymentQuerySet:
    """Every contract that the pages of the list hold, in their order: for a file."""
    return _ordered(_shown(_found(access, wanted), wanted, timezone.localdate()), wanted.sort)


def _found(access: Access, wanted: Wanted) -> EmploymentQuerySet:
    """Those that search and filters keep, whatever their presence."""
    kept = {
        "establishment__public_id": wanted.site,
        "crew__public_id": wanted.crew,
        "category": wanted.category,
        "contract_kind": wanted.contract_kind,
        "caisse_state": wanted.caisse_state,
    }
    rows: EmploymentQuerySet = Employment.objects.for_access(access).current()
    rows = rows.filter(**{name: value for name, value in kept.items() if value})
    for word in search_words(wanted.text):
        rows = rows.filter(employee__plain_name__contains=word, employee__adherent_id=access.tiers.adherent_id)
    return rows


def _whole(rows: EmploymentQuerySet, sort: str) -> QuerySet[Any]:
    """The lines of one page with all that they show: the database sorts thousands by their names alone. `rows` are
    those of the access.
    """
    return _ordered(Employment.objects.filter(pk__in=rows.values("pk")), sort).values_list(*_LISTED)


def _shown(rows: EmploymentQuerySet, wanted: Wanted, today: date) -> EmploymentQuerySet:
    return rows if wanted.is_void else rows.standing(wanted.presence, today)


def _ordered(rows: EmploymentQuerySet, sort: str) -> EmploymentQuerySet:
    """Then by name, so that pages never share a line; a contract without a last day ends after all others."""
    is_reversed, key = sort.startswith("-"), sort.removeprefix("-")
    fields = (*SORTS.get(key, ()), *(() if key != BY_NAME else ("employee__plain_name",)))
    first = [OrderBy(F(name), descending=is_reversed, nulls_last=True) for name in fields]
    return rows.order_by(*first, "employee__plain_name", "employee_id")


class _Counted(Paginator):
    """Pages of rows already counted with the others."""

    def __init__(self, rows: EmploymentQuerySet, count: int) -> None:
        super().__init__(rows, PAGE_LENGTH)
        self.__dict__["count"] = count


def _line(
    address: str,
    today: date,
    ref: str,
    last_name: str,
    first_name: str,
    qualification: str,
    site: str,
    crew: str | None,
    category: str,
    contract_kind: str,
    starts_on: date,
    ends_on: date | None,
    caisse_state: str,
) -> Line:
    kind, state = ContractKind(contract_kind), CaisseState(caisse_state)
    return Line(
        ref=ref,
        url=address.replace(_REFERENCE, ref),
        name=full_name(last_name, first_name),
        qualification=qualification,
        site=site,
        crew=crew or "",
        category=str(Category(category).label),
        contract=_SHORT.get(kind, str(kind.label)),
        starts_on=f"{starts_on:%d/%m/%Y}",
        ends_on=f"{ends_on:%d/%m/%Y}" if ends_on else "",
        ends_soon=_soon((ends_on - today).days) if ends_on else "",
        state=str(state.label),
        tag=TAGS.get(state, ""),
    )


def _soon(days: int) -> str:
    """In how many days a contract ends, while it is near."""
    if not 0 <= days <= SOON_DAYS:
        return ""
    return f"dans {days}\N{NO-BREAK SPACE}jour{'s' if days > 1 else ''}" if days else "aujourd’hui"
