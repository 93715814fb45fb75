"""Who has read what: every download, whoever made it."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from adherents.queries import of_company
from core.staff.rows import OfCompanyAdmin, RowPageAdmin
from documents.models import Document, Download


@admin.register(Download)
class DownloadAdmin(RowPageAdmin, OfCompanyAdmin):
    ways = (of_company(),)
    list_select_related = ["adherent", "document__kind"]
    list_display = ["at", "document_title", "kind", "by_label", "firm_name", "way", "adherent"]
    list_display_links = ["at"]
    list_filter = ["way", "at"]
    fields = [("company", "document_read"), ("by_label", "firm_name"), ("way", "at")]

    @admin.display(description="document", ordering="document__title")
    def document_title(self, row: Download) -> str:
        return row.document.title

    @admin.display(description="type", ordering="document__kind__name")
    def kind(self, row: Download) -> str:
        return str(row.document.kind)

    @admin.display(description="document")
    def document_read(self, row: Download) -> SafeString:
        page = self.admin_site.get_model_admin(Document)
        return format_html('<a href="{}">{}</a>', page.reading_url(row.document_id), row.document)  # type: ignore[attr-defined]
