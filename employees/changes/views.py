"""Changes of a sheet: written at once, or asked of the caisse."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from core import typed_again
from core.access import Access
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from employees.changes import services
from employees.changes.forms import ContractChangeForm, HireChangeForm, PersonForm
from employees.changes.marks import mark_of
from employees.departure.services import withdraw_request as withdraw
from employees.enums import REQUESTS, MovementKind
from employees.models import Employee, Employment, Movement
from employees.page import contract_or_404, section_page
from employees.people.queries.history import may_read
from employees.people.queries.person import Fact, asked_facts
from employees.places import Places, places_of
from employees.policies import can_request_hire_change
from employees.services.movements import AlreadyTreated
from employees.words import hours_in_words, in_words, label_of

_FORM = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One form of change: of which row, what its reader sees, what sends it, what is said then."""

    template: str
    employee: Employee
    row: Employee | Employment
    present: Mapping[str, Any]
    send: Callable[[str], Any]
    done: str


@requires(Right.EMPLOYEES_ACT)
@require_http_methods(_FORM)
def change_person(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    employee = access.get_or_404(Employee, public_id)
    present = services.values_of(employee, services.PERSON_FIELDS)
    first = Employment.objects.for_access(access).real().filter(employee=employee).order_by("-is_current").first()
    starts_on = first.starts_on if first else None
    form = PersonForm(request.POST or None, initial=present, birth_on=employee.birth_on, starts_on=starts_on)

    def send(seen: str) -> Any:
        return services.change_person(access=access, employee=employee, values=form.cleaned_data, seen=seen)

    return _answer(request, form, _Sheet("change_person", employee, employee, present, send, "La fiche est modifiée."))


@requires(Right.EMPLOYEES_ACT)
@require_http_methods(_FORM)
def change_contract(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    employment = contract_or_404(request, public_id)
    if employment.is_void:
        return _lead_back(request, employment, "Ce contrat n’a jamais commencé : il ne se modifie pas.")
    present = services.values_of(employment, services.CONTRACT_FIELDS)
    sees_wage = access.has(Right.WAGES_CONSULT)
    form = ContractChangeForm(
        request.POST or None,
        initial=_typed_contract(present, sees_wage),
        places=_places(access, employment),
        employment=employment,
        sees_wage=sees_wage,
    )

    def send(seen: str) -> Any:
        return services.change_contract(access=access, employment=employment, values=form.values(), seen=seen)

    sheet = _Sheet("change_contract", employment.employee, employment, present, send, "Le contrat est modifié.")
    return _answer(request, form, sheet)


@requires(Right.EMPLOYEES_ACT)
@require_http_methods(_FORM)
def request_change(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    """Of what was declared of a hire and recorded."""
    access = request.access
    employment = contract_or_404(request, public_id)
    open_kinds = set(employment.movements.open().values_list("kind", flat=True))
    if open_kinds & set(REQUESTS):
        return _lead_back(request, employment, str(services.AlreadyAsked()))
    if not can_request_hire_change(access, employment, is_hire_open=MovementKind.HIRE in open_kinds):
        return _lead_back(
            request, employment, "L’embauche n’est pas enregistrée par la caisse : corrigez-la directement."
        )
    present = services.declared_of(employment)
    form = HireChangeForm(request.POST or None, initial=present, masked_nir=employment.employee.masked_nir)

    def send(seen: str) -> Any:
        values, nir = form.values(), form.cleaned_data["nir"]
        return services.request_hire_change(access=access, employment=employment, asked=values, nir=nir, seen=seen)

    done = "Votre demande est envoyée à votre caisse. D’ici sa réponse, rien n’est changé."
    return _answer(request, form, _Sheet("request_change", employment.employee, employment, present, send, done))


@requires(Right.EMPLOYEES_ACT)
@require_http_methods(_FORM)
def withdraw_request(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    movement = access.get_or_404(Movement, public_id, "employment__employee")
    if movement.kind not in REQUESTS:
        raise Http404
    if "confirm" not in request.POST and movement.is_open:
        context = {
            "movement": movement,
            "employee": movement.employment.employee,
            "asked": asked_facts(access, movement),
        }
        return section_page(request, "index", "withdraw_request", context)
    try:
        withdraw(access=access, movement=movement)
    except AlreadyTreated as refused:
        return _lead_back(request, movement.employment, str(refused))
    messages.success(request, "Votre demande est retirée : rien n’est changé.")
    return redirect("employees:employee", tiers, movement.employment.employee.public_id)


def _answer(request: PortalRequest, form: forms.Form, sheet: _Sheet) -> HttpResponse:
    """The form, what it refuses and why, or the page of the person once it is sent."""
    present, meanwhile, status = sheet.present, list[Fact](), 200
    # Kept as the reader saw it: what somebody else changed must still be told.
    fresh = typed_again.mark("seen") or mark_of(present, bound_to=sheet.row.public_id)
    seen = request.POST.get("seen", "") if form.is_bound else fresh
    if form.is_bound and form.is_valid():
        try:
            sheet.send(seen)
        except services.RecordChangedMeanwhile as refused:
            meanwhile = _now(request.access, refused)
            seen, status = mark_of(refused.present, bound_to=sheet.row.public_id), 409
        except services.ChangeRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, sheet.done)
            return redirect("employees:employee", request.access.tiers.ref, sheet.employee.public_id)
    status = 422 if form.errors else status
    context = {"form": form, "employee": sheet.employee, "row": sheet.row, "seen": seen, "meanwhile": meanwhile}
    return section_page(request, "index", sheet.template, context, status=status)


def _now(access: Access, refused: services.RecordChangedMeanwhile) -> list[Fact]:
    """What is recorded now of the fields that changed; a value that the reader may not see is only named."""
    return [
        Fact(label_of(name), (in_words(name, refused.present[name]) or "vide") if may_read(access, name) else "modifié")
        for name in refused.names
    ]


def _places(access: Access, contract: Employment) -> Places:
    """Where one may move a contract: the open sites, and its own even closed."""
    places = places_of(access)
    if places.site(contract.establishment.public_id):
        return places
    return Places([*places.sites, contract.establishment], places.crews)


def _typed_contract(present: Mapping[str, Any], sees_wage: bool) -> dict[str, Any]:
    """The values in force as they would be typed."""
    refs = {name: getattr(present[name], "public_id", "") for name in ("establishment", "crew")}
    wage = in_words("hourly_wage", present["hourly_wage"]) if sees_wage else ""
    return {**present, **refs, "weekly_hours": hours_in_words(present["weekly_hours"]), "hourly_wage": wage}


def _lead_back(request: PortalRequest, contract: Employment, why: str) -> HttpResponse:
    messages.warning(request, why)
    return redirect("employees:employee", request.access.tiers.ref, contract.employee.public_id)
