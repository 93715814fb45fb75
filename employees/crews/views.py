"""Crews: their list, one of them, and what may be done of it."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.french import counted
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from employees.crews import queries, services
from employees.crews.forms import CrewForm, CrewNameForm
from employees.nir import REFUSED_IN_ADDRESS, looks_like_nir
from employees.page import section_page
from employees.places import places_of
from employees.policies import can_work_at

_MOST_AT_ONCE = 500


@requires(Right.EMPLOYEES_CONSULT)
@require_safe
def crews(request: PortalRequest, tiers: str) -> HttpResponse:
    access = request.access
    sites = queries.crews_by_site(access)
    context = {
        "sites": sites,
        "has_crews": any(site.crews for site in sites),
        "may_act": access.has(Right.EMPLOYEES_ACT),
    }
    return section_page(request, "crews", "crews", context)


@requires(Right.EMPLOYEES_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def create_crew(request: PortalRequest, tiers: str) -> HttpResponse:
    access = request.access
    form = CrewForm(request.POST or None, places_of(access), initial={"site": request.GET.get("site", "")})
    if request.method == "POST" and form.is_valid():
        try:
            crew = services.create_crew(access=access, establishment=form.establishment, name=form.cleaned_data["name"])
        except services.CrewRefused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, f"L’équipe « {crew.name} » est créée : ajoutez-y des salariés.")
            return redirect("employees:crew", tiers, crew.public_id)
    return _form_page(request, "create_crew", form)


@requires(Right.EMPLOYEES_CONSULT)
@require_safe
def crew(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access, shown = request.access, _crew(request, public_id)
    typed, may_act = request.GET.get("q", ""), can_work_at(access, shown.establishment)
    if looks_like_nir(typed):
        return redirect(f"{request.path}?refus={REFUSED_IN_ADDRESS}")
    context = {
        "crew": shown,
        "page": queries.members_of(access, shown, request.GET.get("page", 1)),
        "typed": typed[:100],
        "is_nir_refused": request.GET.get("refus") == REFUSED_IN_ADDRESS,
        "candidates": queries.candidates(access, shown, typed) if may_act else [],
        "may_act": may_act,
    }
    return section_page(request, "crews", "crew", context)


@requires(Right.EMPLOYEES_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def rename_crew(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    renamed = _crew(request, public_id)
    form = CrewNameForm(request.POST or None, initial={"name": renamed.name})
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_crew(access=request.access, crew=renamed, name=form.cleaned_data["name"])
        except services.NameTaken as refused:
            form.add_error("name", str(refused))
        except services.CrewGone as gone:
            return _gone(request, tiers, gone)
        else:
            messages.success(request, "Le nom de l’équipe est changé.")
            return redirect("employees:crew", tiers, public_id)
    return _form_page(request, "rename_crew", form, crew=renamed)


@requires(Right.EMPLOYEES_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def delete_crew(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    """Asked once more, with what becomes of its people."""
    deleted = _crew(request, public_id)
    if "confirm" not in request.POST:
        return section_page(request, "crews", "delete_crew", {"crew": deleted})
    try:
        services.delete_crew(access=request.access, crew=deleted)
    except services.CrewGone as gone:
        return _gone(request, tiers, gone)
    messages.success(request, f"L’équipe « {deleted.name} » est supprimée ; ses salariés restent, sans équipe.")
    return redirect("employees:crews", tiers)


@requires(Right.EMPLOYEES_ACT)
@require_POST
def add_members(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    own, chosen = _crew(request, public_id), _chosen(request)
    if not chosen:
        messages.warning(request, "Cochez d’abord les salariés à ajouter.")
        return redirect("employees:crew", tiers, public_id)
    try:
        count = services.add_members(access=request.access, crew=own, employee_refs=chosen)
    except services.CrewGone as gone:
        return _gone(request, tiers, gone)
    _tell(request, count, f"dans l’équipe « {own.name} »", "ajouté")
    return redirect("employees:crew", tiers, public_id)


@requires(Right.EMPLOYEES_ACT)
@require_POST
def remove_members(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    own, chosen = _crew(request, public_id), _chosen(request)
    if not chosen:
        messages.warning(request, "Cochez d’abord les salariés à retirer.")
        return redirect("employees:crew", tiers, public_id)
    try:
        count = services.remove_members(access=request.access, crew=own, employee_refs=chosen)
    except services.CrewGone as gone:
        return _gone(request, tiers, gone)
    _tell(request, count, f"de l’équipe « {own.name} »", "retiré")
    return redirect("employees:crew", tiers, public_id)


def _crew(request: PortalRequest, public_id: str) -> Any:
    own = queries.crew_of(request.access, public_id)
    if own is None:
        raise Http404
    return own


def _chosen(request: PortalRequest) -> Collection[str]:
    return request.POST.getlist("salaries")[:_MOST_AT_ONCE]


def _tell(request: PortalRequest, count: int, where: str, done: str) -> None:
    if not count:
        messages.warning(request, "Rien n’a changé : ces salariés ont changé d’équipe ou de site entre-temps.")
        return
    messages.success(request, f"{counted(count, f'salarié {done}')} {where}.")


def _gone(request: PortalRequest, tiers: str, gone: services.CrewGone) -> HttpResponse:
    messages.warning(request, str(gone))
    return redirect("employees:crews", tiers)


def _form_page(request: PortalRequest, name: str, form: CrewNameForm, **context: Any) -> HttpResponse:
    return section_page(
        request, "crews", name, {"form": form, **context}, status=422 if form.is_bound and form.errors else 200
    )
