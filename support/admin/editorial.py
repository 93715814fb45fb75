"""What the pages of what staff write for everybody share: preview of what is typed, and every version of it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from adherents.admin.shared import OwnBesideTheNetworkAdmin
from core import rich_text
from core.staff.rows import READ, row_urls
from support.enums import WrittenKind
from support.models import WrittenVersion

_LONGEST_TITLE, _LONGEST_BODY = 200, 10_000


class EditorialAdmin(OwnBesideTheNetworkAdmin):
    """`kind`: what the versions of its rows are kept under; `body_field`: which of its fields is written in the small
    Markdown of `core.rich_text`.
    """

    kind: WrittenKind
    body_field: str
    change_form_template = "admin/support/editorial_form.html"

    def get_urls(self) -> list[URLPattern]:
        preview = path(
            "apercu/", self.admin_site.admin_view(require_POST(self.preview)), name=self.page_name("preview")
        )
        pages = [("lecture/", self.read, "read", READ), ("versions/", self.versions, "versions", READ)]
        return [preview, *row_urls(self, pages), *super().get_urls()]

    def preview(self, request: HttpRequest) -> HttpResponse:
        """What was typed, as it will be read; nothing is kept. In another tab: the form stays as it is."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        typed = request.POST
        return self._page(
            request,
            "preview",
            f"Aperçu, {self.opts.verbose_name}",
            written_title=typed.get("title", "")[:_LONGEST_TITLE],
            written_body=rich_text.rendered(typed.get(self.body_field, "")[:_LONGEST_BODY]),
        )

    def read(self, request: HttpRequest, row: Any) -> HttpResponse:
        """As those for whom it is written read it."""
        body = rich_text.rendered(getattr(row, self.body_field))
        shown = {"row": row, "row_url": self.reading_url(row.pk), "written_title": row.title, "written_body": body}
        return self._page(request, "preview", str(row), **shown)

    def versions(self, request: HttpRequest, row: Any) -> HttpResponse:
        kept = WrittenVersion.objects.filter(kind=self.kind, row_id=row.pk)
        return self._page(
            request,
            "versions",
            f"Versions, {self.opts.verbose_name}",
            row=row,
            row_url=self.reading_url(row.pk),
            versions=kept,
        )

    def _page(self, request: HttpRequest, template: str, title: str, **shown: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "list_url": self.rows_url(),
            **shown,
        }
        return TemplateResponse(request, f"admin/support/{template}.html", context)
