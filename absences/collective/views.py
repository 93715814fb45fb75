"""Absences of many people: their list, one prepared, seen, entered, undone."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from absences.collective import queries
from absences.collective.forms import CollectiveForm
from absences.enums import RUNNING_STATES, CollectiveState, LineOutcome
from absences.models import CollectiveAbsence
from absences.motives import may_use
from absences.page import planning_page
from absences.queries.kinds import kinds_for
from absences.services import collective as services
from absences.services.refusals import AbsenceRefused
from core.guards import requires
from core.http import PortalRequest
from core.menus import Option
from core.rights import Right
from employees.models import Employee
from employees.places import places_of

_MOVED = "Cette absence collective n’en est plus là : voici où elle en est."
_TABS = (("concernes", "Concernés"), ("problemes", "Ne le peuvent pas"), ("cote", "Laissés de côté"))
_RESULTS = (
    ("saisies", "Saisies", (LineOutcome.ENTERED, LineOutcome.KEPT)),
    ("ecartees", "Écartées", (LineOutcome.REFUSED,)),
    ("annulees", "Annulées", (LineOutcome.UNDONE,)),
)


@requires(Right.ABSENCES_CONSULT)
@require_safe
def collectives(request: PortalRequest, tiers: str) -> HttpResponse:
    access = request.access
    page = Paginator(queries.collectives(access), queries.LISTS_PER_PAGE).get_page(request.GET.get("page"))
    lines = [(one, queries.kind_of(access, one)) for one in page.object_list]
    context = {"page": page, "lines": lines, "may_act": access.has(Right.ABSENCES_ACT)}
    return planning_page(request, "collective/collectives", context)


@requires(Right.ABSENCES_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def start_collective(request: PortalRequest, tiers: str) -> HttpResponse:
    access = request.access
    form = CollectiveForm(request.POST or None, kinds=kinds_for(access), places=places_of(access))
    if form.is_bound and form.is_valid():
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
    own = _own(request, public_id)
    context = {
        "collective": own,
        "kind": queries.kind_of(request.access, own),
        "may_act": may_use(request.access, own.kind),
    }
    if own.state in RUNNING_STATES:
        done, total = queries.progress_of(own)
        return planning_page(request, "collective/running", {**context, "done": done, "total": total})
    if own.state in (CollectiveState.DRAFT, CollectiveState.FAILED):
        return planning_page(request, "collective/preview", {**context, **_previewed(request, own)})
    return planning_page(request, "collective/result", {**context, **_results(request, own)})


@requires(Right.ABSENCES_ACT)
@require_POST
def leave_out(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    """`cote` or `reprendre`: the reference of the person."""
    own, is_out, access = _own(request, public_id), "cote" in request.POST, request.access
    ref = request.POST.get("cote") or request.POST.get("reprendre", "")
    person = Employee.objects.for_access(access).filter(public_id=ref).first()
    if person is not None:
        _tried(request, lambda: services.leave_out(access=access, collective=own, employee=person, is_out=is_out))
    tab = "concernes" if is_out else "cote"
    return redirect(f"{_address(request, own)}?liste={tab}")


@requires(Right.ABSENCES_ACT)
@require_POST
def apply_collective(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    own, is_all = _own(request, public_id), request.POST.get("qui") == "tous"
    _tried(request, lambda: services.request_application(access=request.access, collective=own, all_or_none=is_all))
    return redirect(_address(request, own))


@requires(Right.ABSENCES_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def undo_collective(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    own = _own(request, public_id)
    if "confirm" not in request.POST:
        numbers = queries.outcomes_of(own)
        return planning_page(request, "collective/undo", {"collective": own, "number": numbers[LineOutcome.ENTERED]})
    _tried(request, lambda: services.request_undo(access=request.access, collective=own))
    return redirect(_address(request, own))


@requires(Right.ABSENCES_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def discard_collective(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    own = _own(request, public_id)
    if "confirm" not in request.POST:
        return planning_page(request, "collective/discard", {"collective": own})
    if not _tried(request, lambda: services.discard_collective(access=request.access, collective=own)):
        return redirect(_address(request, own))
    messages.success(request, f"« {own.title} » est abandonnée : rien n’a été saisi.")
    return redirect("absences:collectives", tiers)


def _own(request: PortalRequest, public_id: str) -> CollectiveAbsence:
    own: CollectiveAbsence = request.access.get_or_404(CollectiveAbsence, public_id)
    return own


def _address(request: PortalRequest, own: CollectiveAbsence) -> str:
    return reverse("absences:collective", args=[request.access.tiers.ref, own.public_id])


def _tried(request: PortalRequest, act: Callable[[], None]) -> bool:
    """False when it is no longer where the page showed it, which is said."""
    try:
        act()
    except services.CollectiveMoved:
        messages.info(request, _MOVED)
        return False
    return True


def _previewed(request: PortalRequest, own: CollectiveAbsence) -> dict[str, Any]:
    tab = request.GET.get("liste", "concernes")
    preview = queries.preview_of(request.access, own, tab, request.GET.get("page", ""))
    numbers = {"concernes": preview.sound, "problemes": preview.problems, "cote": preview.left_out}
    known = tab if tab in numbers else "concernes"
    options = [
        Option(f"{label} ({numbers[key]})", f"{_address(request, own)}?liste={key}", key == known)
        for key, label in _TABS
    ]
    return {"preview": preview, "page": preview.page, "tab": known, "options": options, "query": f"liste={known}&"}


def _results(request: PortalRequest, own: CollectiveAbsence) -> dict[str, Any]:
    numbers, address = queries.outcomes_of(own), _address(request, own)
    asked = request.GET.get("liste", "")
    counted = {key: sum(numbers[one] for one in outcomes) for key, _, outcomes in _RESULTS}
    known = asked if asked in counted else next((key for key, number in counted.items() if number), "saisies")
    outcomes = next(outcomes for key, _, outcomes in _RESULTS if key == known)
    options = [
        Option(f"{label} ({counted[key]})", f"{address}?liste={key}", key == known) for key, label, _ in _RESULTS
    ]
    page = queries.lines_of(own, outcomes, request.GET.get("page", ""))
    may_undo = own.state == CollectiveState.DONE and bool(numbers[LineOutcome.ENTERED])
    return {"page": page, "options": options, "query": f"liste={known}&", "counted": counted, "may_undo": may_undo}
