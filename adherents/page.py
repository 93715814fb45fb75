"""What the pages of the section share: the sub-menu, and who acts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import Access
from core.menus import sub_menu

_PAGES = (
    ("index", "Entreprise"),
    ("declarations", "Déclarations et cotisations"),
    ("rates", "Taux"),
    ("changes", "Demandes"),
)


def access_of(request: HttpRequest) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    return access


def section_page(
    request: HttpRequest, page: str, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the section under its sub-menu; `page`: the entry that is current."""
    ref = access_of(request).tiers.ref
    menu = sub_menu("adherents", _PAGES, page, ref)
    return render(request, f"adherents/{template}.html", {"section_menu": menu, **context}, status=status)
