"""The journey of a hire: its steps, who it may already be about, what is read again before sending."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.access import Access
from core.guards import refuse, requires
from core.http import PortalRequest
from core.rights import Right
from employees.enums import HireStep
from employees.hire import typed_nir
from employees.hire.asked import asked_of
from employees.hire.forms import Reading, add_disagreements, step_form, typed_in
from employees.hire.page import hire_page, next_of, previous_of
from employees.hire.queries import KnownPerson, draft_about, draft_of, duplicates_of, has_contract_between, sent_from
from employees.hire.recap import recap
from employees.hire.services import draft as drafting
from employees.hire.services import hire as hiring
from employees.models import Employee, HireDraft
from employees.movements.queries import movement_of
from employees.page import leave_refused, section_page
from employees.places import places_of
from employees.policies import can_act_on_movement
from employees.services.movements import AlreadyTreated, HireRefused

_METHODS = ["GET", "HEAD", "POST"]


@requires(Right.EMPLOYEES_ACT)
@require_http_methods(_METHODS)
def start_hire(request: PortalRequest, tiers: str) -> HttpResponse:
    """The first step, empty: nothing is written before something is sent."""
    access = request.access
    if not request.POST:
        form = step_form(HireStep.IDENTITY, access, None, places_of(access))
        return hire_page(request, None, HireStep.IDENTITY, form)
    return _receive(request, None, HireStep.IDENTITY)


@requires(Right.EMPLOYEES_ACT)
@require_http_methods(_METHODS)
def hire_step(request: PortalRequest, tiers: str, public_id: str, key: str) -> HttpResponse:
    if key not in HireStep.values:
        raise Http404
    access, step = request.access, HireStep(key)
    draft = draft_of(access, public_id)
    if draft is None:
        return _gone(request, public_id)
    if request.POST:
        return _receive(request, draft, step)
    places = places_of(access)
    form = step_form(step, access, draft, places)
    return hire_page(request, draft, step, form, Reading(access, draft, places))


@requires(Right.EMPLOYEES_ACT)
@require_http_methods(_METHODS)
def hire_duplicate(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    """Is it about somebody whom the company knows?"""
    access = request.access
    draft = draft_of(access, public_id)
    if draft is None:
        return _gone(request, public_id)
    people = _duplicates(access, draft, Reading(access, draft, places_of(access)))
    if "person" in request.POST:
        return _answer(request, draft, people, request.POST["person"])
    if not people:
        return redirect("employees:hire_step", tiers, public_id, HireStep.ADDRESS)
    context = {"draft": draft, "people": people, "is_certain": any(known.has_same_nir for known in people)}
    return section_page(request, "movements", "hire/duplicate", context)


@requires(Right.EMPLOYEES_ACT)
@require_http_methods(_METHODS)
def review_hire(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    draft = draft_of(access, public_id)
    if draft is None:
        return _gone(request, public_id)
    reading = Reading(access, draft, places_of(access))
    people, overlap = _duplicates(access, draft, reading), _overlap(draft, reading)
    if not request.POST:
        return _review(request, draft, reading, people, overlap)
    if reading.problems or people or overlap:
        if draft_of(access, public_id) is None:
            # Sent meanwhile: who resembles it is whom it has just made.
            return _gone(request, public_id)
        return _review(request, draft, reading, people, overlap, status=422)
    try:
        sent = drafting.send_draft(access=access, draft=draft, seen=request.POST.get("seen", ""), hire=reading.hire)
    except HireDraft.DoesNotExist:
        return _gone(request, public_id)
    except AlreadyTreated as refused:
        messages.warning(request, str(refused))
        return redirect("employees:movement", tiers, public_id)
    except (drafting.DraftChangedMeanwhile, HireRefused) as refused:
        messages.error(request, str(refused))
        return redirect("employees:review_hire", tiers, public_id)
    messages.success(request, f"L’embauche est envoyée à votre caisse, référence {sent.reference}.")
    return redirect("employees:movement", tiers, sent.public_id)


@requires(Right.EMPLOYEES_ACT)
@require_http_methods(_METHODS)
def discard_hire(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    draft = draft_of(access, public_id)
    if draft is None:
        return _gone(request, public_id)
    if not request.POST:
        return section_page(request, "movements", "hire/discard", {"draft": draft})
    try:
        drafting.discard_draft(access=access, draft=draft)
    except HireDraft.DoesNotExist:
        return _gone(request, public_id)
    messages.success(request, "Le brouillon est supprimé.")
    return redirect("employees:movements", tiers)


@requires(Right.EMPLOYEES_ACT)
@require_POST
def hire_again(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    """A new contract of somebody known: the draft begun, if there is one."""
    access = request.access
    employee = access.get_or_404(Employee, public_id)
    draft = draft_about(access, employee) or drafting.start_new_contract(access=access, employee=employee)
    return redirect("employees:hire_step", tiers, draft.public_id, HireStep.CONTRACT)


@requires(Right.EMPLOYEES_ACT)
@require_POST
def correct_hire(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    movement = movement_of(access, public_id)
    if movement is None:
        raise Http404
    if not movement.is_hire or (movement.is_open and not can_act_on_movement(access, movement)):
        refuse(request)
    try:
        draft = drafting.start_correction(access=access, movement=movement)
    except AlreadyTreated as refused:
        return leave_refused(request, movement, str(refused))
    asked = asked_of(movement)
    if asked is None or not asked.step:
        return redirect("employees:review_hire", tiers, draft.public_id)
    step_url = reverse("employees:hire_step", args=[tiers, draft.public_id, asked.step])
    return redirect(f"{step_url}#id_{asked.field}")


def _receive(request: PortalRequest, draft: HireDraft | None, step: HireStep) -> HttpResponse:
    """Keep what was typed, whatever it is worth; then go where the button says."""
    places = places_of(request.access)
    form = step_form(step, request.access, draft, places, data=request.POST)
    form.full_clean()
    try:
        kept = _keep(request.access, draft, step, form)
    except HireDraft.DoesNotExist:
        return _gone(request, draft.public_id if draft is not None else "")
    if kept is not None and getattr(form, "nir_to_keep", None):
        typed_nir.remember(request, kept)
    if request.POST.get("action") == "later":
        return _later(request, kept, form)
    if kept is None:
        # Nothing was typed: there is nothing to keep.
        return hire_page(request, None, step, form, status=422)
    if request.POST.get("action") == "back":
        return redirect("employees:hire_step", request.access.tiers.ref, kept.public_id, previous_of(step))
    return _go_on(request, kept, step, form, Reading(request.access, kept, places))


def _keep(access: Access, draft: HireDraft | None, step: HireStep, form: Any) -> HireDraft | None:
    """The draft with what was typed; None when there is none and nothing was. Raises HireDraft.DoesNotExist."""
    values, nir = typed_in(form, access), getattr(form, "nir_to_keep", None)
    if draft is not None:
        return drafting.save_step(access=access, draft=draft, step=step, values=values, nir=nir)
    return drafting.start_draft(access=access, values=values, nir=nir) if nir or any(values.values()) else None


def _go_on(request: PortalRequest, draft: HireDraft, step: HireStep, form: Any, reading: Reading) -> HttpResponse:
    """To the step that follows, once this one is sound and nobody known may be meant."""
    add_disagreements(form, step, reading)
    if form.errors:
        return hire_page(request, draft, step, form, reading, status=422)
    if step == HireStep.IDENTITY and _duplicates(request.access, draft, reading):
        return redirect("employees:hire_duplicate", request.access.tiers.ref, draft.public_id)
    if draft.corrects_id is not None and not reading.problems:
        # One came for this step: the others were read when they were sent.
        return redirect("employees:review_hire", request.access.tiers.ref, draft.public_id)
    return redirect(next_of(request.access.tiers.ref, draft, step))


def _later(request: PortalRequest, draft: HireDraft | None, form: Any) -> HttpResponse:
    if draft is not None:
        messages.success(request, "Le brouillon est enregistré : reprenez-le quand vous voulez.")
        if "nir" in form.errors and form.data.get("nir"):
            messages.warning(request, "Le numéro de sécurité sociale comporte une erreur : il n’a pas été gardé.")
    return redirect("employees:movements", request.access.tiers.ref)


def _gone(request: PortalRequest, public_id: str) -> HttpResponse:
    """The draft is no more: sent, from another tab perhaps, or thrown away."""
    access = request.access
    sent = sent_from(access, public_id)
    if sent is None:
        raise Http404
    messages.info(request, "Cette embauche est déjà envoyée : voici la fiche de la personne.")
    return redirect("employees:employee", access.tiers.ref, sent.employment.employee.public_id)


def _duplicates(access: Access, draft: HireDraft, reading: Reading) -> list[KnownPerson]:
    values = reading.values
    return duplicates_of(
        access,
        draft,
        nir=reading.nir,
        last_name=values.get("last_name", ""),
        first_name=values.get("first_name", ""),
        birth_on=values.get("birth_on"),
    )


def _overlap(draft: HireDraft, reading: Reading) -> str:
    """What is said when the person has a contract on these days."""
    contract = draft.corrects.employment if draft.corrects is not None else None
    employee_id = contract.employee_id if contract is not None else draft.employee_id
    start, end = reading.values.get("starts_on"), reading.values.get("planned_end_on")
    if employee_id is None or start is None:
        return ""
    is_taken = has_contract_between(employee_id, start, end, but=contract.pk if contract is not None else None)
    return str(hiring.Overlaps()) if is_taken else ""


def _answer(request: PortalRequest, draft: HireDraft, people: list[KnownPerson], person: str) -> HttpResponse:
    """`person`: the public reference of whom it is; empty: somebody else. A number decides by itself."""
    access = request.access
    known = next((one for one in people if one.employee.public_id == person), None)
    if draft.corrects_id is not None or (person and known is None):
        refuse(request)
    try:
        if known is not None:
            drafting.answer_same_person(access=access, draft=draft, employee=known.employee, is_seen=known.is_seen)
        else:
            others = [one.employee.public_id for one in people if not one.has_same_nir]
            drafting.answer_another_person(access=access, draft=draft, others=others)
    except HireDraft.DoesNotExist:
        return _gone(request, draft.public_id)
    step = HireStep.IDENTITY if known is None and any(one.has_same_nir for one in people) else HireStep.ADDRESS
    return redirect("employees:hire_step", access.tiers.ref, draft.public_id, step)


def _review(
    request: PortalRequest,
    draft: HireDraft,
    reading: Reading,
    people: list[KnownPerson],
    overlap: str,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "sections": recap(reading, request.access, typed_nir.in_clear(request, draft)),
        "problems": reading.problems,
        "people": people,
        "overlap": overlap,
        "is_ready": not (reading.problems or people or overlap),
        "seen": drafting.mark_of(draft),
    }
    return hire_page(request, draft, None, None, reading, extra=context, status=status)
