"""What was sent, its versions side by side, and what a new one would change."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from stoppages.final.comparing import compare, version_in_writing, version_sent
from stoppages.final.queries import versions_of
from stoppages.final.services.amending import give_up_changes
from stoppages.final.views.frame import case_to_write, version_read
from stoppages.models import StoppageCase, StoppageDeclaration
from stoppages.page import case_page
from stoppages.policies import can_certify, sees_wages
from stoppages.services.refusals import StoppageRefused


@requires(Right.STOPPAGES_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    case = case_to_write(request, ref)
    sent = versions_of(case)
    if not sent:
        messages.info(request, "La déclaration définitive n’est pas encore envoyée : complétez-la d’abord.")
        return redirect("stoppages:hours", tiers, ref)
    if request.method == "POST" and "give_up" in request.POST:
        return _given_up(request, case)
    seen = sees_wages(request.access)
    difference = compare(version_sent(sent[-1]), version_in_writing(case), with_wages=seen)
    context: dict[str, Any] = {
        "difference": difference,
        "sent": sent[-1],
        "earlier": _compared(request, sent, with_wages=seen),
        "versions": list(reversed(sent)),
        "version": case.version,
        "may_certify": can_certify(request.access, case),
    }
    return case_page(request, case, "final/amend", context)


def _compared(request: PortalRequest, sent: list[StoppageDeclaration], *, with_wages: bool) -> Any:
    """The version asked for beside the one before it; the last one, unless another is."""
    asked = request.GET.get("version", "")
    after = next((one for one in sent[1:] if str(one.number) == asked), sent[-1])
    if len(sent) == 1:
        return None
    before = sent[sent.index(after) - 1]
    return {
        "before": before,
        "after": after,
        "difference": compare(version_sent(before), version_sent(after), with_wages=with_wages),
    }


def _given_up(request: PortalRequest, case: StoppageCase) -> HttpResponse:
    try:
        give_up_changes(access=request.access, case=case, version=version_read(request))
    except StoppageRefused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, "Vous revoilà à la déclaration telle qu’elle a été envoyée.")
    return redirect("stoppages:amend", request.access.tiers.ref, case.public_id)
