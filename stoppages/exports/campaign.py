"""A campaign as a table: a line a case that meets it, with the hours and the amounts that are of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Greatest

from core.access import Access
from stoppages.models import DecisionLine, DeclaredDay, StoppageCase
from stoppages.page import title_of
from stoppages.policies import sees_wages
from stoppages.reimbursements.campaigns import first_day, paid_by_case
from stoppages.reimbursements.queries import payments_of

COLUMNS = (
    *("Dossier", "Nature", "Arrêt", "Site", "Début", "Fin", "État"),
    *("Heures perdues", "Heures admises", "Admis (€)", "Versé (€)"),
)
# For whoever may read wages.
COLUMN_OF_ESTIMATE = "Estimé pour tout l’arrêt (€)"
_NOTHING = Decimal(0)
ByCase = dict[int, Decimal]


@dataclass(frozen=True, slots=True)
class Campaign:
    """What is of it, by the key of the case."""

    lost: ByCase = field(default_factory=dict)
    admitted: ByCase = field(default_factory=dict)
    amounts: ByCase = field(default_factory=dict)
    paid: ByCase = field(default_factory=dict)


def columns_for(access: Access) -> tuple[str, ...]:
    return (*COLUMNS, COLUMN_OF_ESTIMATE) if sees_wages(access) else COLUMNS


def campaign_rows(access: Access, year: int) -> Iterator[list[object]]:
    """The earliest first. Six queries, whatever their number."""
    campaign, with_wages = _campaign(access, year), sees_wages(access)
    for case in _cases(access, year).iterator():
        row = _row(case, campaign)
        yield [*row, case.estimated if case.estimated is not None else ""] if with_wages else row


def _cases(access: Access, year: int) -> QuerySet[StoppageCase]:
    """Those with a day in it; what was abandoned is of none."""
    until = Q(ends_on__isnull=True) | Q(ends_on__gte=first_day(year))
    rows = StoppageCase.objects.for_access(access).filter(until, starts_on__lt=first_day(year + 1))
    beside = ("establishment", "weather__worksite", "sick_leave__employee")
    return rows.filter(dropped_at__isnull=True).select_related(*beside).order_by("starts_on", "pk")


def _campaign(access: Access, year: int) -> Campaign:
    first, after = first_day(year), first_day(year + 1)
    days = DeclaredDay.objects.for_access(access).filter(declaration__is_current=True, day__gte=first, day__lt=after)
    lines = DecisionLine.objects.for_access(access).filter(decision__is_current=True)
    lines = lines.annotate(since=Greatest("week", "case__starts_on")).filter(since__gte=first, since__lt=after)
    return Campaign(
        lost=_sums(days, "hours"),
        admitted=_sums(lines, "hours"),
        amounts=_sums(lines, "amount"),
        paid=paid_by_case(payments_of(access), year),
    )


def _sums(rows: QuerySet[Any], column: str) -> ByCase:
    return dict(rows.order_by().values_list("case_id").annotate(all=Sum(column)))


def _row(case: StoppageCase, campaign: Campaign) -> list[object]:
    return [
        case.reference,
        case.get_nature_display(),
        title_of(case),
        case.establishment.name,
        case.starts_on,
        case.ends_on or "",
        case.get_state_display(),
        *(column.get(case.pk, _NOTHING) for column in (campaign.lost, campaign.admitted)),
        *(column.get(case.pk, _NOTHING) for column in (campaign.amounts, campaign.paid)),
    ]
