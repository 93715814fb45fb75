"""HTTP of this section."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.guards import requires
from core.rights import Right
from core.sections import UpcomingSection

_UPCOMING = UpcomingSection(
    title="Mes salariés",
    icon="people",
    what_will_be_there=(
        "La liste de vos salariés, présents, à venir et sortis, avec recherche et export.",
        "La déclaration d’une embauche ou d’une sortie, avec un récépissé.",
        "Le planning des absences, par équipe et par chantier.",
        "Les droits à congés de chacun, période par période.",
    ),
)


@requires(Right.EMPLOYEES_CONSULT)
@require_safe
def index(request: HttpRequest, tiers: str) -> HttpResponse:
    return render(request, "portal/section_upcoming.html", {"section": _UPCOMING})
