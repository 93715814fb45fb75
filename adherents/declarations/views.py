"""Months declared and contributions; rates in force."""

import re
from datetime import date

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from adherents.calendar import last_months, months_of_year
from adherents.declarations import queries
from adherents.declarations.paying import how_to_pay
from adherents.declarations.rates import rates_of
from adherents.enums import PeriodState
from adherents.page import section_page
from core.charts import Figures, MonthChart, month_chart
from core.guards import requires
from core.http import PortalRequest
from core.menus import Option
from core.rights import Right

_MONTHS = 12
_YEAR = re.compile(r"20[0-9]{2}")


@requires(Right.LEGAL_CONSULT)
@require_safe
def declarations(request: PortalRequest, tiers: str) -> HttpResponse:
    """Twelve months: the last ones, or those of a year."""
    access = request.access
    year = _year_of(request)
    months = months_of_year(year) if year else last_months(timezone.localdate(), _MONTHS)
    known = queries.months_of(access, months[0], months[-1])
    standing = queries.standing_of(access)
    context = {
        "paying": how_to_pay(access, standing.to_pay, "cotisations"),
        "standing": standing,
        "periods": _periods(access.tiers.ref, standing.years, year),
        "months": known,
        "chart": _chart(months, known),
        "totals": _totals(known),
        "first": months[0],
        "last": months[-1],
    }
    return section_page(request, "declarations", "declarations", context)


def _year_of(request: PortalRequest) -> int | None:
    typed = request.GET.get("annee", "")
    return int(typed) if _YEAR.fullmatch(typed) else None


def _periods(ref: str, years: list[int], current: int | None) -> list[Option]:
    address = reverse("adherents:declarations", args=[ref])
    chosen = [Option(str(year), f"{address}?annee={year}", year == current) for year in years]
    return [Option("12 derniers mois", address, current is None), *chosen]


def _chart(months: list[date], known: list[queries.Month]) -> MonthChart:
    return month_chart(
        months,
        {
            one.month: Figures(one.month, one.owed - one.balance, one.balance, one.state == PeriodState.MISSING)
            for one in known
        },
    )


def _totals(known: list[queries.Month]) -> dict[str, object]:
    amounts = {one.owed for one in known if one.state != PeriodState.MISSING}
    return {
        "each": next(iter(amounts)) if len(amounts) == 1 and len(known) > 1 else None,
        "owed": sum(one.owed for one in known),
        "paid": sum(one.paid for one in known),
        "balance": sum(one.balance for one in known),
        "missing": [one.month for one in reversed(known) if one.state == PeriodState.MISSING],
    }


@requires(Right.LEGAL_CONSULT)
@require_safe
def declaration(request: PortalRequest, tiers: str, key: str) -> HttpResponse:
    """One month in full."""
    if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", key):
        raise Http404
    month = date.fromisoformat(f"{key}-01")
    periods = queries.periods_of_month(request.access, month)
    if not periods:
        raise Http404
    about = date_format(month, "F Y")
    context = {
        "month": month,
        "periods": periods,
        "today": timezone.localdate(),
        "about": about,
        "is_missing": any(period.state == PeriodState.MISSING for period in periods),
        "paying": how_to_pay(request.access, queries.owed_in(periods), about),
    }
    return section_page(request, "declarations", "declaration", context)


@requires(Right.LEGAL_CONSULT)
@require_safe
def rates(request: PortalRequest, tiers: str) -> HttpResponse:
    context = {
        "tables": rates_of(request.access.tiers.caisse_id),
        "today": timezone.localdate(),
        "due_days": settings.CONTRIBUTION_DUE_DAYS,
    }
    return section_page(request, "rates", "rates", context)
