"""Payments as their page lists them: by transfer, by case; their totals."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import ExtractYear

from core.access import Access
from core.search import search
from stoppages.enums import ReimbursementKind
from stoppages.models import Reimbursement, ReimbursementLine, StoppageCase
from stoppages.page import title_of
from stoppages.policies import sees_wages
from stoppages.queries.searching import ways_to_people
from stoppages.reimbursements.campaigns import first_day
from stoppages.values import WantedPayments
from stoppages.words import TITLE_COLUMNS, gap_words, title_from

PER_PAGE = 50
_BESIDE = ("weather__worksite", "sick_leave__employee")
_COLUMNS = ("case__public_id", "case__reference", *(f"case__{name}" for name in TITLE_COLUMNS))


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment for one case."""

    ref: str
    title: str
    reference: str
    kind: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer of the caisse and the cases that it pays; `total`: of all of them, on other pages too."""

    paid_on: date
    reference: str
    total: Decimal
    cases: list[Paid] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PaidCase:
    """`estimated`, `gap`: of whoever may read wages."""

    ref: str
    title: str
    reference: str
    starts_on: date
    state: str
    paid: Decimal
    estimated: Decimal | None
    gap: str


def _by_reference(rows: QuerySet[Reimbursement], typed: str) -> QuerySet[Reimbursement]:
    return rows.filter(Q(reference__iexact=typed) | Q(case__reference=typed.upper()))


_WAYS = (*ways_to_people("case__"), _by_reference)


def payments_of(access: Access, wanted: WantedPayments | None = None) -> QuerySet[Reimbursement]:
    """The latest first, those of one transfer together."""
    wanted = wanted or WantedPayments()
    rows: QuerySet[Reimbursement] = Reimbursement.objects.for_access(access)
    if wanted.year is not None:
        rows = rows.filter(paid_on__year=wanted.year)
    if wanted.campaign is not None:
        rows = rows.filter(_of_campaign(wanted.campaign))
    return search(rows, wanted.typed, *_WAYS).order_by("-paid_on", "reference", "pk")


def _of_campaign(year: int) -> Q:
    """Whose stoppage began in it, or of which a line is of one of its weeks."""
    days = first_day(year), first_day(year + 1)
    lines = ReimbursementLine.objects.filter(week__gte=days[0], week__lt=days[1])
    began = Q(case__starts_on__gte=days[0], case__starts_on__lt=days[1])
    return began | Q(pk__in=lines.values("reimbursement"))


def transfers_page(payments: QuerySet[Reimbursement], number: str | None) -> tuple[Page, list[Transfer]]:
    """A page of payments, by transfer. Three queries."""
    page: Page[Reimbursement] = Paginator(payments, PER_PAGE).get_page(number)
    rows: Any = page.object_list
    shown = list(rows.values_list("paid_on", "reference", *_COLUMNS, "kind", "amount"))
    totals = _totals(payments, {row[:2] for row in shown})
    return page, [
        Transfer(paid_on, reference, totals[paid_on, reference], [_paid(row) for row in same])
        for (paid_on, reference), same in groupby(shown, key=lambda row: row[:2])
    ]


def cases_page(access: Access, payments: QuerySet[Reimbursement], number: str | None) -> tuple[Page, list[PaidCase]]:
    """The cases that these payments are for, the latest first. Two queries."""
    rows = StoppageCase.objects.for_access(access).filter(pk__in=payments.order_by().values("case"))
    page: Page[StoppageCase] = Paginator(rows.select_related(*_BESIDE), PER_PAGE).get_page(number)
    with_wages = sees_wages(access)
    return page, [_paid_case(case, with_wages=with_wages) for case in page.object_list]


def total_of(payments: QuerySet[Reimbursement]) -> Decimal:
    return payments.order_by().aggregate(all=Sum("amount"))["all"] or Decimal(0)


def paid_by_year(payments: QuerySet[Reimbursement]) -> dict[int, Decimal]:
    """By the year of the transfer, the latest first."""
    years = payments.order_by().annotate(year=ExtractYear("paid_on")).values_list("year")
    return dict(years.annotate(paid=Sum("amount")).order_by("-year"))


def _totals(
    payments: QuerySet[Reimbursement], transfers: Collection[tuple[date, str]]
) -> dict[tuple[date, str], Decimal]:
    rows = payments.order_by().filter(reference__in={reference for _, reference in transfers})
    totals = rows.values_list("paid_on", "reference").annotate(all=Sum("amount"))
    return {(paid_on, reference): total for paid_on, reference, total in totals}


def _paid(row: Sequence[Any]) -> Paid:
    _, _, ref, reference, *titled, kind, amount = row
    return Paid(ref, title_from(*titled), reference, ReimbursementKind(kind).label, amount)


def _paid_case(case: StoppageCase, *, with_wages: bool) -> PaidCase:
    estimated = case.estimated if with_wages else None
    return PaidCase(
        ref=case.public_id,
        title=title_of(case),
        reference=case.reference,
        starts_on=case.starts_on,
        state=str(case.get_state_display()),
        paid=case.reimbursed,
        estimated=estimated,
        gap=gap_words(estimated, case.reimbursed) if estimated is not None else "",
    )
