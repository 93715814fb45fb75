"""What the pages of the section share: the sub-menu, and who acts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import Access
from core.menus import sub_menu

_PAGES = (("index", "Salariés"), ("movements", "Déclarations"), ("crews", "Équipes"), ("imports", "Import"))


def access_of(request: HttpRequest) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    return access


def section_page(
    request: HttpRequest, page: str, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the section under its sub-menu; `page`: the entry that is current."""
    menu = sub_menu("employees", _PAGES, page, access_of(request).tiers.ref)
    return render(request, f"employees/{template}.html", {"section_menu": menu, **context}, status=status)
