"""One document, several in an archive, and who took what."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core import throttling
from core.files import kept_out_of_reach
from core.french import counted
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from documents.forms import DocumentsForm
from documents.models import Document, Download
from documents.page import document_or_404, section_page
from documents.queries.listing import documents_of, published_since
from documents.services.recording import record_download
from documents.services.verifying import FileUnavailable
from documents.taking.delivery import delivered, unchanged
from documents.taking.services import zip_of

_PER_PAGE = 50
# What an archive is made of, in the button that is pressed.
FILTERED, NEW = "affiches", "nouveautes"


@requires(Right.DOCUMENTS_CONSULT)
@require_safe
def download(request: PortalRequest, tiers: str, ref: str) -> Any:
    """The permanent address of a document."""
    document = document_or_404(request, ref)
    if not request.access.takes_files:
        raise PermissionDenied
    known = unchanged(request, document)
    if known is not None:
        return known
    try:
        response = delivered(request, document)
    except FileUnavailable as unavailable:
        context = {"document": document, "health": unavailable.health.value}
        return section_page(request, "index", "taking/unavailable", context, status=HTTPStatus.NOT_FOUND)
    if request.method == "GET" and response.status_code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        record_download(access=request.access, document=document, is_piece="Range" in request.headers)
    return response


@requires(Right.DOCUMENTS_CONSULT)
@require_POST
def zip(request: PortalRequest, tiers: str) -> Any:  # noqa: A001  named as its address
    """Those ticked, wherever they were listed; all that the filters of the address keep; all that is new."""
    access = request.access
    if not access.takes_files:
        raise PermissionDenied
    most: int = settings.DOCUMENT_ZIP_MAX_DOCUMENTS
    keys = list(_asked_for(request).values_list("pk", flat=True)[: most + 1])
    if not keys or len(keys) > most:
        messages.warning(request, _why_not(request, keys, most))
        query = request.GET.urlencode()
        return redirect(f"{reverse('documents:index', args=[tiers])}{f'?{query}' if query else ''}")
    throttling.enforce("documents.zip", str(access.user.pk))
    response = StreamingHttpResponse(zip_of(access=access, keys=keys), content_type="application/zip")
    name = f"documents-{timezone.localdate():%Y-%m-%d}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    kept_out_of_reach(response)
    return response


@requires(Right.DOCUMENTS_CONSULT)
@require_safe
def downloads(request: PortalRequest, tiers: str) -> HttpResponse:
    """Who took what, when; of the documents that the reader may read."""
    rows = Download.objects.for_access(request.access).select_related("document__kind")
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    return section_page(request, "downloads", "taking/downloads", {"page": page})


def _asked_for(request: PortalRequest) -> QuerySet[Document]:
    access, what = request.access, request.POST.get("quoi", "")
    readable: QuerySet[Document] = Document.objects.for_access(access)
    if what == NEW:
        return readable.filter(published_since(access.user.previous_sign_in_at))
    if what == FILTERED:
        form = DocumentsForm(request.GET, access)
        # What is not understood filters nothing: better no archive than everything.
        return documents_of(access, form.wanted) if form.is_valid() else readable.none()
    # Those of other pages come together, by a comma.
    refs = {ref for given in request.POST.getlist("choix") for ref in given.split(",")}
    return readable.filter(public_id__in=refs)


def _why_not(request: PortalRequest, keys: list[int], most: int) -> str:
    if keys:
        return f"Une archive contient {counted(most, 'document')} au plus : choisissez un type, ou des dates."
    if request.POST.get("quoi") == NEW:
        return "Rien de nouveau depuis votre dernière visite."
    if request.POST.get("quoi") == FILTERED:
        return "Aucun document ne correspond : corrigez les filtres, puis recommencez."
    return "Cochez d’abord des documents dans la liste."
