"""Merging a conversation into another: one is chosen, both are read side by side, then it is confirmed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils.http import urlencode

from core.staff.rows import BOTH, RowPageAdmin, row_urls
from core.staff.scoping import is_key
from support.admin.offered import version_of
from support.models import Conversation
from support.policies import can_treat
from support.treating.merging import merge, partners_of, read_alike
from support.treating.queries import thread_of
from support.treating.refusals import NotReadAlike, TreatmentRefused

_SHOWN = 20
_WITH = "avec"


class MergingAdmin(RowPageAdmin):
    def get_urls(self) -> list[URLPattern]:
        return [*row_urls(self, [("reunir/", self._merge, "merge", BOTH)]), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One that was merged leads to where it is read."""
        merged = self.get_queryset(request).filter(pk=object_id if is_key(object_id) else None)
        row = merged.filter(merged_into__isnull=False).select_related("merged_into").first()
        if row is None:
            return super().change_view(request, object_id, form_url, extra_context)
        messages.info(request, f"L’échange {row.reference} est réuni à {row.merged_into.reference}, que voici.")
        return HttpResponseRedirect(self.row_url(request, row.merged_into_id))

    def _merge(self, request: HttpRequest, row: Conversation) -> HttpResponse:
        if not can_treat(request.user, row):
            raise PermissionDenied
        if row.merged_into_id is not None:
            return HttpResponseRedirect(self.row_url(request, row.pk))
        other = self._chosen(request, row)
        if other is not None and not read_alike(row, other):
            messages.warning(request, str(NotReadAlike()))
            other = None
        if request.method == "POST" and other is not None and "confirm" in request.POST:
            return self._merged(request, row, other)
        return self._merging_page(request, row, other)

    def _chosen(self, request: HttpRequest, row: Conversation) -> Conversation | None:
        """Among those of this member of staff; what is not is not known."""
        typed = request.POST.get(_WITH, "") or request.GET.get(_WITH, "")
        rows = self.get_queryset(request).exclude(pk=row.pk)
        return rows.filter(pk=typed).first() if is_key(typed) else None

    def _merged(self, request: HttpRequest, row: Conversation, other: Conversation) -> HttpResponse:
        versions = (version_of(request.POST.get(name, "")) for name in ("seen", "seen_other"))
        version, into_version = versions
        try:
            merge(conversation=row, into=other, by=request.user, version=version, into_version=into_version)
        except TreatmentRefused as refusal:
            messages.warning(request, str(refusal))
            return HttpResponseRedirect(self.row_url(request, row.pk))
        messages.success(request, f"{row.reference} est réuni à {other.reference} ; l’entreprise en est avertie.")
        return HttpResponseRedirect(self.row_url(request, other.pk))

    def _merging_page(self, request: HttpRequest, row: Conversation, other: Conversation | None) -> HttpResponse:
        address = self.row_url(request, row.pk, "merge")
        joint = "&" if "?" in address else "?"
        partners = partners_of(row)[:_SHOWN] if other is None else []
        context = {
            **self.admin_site.each_context(request),
            "title": "Réunir deux échanges",
            "opts": self.opts,
            "row": row,
            "other": other,
            "threads": [(one, thread_of(one)) for one in (row, other)] if other is not None else [],
            "partners": [(one, f"{address}{joint}{urlencode({_WITH: one.pk})}") for one in partners],
            "row_url": self.row_url(request, row.pk),
            "merge_url": address,
            "list_url": self.list_url(request),
        }
        return TemplateResponse(request, "admin/support/merge.html", context)
