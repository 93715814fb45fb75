"""*Remboursements*: what the caisse paid, by transfer or by case, and its totals."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from core.guards import requires
from core.http import PortalRequest
from core.menus import Option
from core.rights import Right
from employees.nir import REFUSED_IN_ADDRESS, looks_like_nir
from stoppages.forms import PaymentsForm
from stoppages.page import section_page
from stoppages.policies import sees_wages
from stoppages.reimbursements import queries
from stoppages.reimbursements.campaigns import paid_by_campaign
from stoppages.values import WantedPayments
from stoppages.words import campaign_label

_BY_CASE = "dossiers"


@requires(Right.STOPPAGES_CONSULT)
@require_safe
def reimbursements(request: PortalRequest, tiers: str) -> HttpResponse:
    """By transfer; by case, with `par`."""
    if looks_like_nir(request.GET.get("q", "")):
        return redirect(f"{request.path}?refus={REFUSED_IN_ADDRESS}")
    every = queries.payments_of(request.access)
    years, campaigns = queries.paid_by_year(every), paid_by_campaign(every)
    form = PaymentsForm(request.GET, years=years, campaigns=campaigns)
    wanted = form.wanted
    payments = queries.payments_of(request.access, wanted)
    total = sum(years.values(), Decimal(0)) if wanted == WantedPayments() else queries.total_of(payments)
    context = {
        "form": form,
        "years": [(year, paid) for year, paid in years.items()],
        "campaigns": [(year, campaign_label(year), paid) for year, paid in campaigns.items()],
        "total": total,
        "views": _views(request),
        "query": _query(request),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "is_nir_refused": request.GET.get("refus") == REFUSED_IN_ADDRESS,
        "with_wages": sees_wages(request.access),
        **_listed(request, payments),
    }
    return section_page(
        request, "reimbursements", "reimbursements/reimbursements", context, status=422 if form.errors else None
    )


def _listed(request: PortalRequest, payments: Any) -> dict[str, Any]:
    number = request.GET.get("page")
    if request.GET.get("par") == _BY_CASE:
        page, cases = queries.cases_page(request.access, payments, number)
        return {"by": _BY_CASE, "page": page, "cases": cases, "transfers": []}
    page, transfers = queries.transfers_page(payments, number)
    return {"by": "", "page": page, "cases": [], "transfers": transfers}


def _views(request: PortalRequest) -> list[Option]:
    is_by_case = request.GET.get("par") == _BY_CASE
    kept = request.GET.copy()
    for name in ("par", "page"):
        kept.pop(name, None)
    by_transfer = f"{request.path}?{kept.urlencode()}"
    kept["par"] = _BY_CASE
    return [
        Option("Par virement", by_transfer, not is_by_case),
        Option("Par dossier", f"{request.path}?{kept.urlencode()}", is_by_case),
    ]


def _query(request: PortalRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"{kept.urlencode()}&" if kept else ""
