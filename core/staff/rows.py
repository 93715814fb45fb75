"""Pages of one row: what they show, their addresses; and rows of a company."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.staff.scoping import CaisseScopedAdmin, ReadOnlyAdmin

READ, WRITE, BOTH = ["GET", "HEAD"], ["POST"], ["GET", "HEAD", "POST"]
RowView = Callable[..., Any]
# What follows the number of the row in the address, view, name, methods.
RowPage = tuple[str, RowView, str, list[str]]


def row_urls(model_admin: CaisseScopedAdmin, pages: Sequence[RowPage]) -> list[URLPattern]:
    """Addresses of pages of one row, named as Django names its own (`page_name`)."""

    def entry(route: str, view: RowView, name: str, methods: list[str]) -> URLPattern:
        def of_row(request: HttpRequest, row_id: int, **kwargs: Any) -> HttpResponse:
            """The row first: what is not of the caisse does not exist, whatever the method."""
            row = get_object_or_404(model_admin.get_queryset(request), pk=row_id)
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            response: HttpResponse = view(request, row, **kwargs)
            return response

        guarded = model_admin.admin_site.admin_view(of_row)
        return path(f"<int:row_id>/{route}", guarded, name=model_admin.page_name(name))

    return [entry(*page) for page in pages]


class OfCompanyAdmin(ReadOnlyAdmin):
    """Rows of a company (`adherent`), found by what finds the company: `ways` says so."""

    caisse_path = "adherent__caisse_id"
    list_select_related = ["adherent", "establishment"]
    search_help_text = "Raison sociale, identifiant CIBTP, SIREN, ou SIRET d’un de ses établissements."


class RowPageAdmin(ReadOnlyAdmin):
    """The page of a row shows its fields, then what else is known of it: `facts` gives that to the template."""

    change_form_template = "admin/staff/row.html"

    def is_of_its_caisse(self, row: Any) -> bool:
        """Whether the company of the row depends on the caisse that has the row: only there has it a page."""
        return True

    @admin.display(description="entreprise")
    def company(self, row: Any) -> SafeString:
        """Leads to where the company is read: Django's own link leads to where it is changed."""
        if not self.is_of_its_caisse(row):
            return format_html("{}", row.adherent)
        page: Any = self.admin_site.get_model_admin(type(row.adherent))
        return format_html('<a href="{}">{}</a>', page.reading_url(row.adherent_id), row.adherent)

    def facts(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return {}

    def record_view(self, request: HttpRequest, row: Any) -> None:
        """Where who looked at whom is journalled (SECURITY L2)."""

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        shown = self.page_context(request, row, extra_context or {})
        response = super().change_view(request, object_id, form_url, shown)
        self.record_view(request, row)
        return response

    def page_context(self, request: HttpRequest, row: Any, extra: dict[str, Any]) -> dict[str, Any]:
        return {"row": row, "list_url": self.list_url(request), **self.facts(request, row), **extra}

    def row_url(self, request: HttpRequest, row_id: Any, name: str = "change") -> str:
        """An address of a row, which remembers the filters of the list that it was opened from."""
        url = reverse(f"admin:{self.page_name(name)}", args=[row_id])
        kept = self.get_preserved_filters(request)
        return f"{url}?{kept}" if kept else url

    def list_url(self, request: HttpRequest) -> str:
        """The list as it was filtered."""
        url = self.rows_url()
        filters = request.GET.get("_changelist_filters", "")
        return f"{url}?{filters}" if filters else url

    def shown_apart(self, request: HttpRequest, row: Any, **shown: Any) -> TemplateResponse:
        """What one asks to see on a page of its own, each time in the journal: `title`, `whose`, `numbers`, `note`."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "row": row,
            "row_url": self.row_url(request, row.pk),
            "list_url": self.list_url(request),
            **shown,
        }
        return TemplateResponse(request, "admin/staff/shown_apart.html", context)
