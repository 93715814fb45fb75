"""What the pages of this back office share: a form of a list, which is of no row; the way to a document."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from documents.models import Document
from documents.policies import PUBLISH


def check_publishes(request: HttpRequest) -> None:
    """The role's; the services check the caisse."""
    if not request.user.has_perm(PUBLISH):
        raise PermissionDenied


def form_page(page: Any, request: HttpRequest, template: str, **shown: Any) -> HttpResponse:
    """Of a list of the admin; what was typed wrong comes back with 422."""
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "list_url": page.rows_url(),
        **shown,
    }
    return TemplateResponse(request, template, context, status=422 if request.method == "POST" else 200)


def linked_document(page: Any, document: Document) -> SafeString:
    """Leads to where it is read, and withdrawn."""
    documents: Any = page.admin_site.get_model_admin(Document)
    return format_html('<a href="{}">{}</a>', documents.reading_url(document.pk), document.title)
