"""What accounts answer when a view of an app below asks for more than a right (`core.guards.asks_for`)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts import recent_password
from core.guards import Assurance, answer_for


def _lead_to_phones(request: HttpRequest) -> HttpResponse | None:
    """To the page where a mobile is certified, unless the person has one."""
    if request.user.has_certified_mobile:  # type: ignore[union-attr]
        return None
    messages.warning(
        request, "Cette démarche demande un téléphone mobile certifié. Certifiez le vôtre ici, puis revenez-y."
    )
    return redirect("accounts:phones")


answer_for(Assurance.RECENT_PASSWORD, recent_password.lead)
answer_for(Assurance.CERTIFIED_MOBILE, _lead_to_phones)
