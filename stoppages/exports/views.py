"""*Exporter*: payments, a campaign, a month for the payroll; the certificate of somebody."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from core import files, throttling
from core.access import Access
from core.exports import csv_file, xlsx_file
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from employees.models import Employee
from stoppages.exports import campaign, payments, payroll, services
from stoppages.exports.forms import CampaignFileForm, PaymentsFileForm, PayrollForm
from stoppages.exports.queries import campaigns_of, months_of
from stoppages.forms import PaymentsForm
from stoppages.page import section_page
from stoppages.policies import sees_wages
from stoppages.reimbursements.campaigns import paid_by_campaign
from stoppages.reimbursements.queries import paid_by_year, payments_of

_WRITERS: dict[str, Callable[..., Any]] = {"xlsx": xlsx_file, "csv": csv_file}
_YEAR_LENGTH = 4


@requires(Right.STOPPAGES_CONSULT)
@require_safe
def choose_export(request: PortalRequest, tiers: str) -> HttpResponse:
    _check_takes_files(request.access)
    return _page(request)


@requires(Right.STOPPAGES_CONSULT)
@require_safe
def export_reimbursements(request: PortalRequest, tiers: str) -> Any:
    access = request.access
    _check_takes_files(access)
    form = PaymentsFileForm(request.GET, with_wages=sees_wages(access))
    filters = _filters(request)
    if not form.is_valid() or not filters.is_valid():
        return _page(request, payments_form=form, status=422)
    _count(access)
    wanted, typed = filters.wanted, form.cleaned_data
    if typed["format"] == "pdf":
        return _printed(request, form, filters)
    by_person = typed.get("par") == "salarie"
    columns = payments.COLUMNS_BY_PERSON if by_person else payments.COLUMNS
    rows = payments.person_rows(access, wanted) if by_person else payments.payment_rows(access, wanted)
    return _file(access, "reimbursements", "remboursements", typed["format"], columns, rows)


@requires(Right.STOPPAGES_CONSULT)
@require_safe
def campaign_export(request: PortalRequest, tiers: str) -> Any:
    access = request.access
    _check_takes_files(access)
    form = CampaignFileForm(request.GET, years=campaigns_of(access))
    if not form.is_valid():
        return _page(request, campaign_form=form, status=422)
    _count(access)
    year, columns = form.cleaned_data["campagne"], campaign.columns_for(access)
    rows = campaign.campaign_rows(access, year)
    return _file(access, "campaign", f"campagne-{year}-{year + 1}", form.cleaned_data["format"], columns, rows)


@requires(Right.WAGES_CONSULT)
@require_safe
def payroll_export(request: PortalRequest, tiers: str) -> Any:
    access = request.access
    _check_takes_files(access)
    if not access.has(Right.STOPPAGES_CONSULT):
        raise PermissionDenied
    form = PayrollForm(request.GET, months=months_of(access))
    if not form.is_valid():
        return _page(request, payroll_form=form, status=422)
    _count(access)
    month = form.cleaned_data["mois"]
    rows = payroll.payroll_rows(access, month)
    return _file(access, "payroll", f"paie-arrets-{month:%Y-%m}", form.cleaned_data["format"], payroll.COLUMNS, rows)


@requires(Right.STOPPAGES_CONSULT)
@require_safe
def certificate(request: PortalRequest, tiers: str, ref: str) -> Any:
    """Of the civil year of `annee`; of this one, when the address does not say."""
    access = request.access
    _check_takes_files(access)
    employee = access.get_or_404(Employee, ref)
    _count(access)
    year = _year(request.GET.get("annee", ""))
    content = services.print_certificate(access=access, employee=employee, year=year)
    return files.attachment_of(content, filename=f"attestation-intemperies-{year}.pdf")


def _printed(request: PortalRequest, form: PaymentsFileForm, filters: PaymentsForm) -> HttpResponseBase:
    try:
        content = services.print_payments(access=request.access, wanted=filters.wanted)
    except services.NotPrinted as refused:
        form.add_error(None, str(refused))
        return _page(request, payments_form=form, status=422)
    return files.attachment_of(content, filename=f"remboursements-{timezone.localdate():%Y-%m-%d}.pdf")


def _file(
    access: Access, action: str, name: str, file_format: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> HttpResponseBase:
    table = list(rows)
    answer: HttpResponseBase = _WRITERS[file_format](name, columns, table)
    services.record_export(action, access=access, count=len(table), format=file_format, file=name)
    return answer


def _page(
    request: PortalRequest,
    *,
    payments_form: PaymentsFileForm | None = None,
    campaign_form: CampaignFileForm | None = None,
    payroll_form: PayrollForm | None = None,
    status: int | None = None,
) -> HttpResponse:
    access, with_wages = request.access, sees_wages(request.access)
    filters = _filters(request)
    context = {
        "filters": filters,
        "kept": [(name, value) for name, value in request.GET.items() if name in filters.fields],
        "payments_form": payments_form or PaymentsFileForm(with_wages=with_wages),
        "campaign_form": campaign_form or CampaignFileForm(years=campaigns_of(access)),
        "payroll_form": (payroll_form or PayrollForm(months=months_of(access))) if with_wages else None,
    }
    return section_page(request, "reimbursements", "exports/choose_export", context, status=status)


def _filters(request: PortalRequest) -> PaymentsForm:
    """Those of the page of the payments, which leads here."""
    every = payments_of(request.access)
    return PaymentsForm(request.GET, years=paid_by_year(every), campaigns=paid_by_campaign(every))


def _check_takes_files(access: Access) -> None:
    if not access.takes_files:
        raise PermissionDenied


def _count(access: Access) -> None:
    throttling.enforce("stoppage_papers", str(access.user.pk))


def _year(typed: str) -> int:
    is_year = typed.isascii() and typed.isdigit() and len(typed) == _YEAR_LENGTH and int(typed) > 0
    return int(typed) if is_year else timezone.localdate().year
