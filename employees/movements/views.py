"""What was declared to the caisse: the list, one declaration, its receipt, its cancellation."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from core import files
from core.guards import refuse, requires
from core.http import PortalRequest
from core.rights import Right
from employees.hire.queries import drafts_of
from employees.hire.services import hire as hiring
from employees.models import Movement
from employees.movements import services as receipts
from employees.movements.forms import MovementsForm
from employees.movements.queries import asked_rows, follow_up, guarded_rows, movement_of, movements_of, sent_rows
from employees.page import leave_refused, section_page
from employees.policies import can_act_on_movement
from employees.services.movements import AlreadyTreated

_PER_PAGE = 50


@requires(Right.EMPLOYEES_CONSULT)
@require_safe
def movements(request: PortalRequest, tiers: str) -> HttpResponse:
    access = request.access
    form = MovementsForm(request.GET)
    filters = form.filters
    kept = request.GET.copy()
    kept.pop("page", None)
    query = kept.urlencode()
    context = {
        "drafts": drafts_of(access),
        "form": form,
        "page": Paginator(movements_of(access, filters), _PER_PAGE).get_page(request.GET.get("page")),
        "query": f"{query}&" if query else "",
        "is_filtered": bool(filters),
        "may_act": access.has(Right.EMPLOYEES_ACT),
    }
    return section_page(request, "movements", "movements", context)


@requires(Right.EMPLOYEES_CONSULT)
@require_safe
def movement(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access, declared = request.access, _movement(request, public_id)
    context = {
        "movement": declared,
        "employee": declared.employment.employee,
        "moments": follow_up(declared),
        "rows": [*sent_rows(declared), *guarded_rows(access, declared)],
        "asked": asked_rows(declared),
        "may_act": can_act_on_movement(access, declared),
    }
    return section_page(request, "movements", "movement", context)


@requires(Right.EMPLOYEES_CONSULT)
@require_safe
def receipt(request: PortalRequest, tiers: str, public_id: str) -> Any:
    declared = _movement(request, public_id)
    content = receipts.print_receipt(access=request.access, movement=declared)
    return files.attachment_of(content, filename=f"recepisse-{declared.reference}.pdf")


@requires(Right.EMPLOYEES_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_hire(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access, declared = request.access, _movement(request, public_id)
    if not declared.is_hire or (declared.is_open and not can_act_on_movement(access, declared)):
        refuse(request)
    if not declared.is_open:
        return leave_refused(request, declared, str(AlreadyTreated(declared)))
    if not request.POST:
        context = {"movement": declared, "employee": declared.employment.employee}
        return section_page(request, "movements", "cancel_hire", context)
    try:
        hiring.cancel_hire(access=access, movement=declared)
    except AlreadyTreated as refused:
        return leave_refused(request, declared, str(refused))
    messages.success(request, "L’embauche est annulée : votre caisse n’en tiendra pas compte.")
    return redirect("employees:movement", tiers, public_id)


def _movement(request: PortalRequest, public_id: str) -> Movement:
    declared = movement_of(request.access, public_id)
    if declared is None:
        raise Http404
    return declared
