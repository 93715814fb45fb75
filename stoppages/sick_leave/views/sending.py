"""A draft read again, then sent."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.attempts import attempt_of
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from stoppages.attempts import version_of
from stoppages.enums import CaseState
from stoppages.page import case_page
from stoppages.services.refusals import StoppageRefused
from stoppages.sick_leave.review import review_of
from stoppages.sick_leave.services.sending import send_sick_leave
from stoppages.sick_leave.views.frame import leave_or_404, marks
from stoppages.sick_leave.words import rows_of, said_of_planning


@requires(Right.STOPPAGES_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def review_sick_leave(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    leave, refusal, attempt = leave_or_404(request, ref), "", attempt_of(request)
    case = leave.case
    # What nobody read is not sent: the page gives its version.
    if "version" in request.POST:
        try:
            version = version_of(request, case.version)
            sent = send_sick_leave(access=request.access, case=case, version=version, attempt=attempt)
        except StoppageRefused as refused:
            refusal = refused.message
            leave = leave_or_404(request, ref)
        else:
            messages.success(
                request, f"L’arrêt de travail est envoyé ({sent.declaration.reference}). {said_of_planning(sent)}"
            )
            return redirect("stoppages:case", tiers, ref)
    if leave.case.state != CaseState.DRAFT:
        return redirect("stoppages:case", tiers, ref)
    context = {
        "leave": leave,
        "rows": rows_of(leave),
        "files": list(leave.case.casefiles.all()),
        "review": review_of(request.access, leave, timezone.localdate()),
        "refusal": refusal,
        **marks(attempt, leave.case.version),
    }
    return case_page(request, leave.case, "sick_leave/review", context, status=422 if refusal else 200)
