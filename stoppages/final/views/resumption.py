"""When work resumed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from stoppages.arithmetic.deadlines import PARIS
from stoppages.final.forms import ResumptionForm
from stoppages.final.services.resuming import say_resumed
from stoppages.final.views.frame import case_to_write, step_page, version_read
from stoppages.models import StoppageCase
from stoppages.services.refusals import StoppageRefused


@requires(Right.STOPPAGES_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def work_resumed(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    case = case_to_write(request, ref)
    form = ResumptionForm(request.POST or None, initial=_known(case))
    if form.is_bound and form.is_valid():
        try:
            say_resumed(
                access=request.access,
                case=case,
                version=version_read(request),
                resumes_at=form.cleaned_data["instant"],
                replacement=form.cleaned_data["replacement"],
            )
        except StoppageRefused as refusal:
            form.add_error(refusal.field or None, refusal.message)
        else:
            return redirect("stoppages:people", tiers, ref)
    return step_page(request, case, "work_resumed", {"form": form})


def _known(case: StoppageCase) -> dict[str, Any]:
    weather = case.weather
    if weather.resumes_at is None:
        return {"replacement": weather.replacement}
    resumed = weather.resumes_at.astimezone(PARIS)
    return {"resumes_on": resumed.date(), "resumes_at": resumed.time(), "replacement": weather.replacement}
