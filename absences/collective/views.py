"""Absences of many people: their list, a new one, what it would do, what it did."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from absences.collective import queries
from absences.collective.counts import counts_in
from absences.collective.forms import CollectiveForm
from absences.collective.preview import judge_shown
from absences.collective.queries import ShownCollective
from absences.enums import CollectiveState, LineOutcome
from absences.models import CollectiveAbsence
from absences.page import planning_page
from absences.policies import can_enter_absences
from absences.queries.kinds import kinds_for
from absences.services import collective as services
from absences.services.refusals import AbsenceRefused
from core import throttling
from core.guards import refuse, requires
from core.http import PortalRequest
from core.menus import Option
from core.rights import Right
from employees.models import Employee
from employees.places import places_of

_COLLECTIVES_PER_PAGE = 20
_PEOPLE_PER_PAGE = 50
_FORM = ["GET", "HEAD", "POST"]
_MOVED = "Cette absence collective n’en est plus là : voici où elle en est."
_NOBODY = "Cette personne n’est pas de celles de la liste : rien n’a changé."
_HOW = {"qui-peut": False, "tous": True}
_PREVIEWED = (("sound", "Concernés"), ("refused", "Ne le peuvent pas"), ("left_out", "Laissés de côté"))
_DONE = (
    (LineOutcome.ENTERED, "Saisies"),
    (LineOutcome.UNDONE, "Annulées"),
    (LineOutcome.KEPT, "Gardées"),
    (LineOutcome.REFUSED, "Pas saisies"),
)


@requires(Right.ABSENCES_CONSULT)
@require_safe
def collectives(request: PortalRequest, tiers: str) -> HttpResponse:
    access = request.access
    rows = queries.collectives_of(access).defer("counts")
    page: Any = Paginator(rows, _COLLECTIVES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "collectives": queries.shown_collectives(access, page),
        "may_act": can_enter_absences(access),
    }
    return planning_page(request, "collective/collectives", context)


@requires(Right.ABSENCES_ACT)
@require_http_methods(_FORM)
def start_collective(request: PortalRequest, tiers: str) -> HttpResponse:
    access = request.access
    form = CollectiveForm(request.POST or None, kinds=kinds_for(access), places=places_of(access))
    if form.is_bound and form.is_valid():
        _slow_down(request)
        try:
            prepared = services.prepare_collective(access=access, values=form.values())
        except AbsenceRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            return redirect("absences:collective", tiers, prepared.public_id)
    return planning_page(request, "collective/start", {"form": form})


@requires(Right.ABSENCES_CONSULT)
@require_safe
def collective(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    one = _collective(request, public_id)
    shown = queries.shown_collective(request.access, one)
    context: dict[str, Any] = {"collective": shown}
    if shown.is_open:
        return planning_page(request, "collective/preview", context | _preview(request, one))
    counts = queries.counts_of(one)
    if shown.is_running:
        return planning_page(request, "collective/running", context | _progress(one, shown, counts))
    return planning_page(request, "collective/result", context | _result(request, one, counts))


@requires(Right.ABSENCES_ACT)
@require_POST
def count_again(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    one = _collective(request, public_id)
    _check_motive(request, one)
    _slow_down(request)
    try:
        services.count_again(access=request.access, collective=one)
    except services.CollectiveMoved:
        messages.info(request, _MOVED)
    return redirect(_address(request, public_id))


@requires(Right.ABSENCES_ACT)
@require_POST
def leave_out(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    """Or take back; to the list that it was asked from."""
    access, one = request.access, _collective(request, public_id)
    person = Employee.objects.for_access(access).filter(public_id=request.POST.get("salarie", "")).first()
    if person is None:
        messages.warning(request, _NOBODY)
    else:
        is_out = "reprendre" not in request.POST
        try:
            services.leave_out(access=access, collective=one, employee=person, is_out=is_out)
        except services.CollectiveMoved:
            messages.info(request, _MOVED)
    kept = {name: request.POST[name] for name in ("resultat", "page") if name in request.POST}
    return redirect(f"{_address(request, public_id)}?{urlencode(kept)}" if kept else _address(request, public_id))


@requires(Right.ABSENCES_ACT)
@require_POST
def apply_collective(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    one, how = _collective(request, public_id), request.POST.get("comment", "")
    _check_motive(request, one)
    if how in _HOW:
        try:
            services.request_application(access=request.access, collective=one, all_or_none=_HOW[how])
        except services.CollectiveMoved:
            messages.info(request, _MOVED)
        except services.TooManyAtOnce as refused:
            messages.warning(request, str(refused))
    return redirect(_address(request, public_id))


@requires(Right.ABSENCES_ACT)
@require_http_methods(_FORM)
def undo_collective(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    one = _collective(request, public_id)
    _check_motive(request, one)
    if one.state != CollectiveState.DONE:
        return _moved(request, public_id)
    if "confirm" not in request.POST:
        return _confirmation(request, "undo", one)
    try:
        services.request_undo(access=request.access, collective=one)
    except services.CollectiveMoved:
        return _moved(request, public_id)
    return redirect(_address(request, public_id))


@requires(Right.ABSENCES_ACT)
@require_http_methods(_FORM)
def discard_collective(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    one = _collective(request, public_id)
    _check_motive(request, one)
    if one.state not in (CollectiveState.DRAFT, CollectiveState.FAILED):
        return _moved(request, public_id)
    if "confirm" not in request.POST:
        return _confirmation(request, "discard", one)
    try:
        services.discard_collective(access=request.access, collective=one)
    except services.CollectiveMoved:
        return _moved(request, public_id)
    messages.success(request, f"« {one.title} » est abandonnée.")
    return redirect("absences:collectives", tiers)


def _slow_down(request: PortalRequest) -> None:
    """Everybody of a company is read."""
    throttling.enforce("collective_counts", str(request.access.user.pk))


def _collective(request: PortalRequest, public_id: str) -> CollectiveAbsence:
    return get_object_or_404(queries.collectives_of(request.access), public_id=public_id)


def _check_motive(request: PortalRequest, one: CollectiveAbsence) -> None:
    """Whoever may not know its motive leaves it alone."""
    if not queries.shown_collective(request.access, one).may_act:
        refuse(request)


def _address(request: PortalRequest, public_id: str) -> str:
    return reverse("absences:collective", args=[request.access.tiers.ref, public_id])


def _moved(request: PortalRequest, public_id: str) -> HttpResponse:
    messages.info(request, _MOVED)
    return redirect(_address(request, public_id))


def _confirmation(request: PortalRequest, name: str, one: CollectiveAbsence) -> HttpResponse:
    context = {"collective": queries.shown_collective(request.access, one), "counts": queries.counts_of(one)}
    return planning_page(request, f"collective/{name}", context)


def _preview(request: PortalRequest, one: CollectiveAbsence) -> dict[str, Any]:
    """Everybody is counted already; only those of the page are read."""
    counts = counts_in(one)
    counted = [(key, label, len(counts.people(key))) for key, label in _PREVIEWED]
    key = _chosen(request, counted)
    listed = _listed(request, counted, key, queries.contracts_of(request.access, one, counts.people(key)))
    listed["page"].object_list = judge_shown(request.access, one, list(listed["page"]), timezone.localdate())
    may_be_all = len(counts.sound) <= settings.COLLECTIVE_AT_ONCE_MAX
    return {"counts": counts, "counted_at": one.counted_at, "may_be_all": may_be_all, **listed}


def _progress(one: CollectiveAbsence, shown: ShownCollective, counts: dict[str, int]) -> dict[str, Any]:
    """`has_steps`: people go through one unit after the other, not all at once."""
    if shown.state == CollectiveState.UNDOING:
        done, waiting = counts[LineOutcome.UNDONE] + counts[LineOutcome.KEPT], counts[LineOutcome.ENTERED]
    else:
        done, waiting = counts[LineOutcome.ENTERED] + counts[LineOutcome.REFUSED], counts[LineOutcome.WAITING]
    is_whole = one.all_or_none and shown.state != CollectiveState.UNDOING
    return {"done": done, "total": done + waiting, "has_steps": not is_whole}


def _result(request: PortalRequest, one: CollectiveAbsence, counts: dict[str, int]) -> dict[str, Any]:
    counted = [(str(outcome), label, counts[outcome]) for outcome, label in _DONE if counts[outcome]]
    key = _chosen(request, counted) if counted else LineOutcome.ENTERED
    return {"counts": counts, **_listed(request, counted, key, queries.lines_of(one, key))}


def _chosen(request: PortalRequest, counted: Sequence[tuple[str, str, int]]) -> str:
    """The list asked for, or the first that has somebody."""
    asked = request.GET.get("resultat", "")
    if asked in [key for key, _, _ in counted]:
        return asked
    return next((key for key, _, number in counted if number), counted[0][0])


def _listed(request: PortalRequest, counted: Sequence[tuple[str, str, int]], key: str, rows: Any) -> dict[str, Any]:
    return {
        "options": [Option(f"{label} ({number})", f"?resultat={name}", name == key) for name, label, number in counted],
        "list": key,
        "page": Paginator(rows, _PEOPLE_PER_PAGE).get_page(request.GET.get("page")),
        "query": f"resultat={key}&",
    }
