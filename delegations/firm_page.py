"""The pages of a cabinet under their sub-menu."""

from typing import Any

from django.http import HttpResponse

from core.sections import PageFamily
from core.templatetags.portal import siret
from delegations.http import FirmRequest
from delegations.policies import can_administer_firm

FIRM = PageFamily("firm", "Pages du cabinet", "firm", (("portfolio", "Clients"), ("collaborators", "Collaborateurs")))
_OF_ADMINISTRATORS = (("requests", "Demandes de délégation"),)


def firm_page(
    request: FirmRequest, page: str, template: str, context: dict[str, Any], status: int | None = None
) -> HttpResponse:
    firm, administers = request.firm_member.firm, can_administer_firm(request.firm_member)
    values = {
        "firm": firm,
        "administers": administers,
        "section_context": f"{firm.name} · SIRET {siret(firm.siret)}",
        **context,
    }
    more = _OF_ADMINISTRATORS if administers else ()
    return FIRM.page(request, page, template, values, args=[firm.public_id], more_pages=more, status=status)
