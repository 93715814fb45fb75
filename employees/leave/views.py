"""What the company records beside the rights to leave of somebody: the written waivers of fractionnement."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from employees.leave import services
from employees.leave.forms import SplitWaiverForm
from employees.leave.queries import leave_of
from employees.models import Employee, SplitWaiver
from employees.page import section_page

_FORM = ["GET", "HEAD", "POST"]


@requires(Right.EMPLOYEES_ACT)
@require_http_methods(_FORM)
def record_split_waiver(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    """For one of the periods that the page of the person shows."""
    access = request.access
    employee = access.get_or_404(Employee, public_id)
    shown = leave_of(access, employee, today=timezone.localdate())
    periods = [one.period for one in shown if one.waiver is None]
    if not periods:
        messages.info(request, "Il n’y a pas de période de congés à laquelle enregistrer une renonciation.")
        return _person(request, employee)
    form = SplitWaiverForm(request.POST or None, periods=periods)
    if form.is_bound and form.is_valid():
        try:
            services.record_split_waiver(access=access, employee=employee, period=form.chosen, signed_on=form.signed)
        except services.WaiverRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, "La renonciation est enregistrée : gardez l’écrit signé par le salarié.")
            return _person(request, employee)
    context = {"form": form, "employee": employee}
    return section_page(request, "index", "record_split_waiver", context, status=422 if form.errors else 200)


@requires(Right.EMPLOYEES_ACT)
@require_http_methods(_FORM)
def withdraw_split_waiver(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    waiver = access.get_or_404(SplitWaiver, public_id)
    if "confirm" not in request.POST and waiver.is_in_force:
        context = {"waiver": waiver, "employee": waiver.employee}
        return section_page(request, "index", "withdraw_split_waiver", context)
    try:
        services.withdraw_split_waiver(access=access, waiver=waiver)
    except services.AlreadyWithdrawn as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "La renonciation est retirée : l’historique en garde la trace.")
    return _person(request, waiver.employee)


def _person(request: PortalRequest, employee: Employee) -> HttpResponse:
    return redirect("employees:employee", request.access.tiers.ref, employee.public_id)
