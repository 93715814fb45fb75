"""Cases as the follow-up lists them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet

from core.access import Access
from core.search import holding, search, search_words
from stoppages.followup.groups import ROWS, Group
from stoppages.followup.values import Wanted
from stoppages.models import StoppageCase, Worksite
from stoppages.queries.searching import ways_to_people
from stoppages.words import TITLE_COLUMNS, title_from

PER_PAGE = 50
_COLUMNS = (
    *("public_id", "reference", "state", "starts_on", "ends_on", "due_at", "to_amend", "reimbursed", "estimated"),
    *("weather__resumes_at", *TITLE_COLUMNS),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """What a line shows of a case, without the objects that it is made of: fifty of these cost a third of the page."""

    ref: str
    reference: str
    state: str
    starts_on: date
    ends_on: date | None
    due_at: datetime | None
    to_amend: bool
    reimbursed: Decimal
    estimated: Decimal | None
    resumes_at: datetime | None
    nature: str
    cause: str | None
    worksite: str | None
    last_name: str | None
    first_name: str | None

    @property
    def title(self) -> str:
        return title_from(self.nature, self.cause, self.worksite, self.last_name, self.first_name)


def _by_reference(rows: QuerySet[StoppageCase], typed: str) -> QuerySet[StoppageCase]:
    return rows.filter(reference=typed.upper())


_WAYS = (*ways_to_people(), _by_reference)


def cases_of(access: Access, wanted: Wanted | None = None) -> QuerySet[StoppageCase]:
    """What is due first, then the latest."""
    wanted = wanted or Wanted()
    rows = search(_filtered(StoppageCase.objects.for_access(access), wanted), wanted.typed, *_WAYS)
    return rows.order_by(F("due_at").asc(nulls_last=True), "-starts_on", "-pk")


def listed(cases: QuerySet[StoppageCase]) -> Iterable[Listed]:
    """One query, of a page of them."""
    return (Listed(*row) for row in cases.values_list(*_COLUMNS))


def _filtered(rows: QuerySet[StoppageCase], wanted: Wanted) -> QuerySet[StoppageCase]:
    if wanted.nature:
        rows = rows.filter(nature=wanted.nature)
    if wanted.group:
        rows = rows.filter(ROWS[Group(wanted.group)])
    if wanted.worksite:
        rows = rows.filter(weather__worksite__in=_worksites(wanted.worksite))
    return _of_the_amount(_of_the_period(rows, wanted.first, wanted.last), wanted.least, wanted.most)


def _worksites(typed: str) -> Any:
    return holding(Worksite.objects.order_by(), search_words(typed), "searched").values("pk")


def _of_the_period(rows: QuerySet[StoppageCase], first: date | None, last: date | None) -> QuerySet[StoppageCase]:
    """Those that meet it; one that goes on meets every day since it began."""
    if last is not None:
        rows = rows.filter(starts_on__lte=last)
    if first is not None:
        rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first))
    return rows


def _of_the_amount(rows: QuerySet[StoppageCase], least: Decimal | None, most: Decimal | None) -> QuerySet[StoppageCase]:
    if least is not None:
        rows = rows.filter(reimbursed__gte=least)
    if most is not None:
        rows = rows.filter(reimbursed__lte=most)
    return rows
