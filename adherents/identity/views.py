"""The company, its sites, its contacts, its bank account; read-only, as the caisse holds them."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from adherents.declarations import queries
from adherents.identity.queries import contact_cards, contacts_of, holidays_of, identity_of, site_cards, sites_of
from adherents.models import Establishment
from adherents.page import section_page
from adherents.policies import can_consult_bank_account, can_request_bank_change
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right

_SITES_PER_PAGE = 25


@requires(Right.LEGAL_CONSULT)
@require_safe
def index(request: PortalRequest, tiers: str) -> HttpResponse:
    access = request.access
    identity, contacts = identity_of(access), contacts_of(access)
    page = Paginator(sites_of(access), _SITES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "identity": identity,
        "standing": queries.standing_of(access),
        "contacts": contact_cards(contacts, access.tiers.establishment_id),
        "page": page,
        "sites": site_cards(page.object_list, contacts),
        "shows_bank_account": can_consult_bank_account(access),
        "bank_account": identity.bank_account,
        "may_request": access.has(Right.LEGAL_ACT),
        "may_request_bank": can_request_bank_change(access),
    }
    return section_page(request, "index", "index", context)


@requires(Right.LEGAL_CONSULT)
@require_safe
def site(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    """One site, and the public holidays that it keeps this year and the next."""
    access = request.access
    shown = access.get_or_404(Establishment, public_id)
    year = timezone.localdate().year
    context = {
        "site": shown,
        "contacts": site_cards([shown], contacts_of(access))[0].contacts,
        "years": holidays_of(shown, (year, year + 1)),
        "may_request": access.has(Right.LEGAL_ACT) and shown.closed_on is None,
    }
    return section_page(request, "index", "site", context)
