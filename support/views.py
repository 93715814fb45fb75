"""HTTP of this section."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from core.sections import UpcomingSection

_UPCOMING = UpcomingSection(
    title="Contact et questions-réponses",
    icon="chat-left-text",
    what_will_be_there=(
        "L’envoi d’un message à votre caisse et le suivi de sa réponse.",
        "Les questions les plus posées, avec leur réponse.",
        "Les nouveautés de l’Espace sécurisé et les tutoriels.",
    ),
)


@requires(Right.SUPPORT_CONSULT)
@require_safe
def index(request: PortalRequest, tiers: str) -> HttpResponse:
    return _UPCOMING.page(request)
