"""The page of what was received and answered over a period, and its file: read by whoever reads the conversations."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from adherents.models import Caisse
from core.staff.scoping import CaisseScopedAdmin, caisse_id_of
from support.statistics.exporting import exported
from support.statistics.forms import PeriodForm
from support.statistics.queries import statistics_of
from support.statistics.values import Statistics

_ASKED = ("periode", "du", "au", "caisse")


class StatisticsAdmin(CaisseScopedAdmin):
    def get_urls(self) -> list[URLPattern]:
        pages = [
            ("statistiques/", self.statistics, "statistics"),
            ("statistiques/export/", self.export_statistics, "statistics_export"),
        ]
        own = [path(route, self.admin_site.admin_view(view), name=self.page_name(name)) for route, view, name in pages]
        return [*own, *super().get_urls()]

    def statistics(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request)
        counted = _counted(request, form)
        asked = request.GET.urlencode() if form.is_valid() else ""
        export_url = reverse(f"admin:{self.page_name('statistics_export')}")
        context = {
            **self.admin_site.each_context(request),
            "title": "Statistiques des échanges",
            "opts": self.opts,
            "list_url": self.rows_url(),
            "form": form,
            "statistics": counted,
            "export_url": f"{export_url}?{asked}" if asked else export_url,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/support/statistics.html", context, status=status)

    def export_statistics(self, request: HttpRequest) -> HttpResponse:
        """A period that is refused is told where it is chosen."""
        form = self._form(request)
        if not form.is_valid():
            page = reverse(f"admin:{self.page_name('statistics')}")
            return HttpResponseRedirect(f"{page}?{request.GET.urlencode()}")
        return exported(_counted(request, form))

    def _form(self, request: HttpRequest) -> PeriodForm:
        if not self.has_view_permission(request):
            raise PermissionDenied
        caisses = Caisse.objects.order_by("name") if caisse_id_of(request) is None else None
        return PeriodForm({name: request.GET[name] for name in _ASKED if name in request.GET}, caisses=caisses)


def _counted(request: HttpRequest, form: PeriodForm) -> Statistics:
    """Of one's own caisse, whatever is asked; the network chooses."""
    period, own = form.wanted(), caisse_id_of(request)
    chosen: Any = form.cleaned_data.get("caisse") if own is None else None
    return statistics_of(own if own is not None else chosen and chosen.pk, period)
