"""*Imprimer ou exporter*: what to take, then the page printed or the file."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from absences.exports import services
from absences.exports.queries import COLUMNS, table_of
from absences.forms import SelectionForm
from absences.motives import sees_motives
from absences.page import planning_page
from absences.printing import NotPrinted
from absences.selection import Selection
from core import files, throttling
from core.exports import csv_file, xlsx_file
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from employees.places import named_sites

_WRITERS: dict[str, Callable[..., Any]] = {"xlsx": xlsx_file, "csv": csv_file}
_DEFAULT = "xlsx"
_WITH_MOTIVES = "motifs"


@requires(Right.ABSENCES_CONSULT)
@require_safe
def print_or_export(request: PortalRequest, tiers: str) -> HttpResponse:
    if not request.access.takes_files:
        raise PermissionDenied
    return _page(request, _form(request))


@requires(Right.ABSENCES_CONSULT)
@require_safe
def print_planning(request: PortalRequest, tiers: str) -> Any:
    def made(selection: Selection) -> HttpResponseBase:
        with_motives = _WITH_MOTIVES in request.GET
        content = services.print_planning(access=request.access, selection=selection, with_motives=with_motives)
        return files.attachment_of(content, filename=f"planning-{selection.first:%Y-%m}.pdf")

    return _taken(request, made)


@requires(Right.ABSENCES_CONSULT)
@require_safe
def print_sheets(request: PortalRequest, tiers: str) -> Any:
    def made(selection: Selection) -> HttpResponseBase:
        content = services.print_sheets(access=request.access, selection=selection)
        return files.attachment_of(content, filename=f"absences-a-afficher-{selection.first:%Y-%m-%d}.pdf")

    return _taken(request, made)


@requires(Right.ABSENCES_CONSULT)
@require_safe
def export(request: PortalRequest, tiers: str) -> Any:
    asked = request.GET.get("format", "")
    file_format = asked if asked in _WRITERS else _DEFAULT

    def made(selection: Selection) -> HttpResponseBase:
        table = table_of(request.access, selection)
        answer = _WRITERS[file_format](f"absences-{timezone.localdate():%Y-%m-%d}", COLUMNS, table.rows)
        # The file is whole, and has not left.
        services.record_export(access=request.access, selection=selection, count=table.count, file_format=file_format)
        return answer

    return _taken(request, made)


def _taken(request: PortalRequest, made: Callable[[Selection], HttpResponseBase]) -> HttpResponseBase:
    """What was asked for; or the page again, with what to correct."""
    if not request.access.takes_files:
        raise PermissionDenied
    form = _form(request)
    if not form.is_valid():
        return _page(request, form, status=422)
    throttling.enforce("planning_taken", str(request.access.user.pk))
    try:
        return made(form.selection)
    except NotPrinted as refused:
        form.add_error(None, str(refused))
        return _page(request, form, status=422)


def _form(request: PortalRequest) -> SelectionForm:
    return SelectionForm(request.GET.dict(), named_sites(request.access))


def _page(request: PortalRequest, form: SelectionForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "may_read_motives": sees_motives(request.access),
        "has_motives": _WITH_MOTIVES in request.GET,
    }
    return planning_page(request, "exports/print_or_export", context, status=status)
