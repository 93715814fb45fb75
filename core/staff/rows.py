"""Pages of one row, and rows of a company."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path

from core.staff.scoping import ReadOnlyAdmin

READ, WRITE, BOTH = ["GET", "HEAD"], ["POST"], ["GET", "HEAD", "POST"]
RowView = Callable[..., Any]
# What follows the number of the row in the address, view, name, methods.
RowPage = tuple[str, RowView, str, list[str]]


def row_urls(model_admin: "ModelAdmin[Any]", pages: list[RowPage]) -> list[URLPattern]:
    """Addresses of pages of one row, each named `<app>_<model>_<name>`."""

    def entry(route: str, view: RowView, name: str, methods: list[str]) -> URLPattern:
        def of_row(request: HttpRequest, row_id: int, **kwargs: Any) -> HttpResponse:
            """The row first: what is not of the caisse does not exist, whatever the method."""
            row = get_object_or_404(model_admin.get_queryset(request), pk=row_id)
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            response: HttpResponse = view(request, row, **kwargs)
            return response

        opts = model_admin.opts
        guarded = model_admin.admin_site.admin_view(of_row)
        return path(f"<int:row_id>/{route}", guarded, name=f"{opts.app_label}_{opts.model_name}_{name}")

    return [entry(*page) for page in pages]


class OfCompanyAdmin(ReadOnlyAdmin):
    """Rows of a company (`adherent`), found by what finds the company: its own page of the back office answers."""

    caisse_path = "adherent__caisse_id"
    list_select_related = ["adherent", "establishment"]
    search_fields = ["adherent__name"]
    search_help_text = "Raison sociale, identifiant CIBTP, SIREN, ou SIRET d’un de ses établissements."

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        typed = search_term.strip()
        if not typed:
            return queryset, False
        company: Any = self.opts.get_field("adherent").related_model
        every_company = company._default_manager.order_by()
        companies, _ = self.admin_site.get_model_admin(company).get_search_results(request, every_company, typed)
        return queryset.filter(adherent__in=companies.values("pk")), False
