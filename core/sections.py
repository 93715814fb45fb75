"""The pages of a section of the menu: one frame, one sub-menu, one way to answer a form with errors."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import Access
from core.http import PortalRequest
from core.menus import Option, sub_menu
from core.rights import Right

LAYOUT = "layouts/portal.html"


@dataclass(frozen=True, slots=True)
class DeclaredPage:
    """A page of an app above, with its place in the sub-menu."""

    name: str
    label: str
    right: Right
    rank: int


@dataclass(frozen=True, slots=True)
class PageFamily:
    """Pages that share a sub-menu, `layouts/section.html` and the folder of their templates.

    `label` names the sub-menu to whoever hears it; `pages`: (URL name, label), in `namespace`; `right`: that of these
    pages; `declared`: what apps above add (`declare`); `sheet`: what only these pages show, of `static/css/sections/`.
    """

    namespace: str
    label: str
    templates: str
    pages: tuple[tuple[str, str], ...]
    sheet: str = ""
    right: Right | None = None
    declared: list[DeclaredPage] = field(default_factory=list)

    def declare(self, name: str, label: str, right: Right, *, rank: int) -> None:
        """Once, when the portal starts; `rank`: its place among the pages of the sub-menu."""
        self.declared.append(DeclaredPage(name, label, right, rank))

    def pages_for(self, access: Access) -> list[tuple[str, str]]:
        """Those that this person may open."""
        pages = list(self.pages) if self.right is None or access.has(self.right) else []
        for page in self.declared:
            if access.has(page.right):
                pages.insert(page.rank, (page.name, page.label))
        return pages

    def page(
        self,
        request: HttpRequest,
        current: str,
        template: str,
        context: dict[str, Any],
        *,
        args: Iterable[str] = (),
        more_pages: Iterable[tuple[str, str]] = (),
        pages: Iterable[tuple[str, str]] | None = None,
        status: int | None = None,
    ) -> HttpResponse:
        """`current`: the entry that is lit; `args`: what the addresses of the sub-menu hold; `more_pages`: its last
        entries, for whoever has them; `pages`: in place of the family's own.

        `status` None: what the form of `context` deserves (`with_status_of`).
        """
        own = self.pages if pages is None else pages
        menu = sub_menu(self.namespace, (*own, *more_pages), current, *args)
        is_of_menu = any(option.url == request.path for option in menu)
        frame = {
            "layout": LAYOUT,
            "section_menu": menu if is_of_menu else [],
            "section_trail": [] if is_of_menu else _above(menu),
            "section_label": self.label,
            "section_sheet": self._sheet_name(),
        }
        values = {**frame, "section_context": "", **context}
        response = render(request, f"{self.templates}/{template}.html", values, status=status)
        is_answer = status is None and request.method == "POST"
        return with_status_of(response, context.get("form")) if is_answer else response

    def _sheet_name(self) -> str:
        return f"css/sections/{self.sheet}.css" if self.sheet else ""

    def page_of_tiers(
        self, request: PortalRequest, current: str, template: str, context: dict[str, Any], *, status: int | None = None
    ) -> HttpResponse:
        """A page of a section for the tiers acted for."""
        tiers, pages = request.access.tiers, self.pages_for(request.access)
        values = {"section_context": tiers.label, **context}
        return self.page(request, current, template, values, args=[tiers.ref], pages=pages, status=status)


def _above(menu: list[Option]) -> list[Option]:
    """The entry that a page further down belongs to; the first one is the section itself, which the trail holds."""
    return [option for option in menu[1:] if option.is_current]


def with_status_of(response: HttpResponse, form: forms.BaseForm | None) -> HttpResponse:
    """200; 422 when the form has errors; 429 when it was tried too often (SECURITY I9)."""
    errors = [error for listed in form.errors.as_data().values() for error in listed] if form is not None else []
    slowed = next((error for error in errors if error.code == "throttled"), None)
    if slowed is not None and slowed.params:
        response.status_code = 429
        response.headers["Retry-After"] = str(slowed.params["retry_after"])
    elif errors:
        response.status_code = 422
    return response
