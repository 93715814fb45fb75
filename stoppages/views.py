"""HTTP of this section."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from core.sections import UpcomingSection

_UPCOMING = UpcomingSection(
    title="Arrêts et remboursements",
    icon="cloud-drizzle",
    what_will_be_there=(
        "La saisie d’un arrêt intempéries : déclaration provisoire, puis définitive.",
        "La saisie d’un arrêt de travail d’un salarié.",
        "Le suivi de vos demandes de remboursement, étape par étape.",
    ),
)


@requires(Right.STOPPAGES_CONSULT)
@require_safe
def index(request: PortalRequest, tiers: str) -> HttpResponse:
    return _UPCOMING.page(request)
