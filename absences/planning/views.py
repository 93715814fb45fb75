"""The planning of the people of a company."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from absences.page import planning_page
from absences.queries.planned import absences_between
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right


@requires(Right.ABSENCES_CONSULT)
@require_safe
def planning(request: PortalRequest, tiers: str) -> HttpResponse:
    today = timezone.localdate()
    return planning_page(request, "planning", {"absences": absences_between(request.access, today, today)})
