"""What was paid, cut by campaign (1 April to 31 March): a payment for a stoppage across 31 March is of two.

Each line of a payment is of the campaign of its week, which begins no earlier than the stoppage; what no line says is
of the campaign in which the stoppage began. The parts of a payment always add up to it.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import ExtractMonth, ExtractYear
from django.db.models.lookups import LessThan

from stoppages.models import Reimbursement

_FIRST_MONTH = 4


def paid_by_campaign(payments: QuerySet[Reimbursement]) -> dict[int, Decimal]:
    """By the year in which the campaign begins, the latest first. Two queries."""
    paid = _paid_by(payments)
    return {year: paid[(year,)] for (year,) in sorted(paid, reverse=True)}


def paid_by_case(payments: QuerySet[Reimbursement], campaign: int) -> dict[int, Decimal]:
    """Of one campaign, by the key of the case. Two queries."""
    return {case_id: paid for (case_id, year), paid in _paid_by(payments, "case_id").items() if year == campaign}


def first_day(year: int) -> date:
    return date(year, _FIRST_MONTH, 1)


def year_of(day: Any) -> Any:
    """In the database, the year in which the campaign of a day begins."""
    is_before_april = When(LessThan(ExtractMonth(day), _FIRST_MONTH), then=Value(1))
    return ExtractYear(day) - Case(is_before_april, default=Value(0), output_field=IntegerField())


def _paid_by(payments: QuerySet[Reimbursement], *keys: str) -> dict[tuple[int, ...], Decimal]:
    paid: dict[tuple[int, ...], Decimal] = defaultdict(Decimal)
    # Said of the case too, so that PostgreSQL reads those of the company rather than those of the country.
    own = payments.order_by().filter(case__adherent=F("adherent")).annotate(began=year_of("case__starts_on"))
    for *named, amount in own.values_list(*keys, "began").annotate(paid=Sum("amount")):
        paid[tuple(named)] += amount
    for *named, began, year, amount in _moved(own, keys, {named[-1] for named in paid}):
        paid[(*named, began)] -= amount
        paid[(*named, year)] += amount
    return dict(paid)


def _moved(own: QuerySet[Reimbursement], keys: tuple[str, ...], campaigns: Collection[int]) -> Any:
    """Lines of another campaign than that in which their stoppage began: `campaigns`, of all these stoppages. Most
    lines are of none, and are only compared with the days on which the next ones begin.
    """
    nexts = [first_day(year + 1) for year in campaigns]
    is_later = reduce(or_, (Q(case__starts_on__lt=day, lines__week__gte=day) for day in nexts), Q(pk__in=[]))
    rows = own.filter(is_later, lines__adherent=F("adherent")).annotate(year=year_of("lines__week"))
    return rows.values_list(*keys, "began", "year").annotate(moved=Sum("lines__amount"))
