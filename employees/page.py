"""What the pages of the section share: the sub-menu, and who acts."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import Access
from core.menus import sub_menu
from employees.models import Employment
from employees.people.queries.person import contract_of

_PAGES = (("index", "Salariés"), ("movements", "Déclarations"), ("crews", "Équipes"), ("imports", "Import"))


def access_of(request: HttpRequest) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    return access


def contract_or_404(request: HttpRequest, public_id: str) -> Employment:
    """Like `access.get_or_404`, with what the pages of a contract show of it."""
    found = contract_of(access_of(request), public_id)
    if found is None:
        raise Http404
    return found


def section_page(
    request: HttpRequest, page: str, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the section under its sub-menu; `page`: the entry that is current."""
    menu = sub_menu("employees", _PAGES, page, access_of(request).tiers.ref)
    return render(request, f"employees/{template}.html", {"section_menu": menu, **context}, status=status)
