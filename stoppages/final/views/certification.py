"""What is certified, point by point, and the sending."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from core.guards import refuse, requires
from core.http import PortalRequest
from core.rights import Right
from stoppages.arithmetic import FiguresOn
from stoppages.final import checks
from stoppages.final.content import Declared, declared_in_writing
from stoppages.final.eligibility import counted_since
from stoppages.final.forms import CertificationForm
from stoppages.final.services.sending import send_final
from stoppages.final.views.frame import CONFLICT, case_to_write, step_page, version_read
from stoppages.models import StoppageCase
from stoppages.page import title_of
from stoppages.policies import can_certify
from stoppages.queries.figures import figures_for
from stoppages.queries.standing import final_deadline_of
from stoppages.services.altering import effect_of
from stoppages.services.refusals import ChangedMeanwhile, StoppageRefused


@requires(Right.STOPPAGES_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def certify(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    """Whoever may not read wages reads what is left to do, and sends nothing."""
    case = case_to_write(request, ref)
    if request.method == "POST" and not case.is_over and not can_certify(request.access, case):
        refuse(request)
    form = CertificationForm(request.POST or None, case=case)
    status = None
    if form.is_bound and form.is_valid():
        try:
            declaration = send_final(
                access=request.access,
                case=case,
                version=version_read(request),
                certified=form.certified(str(request.access.user)),
            )
        except StoppageRefused as refusal:
            form.add_error(None, refusal.message)
            status = CONFLICT if isinstance(refusal, ChangedMeanwhile) else 422
            case.refresh_from_db()
        else:
            messages.success(request, f"La déclaration {declaration.reference} est envoyée à votre caisse.")
            return redirect("stoppages:case", tiers, ref)
    return step_page(request, case, "certify", {"form": form, **_looked_at(request, case)}, status=status)


def _looked_at(request: PortalRequest, case: StoppageCase) -> dict[str, Any]:
    declared, figures = declared_in_writing(case), figures_for(case.adherent.caisse_id)
    presences = checks.presences_of(request.access, case, declared, since=counted_since(case, figures))
    schedules = {one: presence.schedule for one, presence in presences.items()}
    effect = effect_of(case, list(presences), _years(case, declared), figures, schedules)
    looked_at = checks.look_at(case, declared, presences, effect.counted, figures)
    return {
        "declared": declared,
        "blocking": looked_at.blocking,
        "warnings": looked_at.warnings,
        "others": [(one, title_of(one)) for one in effect.others],
        "due_on": _due_on(case, figures),
        "hours_entered_by": case.weather.hours_entered_by_label,
    }


def _due_on(case: StoppageCase, figures: FiguresOn) -> date | None:
    """The day of the law; what the caisse tolerates is nothing to count on."""
    resumes_at = case.weather.resumes_at
    deadline = final_deadline_of(resumes_at, figures, lambda day: False) if resumes_at is not None else None
    return deadline.legal_on if deadline is not None else None


def _years(case: StoppageCase, declared: Declared) -> set[int]:
    return {one.day.year for one in declared.days} or {case.starts_on.year}
