"""The crews with what they need, and the form of one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from absences.crew_needs import services
from absences.crew_needs.forms import CrewNeedForm
from absences.crew_needs.queries import crew_or_404, needs_by_site, numbers_of
from absences.page import planning_page
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right


@requires(Right.ABSENCES_ACT)
@require_safe
def crew_needs(request: PortalRequest, tiers: str) -> HttpResponse:
    return planning_page(request, "crew_needs/crew_needs", {"sites": needs_by_site(request.access)})


@requires(Right.ABSENCES_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def set_crew_needs(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    crew = crew_or_404(request.access, public_id)
    form = CrewNeedForm(request.POST or None, numbers_of(crew))
    if form.is_bound and form.is_valid():
        try:
            services.set_crew_needs(access=request.access, crew=crew, by_weekday=form.by_weekday)
        except services.CrewGone as gone:
            messages.warning(request, str(gone))
        else:
            messages.success(request, f"Le planning compare maintenant l’équipe « {crew.name} » à ces nombres.")
        return redirect("absences:crew_needs", tiers)
    return planning_page(request, "crew_needs/set_crew_needs", {"form": form, "crew": crew})
