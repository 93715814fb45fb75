"""The list of cases, and one case."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from absences.motives import sees_motives
from core import files
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from employees.nir import REFUSED_IN_ADDRESS, looks_like_nir
from stoppages.followup import queries
from stoppages.followup.blocking import Known, blocking
from stoppages.followup.facts import amounts_of, facts_of
from stoppages.followup.forms import CasesForm
from stoppages.followup.gathering import actions_of
from stoppages.followup.hours import hours_page
from stoppages.followup.life import life_of
from stoppages.followup.lines import colour_of, line_of
from stoppages.followup.versions import differences, wage_differences
from stoppages.models import CaseDecision, CaseFile, StoppageCase, StoppageDeclaration
from stoppages.page import case_or_404, case_page, section_page
from stoppages.policies import sees_wages


@requires(Right.STOPPAGES_CONSULT)
@require_safe
def index(request: PortalRequest, tiers: str) -> HttpResponse:
    if any(looks_like_nir(request.GET.get(name, "")) for name in ("q", "chantier")):
        return redirect(f"{request.path}?refus={REFUSED_IN_ADDRESS}")
    access = request.access
    form = CasesForm(request.GET, with_sick_leaves=sees_motives(access))
    wanted = form.wanted
    page = Paginator(queries.cases_of(access, wanted), queries.PER_PAGE).get_page(request.GET.get("page"))
    rows: Any = page.object_list
    now = timezone.now()
    context = {
        "form": form,
        "page": page,
        "lines": [line_of(one, now, with_wages=sees_wages(access)) for one in queries.listed(rows)],
        "query": _query(request),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "is_nir_refused": request.GET.get("refus") == REFUSED_IN_ADDRESS,
        "start_url": reverse("stoppages:start", args=[tiers]) if access.has(Right.STOPPAGES_ACT) else "",
    }
    return section_page(request, "index", "followup/index", context, status=422 if form.errors else None)


@requires(Right.STOPPAGES_CONSULT)
@require_safe
def case(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    shown = case_or_404(request, ref)
    questions = list(shown.casequestions.all())
    declarations = list(shown.stoppagedeclarations.all())
    decision = shown.casedecisions.filter(is_current=True).first() if shown.sent_at else None
    known = Known(
        next((one for one in questions if one.answered_at is None), None),
        has_hours=_has_hours(shown),
        is_owed=decision is None or decision.amount > 0,
    )
    blocked = blocking(request.access, shown, known, timezone.now())
    context = {
        "state_colour": colour_of(shown.state),
        "blocked": blocked,
        "is_with_caisse": all(one.is_of_the_caisse for one in blocked),
        "is_decided": decision is not None and _is_of_current(decision, declarations),
        "steps": life_of(shown),
        "actions": actions_of(request.access, shown, beside={one.url for one in blocked if one.url}),
        "facts": facts_of(shown),
        "amounts": amounts_of(request.access, shown),
        "declarations": declarations,
        "has_versions": any(one.number > 1 for one in declarations),
        "decision": decision,
        "payments": shown.reimbursements.all() if shown.reimbursed else [],
        "questions": questions,
        "files": list(shown.casefiles.all()),
        "events": list(shown.caseevents.all()),
    }
    return case_page(request, shown, "followup/case", context)


@requires(Right.STOPPAGES_CONSULT)
@require_safe
def case_hours(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    """By salarié and by week; amounts for whoever may read wages."""
    shown = case_or_404(request, ref)
    if not shown.is_weather:
        raise Http404
    with_amounts = sees_wages(request.access)
    page, people = hours_page(shown, request.GET.get("page"), with_amounts=with_amounts)
    context = {
        "page": page,
        "people": people,
        "with_amounts": with_amounts,
        "opens_people": request.access.has(Right.EMPLOYEES_CONSULT),
    }
    return case_page(request, shown, "followup/hours", context)


@requires(Right.STOPPAGES_CONSULT)
@require_safe
def compare(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    """Two versions of what was sent; the last two of the kind amended last, when the address does not say."""
    shown = case_or_404(request, ref)
    pair = _pair(list(shown.stoppagedeclarations.all()), request.GET.get("avant", ""), request.GET.get("apres", ""))
    if pair is None:
        raise Http404
    before, after = pair
    wages = wage_differences(before, after)
    context = {
        "before": before,
        "after": after,
        "differences": differences(before.content, after.content),
        "wages": wages if sees_wages(request.access) else [],
        "has_other_wages": bool(wages),
    }
    return case_page(request, shown, "followup/compare", context)


@requires(Right.STOPPAGES_CONSULT)
@require_safe
def file(request: PortalRequest, tiers: str, ref: str) -> Any:
    """A file of a case that this person sees, taken away."""
    if not request.access.takes_files:
        raise PermissionDenied
    kept = request.access.get_or_404(CaseFile, ref)
    if kept.purged_at is not None:
        raise Http404
    return files.attachment(kept.stored_name, filename=kept.name, content_type=kept.content_type)


def _query(request: PortalRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"{kept.urlencode()}&" if kept else ""


def _is_of_current(decision: CaseDecision, declarations: list[StoppageDeclaration]) -> bool:
    """An amendment sent since then waits for another decision."""
    return any(one.is_current and one.pk == decision.declaration_id for one in declarations)


def _has_hours(shown: StoppageCase) -> bool:
    """Asked only as long as something is being written."""
    return shown.is_weather and not shown.is_declared and shown.lostdays.exists()


def _pair(declarations: list[StoppageDeclaration], before: str, after: str) -> Any:
    """The earlier one first, both of one kind; None when there are not two."""
    by_ref = {one.public_id: one for one in declarations}
    if before or after:
        chosen = [by_ref.get(before), by_ref.get(after)]
    else:
        last = next((one for one in declarations if one.number > 1), None)
        chosen = [_before(declarations, last), last]
    first, second = chosen
    if first is None or second is None or first.kind != second.kind or first.pk == second.pk:
        return None
    return (first, second) if first.number < second.number else (second, first)


def _before(declarations: list[StoppageDeclaration], last: StoppageDeclaration | None) -> StoppageDeclaration | None:
    if last is None:
        return None
    wanted = last.kind, last.number - 1
    return next((one for one in declarations if (one.kind, one.number) == wanted), None)
