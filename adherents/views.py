"""HTTP of this section."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.guards import requires
from core.rights import Right
from core.sections import UpcomingSection

_UPCOMING = UpcomingSection(
    title="Informations légales et déclaratives",
    icon="bank",
    what_will_be_there=(
        "L’identité de votre entreprise et de ses établissements.",
        "Vos déclarations et cotisations, mois par mois.",
        "La demande de modification d’une adresse, d’un contact ou d’un compte bancaire.",
    ),
)


@requires(Right.LEGAL_CONSULT)
@require_safe
def index(request: HttpRequest, tiers: str) -> HttpResponse:
    return render(request, "portal/section_upcoming.html", {"section": _UPCOMING})
