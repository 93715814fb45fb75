"""What the pages of the section share: the sub-menu, and who acts."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.access import Access

_PAGES = (
    ("index", "Entreprise"),
    ("declarations", "Déclarations et cotisations"),
    ("rates", "Taux"),
    ("changes", "Demandes"),
)


@dataclass(frozen=True, slots=True)
class Option:
    label: str
    url: str
    is_current: bool


def access_of(request: HttpRequest) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    return access


def section_page(
    request: HttpRequest, page: str, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the section under its sub-menu; `page`: the entry that is current."""
    ref = access_of(request).tiers.ref
    menu = [Option(label, reverse(f"adherents:{name}", args=[ref]), name == page) for name, label in _PAGES]
    return render(request, f"adherents/{template}.html", {"section_menu": menu, **context}, status=status)
