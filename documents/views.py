"""HTTP of this section."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from core.sections import UpcomingSection

_UPCOMING = UpcomingSection(
    title="Documents",
    icon="folder2-open",
    what_will_be_there=(
        "Vos relevés de compte, attestations, avis de paiement et certificats de congé.",
        "La recherche dans tous les documents mis à votre disposition.",
        "Le téléchargement, un par un ou par lot.",
    ),
)


@requires(Right.DOCUMENTS_CONSULT)
@require_safe
def index(request: PortalRequest, tiers: str) -> HttpResponse:
    return _UPCOMING.page(request)
