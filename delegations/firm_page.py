"""What the pages of a cabinet share: who is there, the sub-menu."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.menus import sub_menu
from delegations.models import FirmMember
from delegations.policies import can_administer_firm

_PAGES = (("portfolio", "Portefeuille"), ("collaborators", "Collaborateurs"))
_OF_ADMINISTRATORS = (("requests", "Demandes de délégation"),)


def member_of_request(request: HttpRequest) -> FirmMember:
    member: FirmMember = request.firm_member  # type: ignore[attr-defined]
    return member


def firm_page(
    request: HttpRequest, page: str, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page under the sub-menu of the firm."""
    member = member_of_request(request)
    administers = can_administer_firm(member)
    pages = (*_PAGES, *_OF_ADMINISTRATORS) if administers else _PAGES
    menu = sub_menu("firm", pages, page, member.firm.public_id)
    shared = {"firm": member.firm, "firm_menu": menu, "administers": administers}
    return render(request, f"firm/{template}.html", {**shared, **context}, status=status)
