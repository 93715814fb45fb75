"""Sorties: declared after a last reading, corrected, cancelled; once recorded, requests to change or cancel them."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core import typed_again
from core.access import Access
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from employees.departure import services
from employees.departure.forms import DepartureForm
from employees.departure.services import DepartureValues
from employees.enums import MovementKind, MovementState
from employees.leave.queries import remaining_leave
from employees.models import Employment, Movement
from employees.page import contract_or_404, section_page
from employees.panels import Leaving, PersonPanel, panels_of_departure
from employees.people.queries.person import departure_facts, live_departure, period_of
from employees.policies import can_request_change
from employees.services.movements import AlreadyTreated

_FORM = ["GET", "HEAD", "POST"]
_MAX_DIGITS = 10
_REVIEW = "review_departure"


@requires(Right.EMPLOYEES_ACT)
@require_http_methods(_FORM)
def declare_departure(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    """Typed, read over, sent."""
    access = request.access
    contract = contract_or_404(request, public_id)
    if contract.is_void:
        return _lead_back(request, contract, "Ce contrat n’a jamais commencé : il n’a pas de sortie.")
    if live_departure(list(contract.movements.all())):
        return _lead_back(request, contract, str(services.AlreadyDeclared()))
    form = DepartureForm(request.POST or None, contract=contract)
    action = request.POST.get("action", "")
    if form.is_bound and form.is_valid() and action != "edit":
        if action != "send":
            return _departure_page(request, _REVIEW, contract, form)
        try:
            sent = services.declare_departure(access=access, employment=contract, values=_values(form))
        except services.AlreadyDeclared as refused:
            return _lead_back(request, contract, str(refused))
        except services.DepartureRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            done = f"La sortie est envoyée à votre caisse (référence {sent.reference}) : son récépissé est ci-dessous."
            return _done(request, contract, done)
    return _departure_page(request, "declare_departure", contract, form)


@requires(Right.EMPLOYEES_ACT)
@require_http_methods(_FORM)
def correct_departure(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    departure = _departure(request.access, public_id)
    contract = departure.employment
    if not departure.is_open:
        return _lead_back(request, contract, str(AlreadyTreated(departure)))
    form, version = _form_of(request, departure), _version_read(request, departure)
    if form.is_bound and form.is_valid():
        values = _values(form)
        if departure.state == MovementState.SENT and values == _values_of(departure):
            return _lead_back(request, contract, "C’est déjà ce qui est déclaré : rien n’a été envoyé.")
        try:
            services.correct_departure(access=request.access, movement=departure, values=values, version=version)
        except AlreadyTreated as refused:
            return _lead_back(request, contract, str(refused))
        except services.DepartureRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            return _done(request, contract, "La sortie corrigée est envoyée à votre caisse.")
    return _departure_page(request, "correct_departure", contract, form, departure=departure)


@requires(Right.EMPLOYEES_ACT)
@require_http_methods(_FORM)
def cancel_departure(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    departure = _departure(access, public_id)
    contract, problem = departure.employment, ""
    if "confirm" in request.POST or not departure.is_open:
        try:
            _refuse_treated(departure)
            services.cancel_departure(access=access, movement=departure)
        except AlreadyTreated as refused:
            return _lead_back(request, contract, str(refused))
        except services.DepartureRefused as refused:
            problem = str(refused)
        else:
            return _done(request, contract, "La sortie est annulée : le contrat continue.")
    return _confirmation(request, "cancel_departure", departure, problem)


@requires(Right.EMPLOYEES_ACT)
@require_http_methods(_FORM)
def request_departure_change(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    departure = _departure(access, public_id)
    contract = departure.employment
    if why := _why_not_requested(access, departure):
        return _lead_back(request, contract, why)
    form = _form_of(request, departure)
    del form.fields["certificate_requested"]
    if form.is_bound and form.is_valid():
        values = DepartureValues(form.cleaned_data["last_day"], form.cleaned_data["departure_reason"])
        if (values.last_day, values.departure_reason) == (departure.last_day, departure.departure_reason):
            form.add_error(None, "C’est déjà ce que la caisse a enregistré : changez le dernier jour ou le motif.")
        else:
            try:
                services.request_departure_change(access=access, departure=departure, values=values)
            except services.DepartureRefused as refused:
                form.add_error(refused.field or None, str(refused))
            else:
                return _done(
                    request, contract, "Votre demande est envoyée à votre caisse. D’ici là, rien n’est changé."
                )
    return _departure_page(request, "request_departure_change", contract, form, departure=departure)


@requires(Right.EMPLOYEES_ACT)
@require_http_methods(_FORM)
def request_departure_cancellation(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    departure = _departure(access, public_id)
    if why := _why_not_requested(access, departure):
        return _lead_back(request, departure.employment, why)
    if "confirm" in request.POST:
        try:
            services.request_departure_change(access=access, departure=departure, values=None)
        except services.DepartureRefused as refused:
            return _lead_back(request, departure.employment, str(refused))
        done = "Votre demande d’annulation est envoyée à votre caisse. D’ici là, rien n’est changé."
        return _done(request, departure.employment, done)
    return _confirmation(request, "request_departure_cancellation", departure)


def _departure(access: Access, public_id: str) -> Movement:
    movement = access.get_or_404(Movement, public_id, "employment__employee", "employment__establishment")
    if movement.kind != MovementKind.DEPARTURE:
        raise Http404
    return movement


def _why_not_requested(access: Access, departure: Movement) -> str:
    """Why one does not ask to change this departure now; empty when one may."""
    if departure.employment.movements.open().exists():
        return "Une embauche, une sortie ou une demande est déjà en cours d’examen pour ce contrat."
    if not can_request_change(access, departure):
        return f"Cette sortie est {departure.get_state_display().lower()} : il n’y a rien à modifier."
    return ""


def _refuse_treated(movement: Movement) -> None:
    if not movement.is_open:
        raise AlreadyTreated(movement)


def _form_of(request: PortalRequest, departure: Movement) -> DepartureForm:
    sees_reason = request.access.has(Right.MOTIVES_CONSULT)
    contract = departure.employment
    return DepartureForm(request.POST or None, contract=contract, departure=departure, sees_reason=sees_reason)


def _version_read(request: PortalRequest, departure: Movement) -> int:
    """That of the page which was filled in; the present one when it does not say."""
    return _as_version(request.POST.get("version", ""), departure)


def _as_version(typed: str, departure: Movement) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < _MAX_DIGITS else departure.version


def _values(form: DepartureForm) -> DepartureValues:
    return DepartureValues(**{name: form.cleaned_data[name] for name in DepartureValues.__dataclass_fields__})


def _values_of(departure: Movement) -> DepartureValues:
    return DepartureValues(**{name: getattr(departure, name) for name in DepartureValues.__dataclass_fields__})


def _leaving_on(form: DepartureForm, contract: Employment) -> date:
    """The last day typed, or the one that is known; today until then."""
    typed = form.cleaned_data.get("last_day") if form.is_bound and form.is_valid() else None
    return typed or contract.ends_on or max(timezone.localdate(), contract.starts_on)


def _departure_page(
    request: PortalRequest, template: str, contract: Employment, form: DepartureForm, departure: Movement | None = None
) -> HttpResponse:
    last_day = _leaving_on(form, contract)
    context: dict[str, Any] = {
        "form": form,
        "contract": contract,
        "employee": contract.employee,
        "period": period_of(contract),
        "departure": departure,
        "version": _as_version(typed_again.mark("version"), departure) if departure is not None else None,
        "remaining_leave": remaining_leave(request.access, contract.employee, last_day),
        "panels": _panels(request, contract, form) if template == _REVIEW else [],
    }
    return section_page(request, "index", template, context, status=422 if form.errors else 200)


def _panels(request: PortalRequest, contract: Employment, form: DepartureForm) -> list[PersonPanel]:
    """`form`: valid."""
    leaving = Leaving(form.cleaned_data["last_day"], form.cleaned_data["departure_reason"])
    return panels_of_departure(request.access, contract, leaving)


def _confirmation(request: PortalRequest, template: str, departure: Movement, problem: str = "") -> HttpResponse:
    context = {
        "departure": departure,
        "contract": departure.employment,
        "employee": departure.employment.employee,
        "facts": departure_facts(request.access, departure),
        "problem": problem,
    }
    return section_page(request, "index", template, context, status=409 if problem else 200)


def _done(request: PortalRequest, contract: Employment, message: str) -> HttpResponse:
    messages.success(request, message)
    return redirect("employees:employee", request.access.tiers.ref, contract.employee.public_id)


def _lead_back(request: PortalRequest, contract: Employment, why: str) -> HttpResponse:
    messages.warning(request, why)
    return redirect("employees:employee", request.access.tiers.ref, contract.employee.public_id)
