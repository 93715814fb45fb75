"""The page of somebody, their history, and their NIR on request."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.guards import refuse, requires
from core.http import PortalRequest
from core.rights import Right
from employees import nir as nirs
from employees.leave.queries import leave_of
from employees.leave.values import summary_of
from employees.models import Employee
from employees.page import section_page
from employees.panels import panels_for
from employees.people.queries.history import events_of, line_of
from employees.people.queries.person import identity_facts, person_or_404
from employees.people.services import show_nir as read_nir
from employees.policies import can_change_person, can_show_nir

_RECENT = 10
_PER_PAGE = 50


@requires(Right.EMPLOYEES_CONSULT)
@require_safe
def employee(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    return _page(request, public_id)


@requires(Right.NIR_CONSULT)
@require_POST
def show_nir(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    """The page of the person with the number in clear: shown once, kept nowhere."""
    access = request.access
    if not access.has(Right.EMPLOYEES_CONSULT):
        refuse(request)
    person = access.get_or_404(Employee, public_id)
    number = read_nir(access=access, employee=person)
    if not number:
        messages.info(request, "Aucun numéro de sécurité sociale n’est enregistré pour cette personne.")
        return redirect("employees:employee", tiers, public_id)
    response = _page(request, public_id, shown_nir=nirs.grouped(number))
    response.headers["Cache-Control"] = "no-store"
    return response


@requires(Right.EMPLOYEES_CONSULT)
@require_safe
def history(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    person = access.get_or_404(Employee, public_id)
    page = Paginator(events_of(access, person), _PER_PAGE).get_page(request.GET.get("page"))
    lines = [line_of(access, event) for event in page]
    return section_page(request, "index", "history", {"employee": person, "page": page, "lines": lines})


def _page(request: PortalRequest, public_id: str, shown_nir: str = "") -> HttpResponse:
    access, today = request.access, timezone.localdate()
    person, contracts = person_or_404(access, public_id, today)
    request.caisse = person.adherent.caisse
    leave = leave_of(access, person, today=today)
    events = list(events_of(access, person)[: _RECENT + 1])
    context = {
        "employee": person,
        "shown_nir": shown_nir,
        "may_show_nir": can_show_nir(access, person) and bool(person.masked_nir),
        "may_change": can_change_person(access, person),
        "identity": identity_facts(person),
        "current": contracts[0] if contracts else None,
        "contracts": contracts,
        "waiting": [waiting for contract in contracts for waiting in contract.waiting],
        "leave_summary": summary_of(leave, today) if leave else None,
        "lines": [line_of(access, event) for event in events[:_RECENT]],
        "has_more_events": len(events) > _RECENT,
        "panels": panels_for(access, person),
    }
    return section_page(request, "index", "employee", context)
