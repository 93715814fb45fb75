"""Lists of people sent as files: the file, its reading, its preview, its application."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.exports import csv_file, xlsx_file
from core.guards import refuse, requires
from core.http import PortalRequest
from core.menus import Option
from core.rights import Right
from core.throttling import Throttled
from employees.enums import RUNNING_IMPORTS, ImportState, Outcome
from employees.imports import queries
from employees.imports.columns import COLUMNS
from employees.imports.forms import ListFileForm
from employees.imports.services import applying
from employees.imports.services import reading as importing
from employees.imports.template import HEADINGS, example
from employees.models import EmployeeImport
from employees.page import section_page
from employees.places import places_of
from employees.policies import can_import

_PER_PAGE = 50
_IMPORTS_PER_PAGE = 20
_TOO_MANY = "Votre entreprise a envoyé assez de fichiers pour aujourd’hui : réessayez demain."
_MOVED = "Cet import n’en est plus là : voici où il en est."
_WRITERS: dict[str, Callable[..., Any]] = {"csv": csv_file, "xlsx": xlsx_file}
_TABS = {
    "a-corriger": (Outcome.WRONG, "À corriger"),
    "nouveaux": (Outcome.NEW, "Embauches"),
    "modifies": (Outcome.CHANGED, "Modifiés"),
    "inchanges": (Outcome.UNCHANGED, "Inchangés"),
}


@requires(Right.EMPLOYEES_CONSULT)
@require_safe
def imports(request: PortalRequest, tiers: str) -> HttpResponse:
    return _imports_page(request, ListFileForm())


@requires(Right.EMPLOYEES_ACT)
@require_POST
def send_import(request: PortalRequest, tiers: str) -> HttpResponse:
    access, form = request.access, ListFileForm(request.POST, request.FILES)
    if not can_import(access):
        refuse(request)
    if not form.is_valid():
        return _imports_page(request, form, status=422)
    try:
        sent = importing.send_import(access=access, upload=form.cleaned_data["file"])
    except Throttled:
        messages.warning(request, _TOO_MANY)
        return redirect("employees:imports", tiers)
    return redirect("employees:import_file", tiers, sent.public_id)


@requires(Right.EMPLOYEES_CONSULT)
@require_safe
def import_template(request: PortalRequest, tiers: str, key: str) -> Any:
    """`key`: the kind of file, csv or xlsx."""
    if key not in _WRITERS:
        raise Http404
    return _WRITERS[key]("modele-salaries", HEADINGS, [example(places_of(request.access))])


@requires(Right.EMPLOYEES_CONSULT)
@require_safe
def import_file(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    sent = access.get_or_404(EmployeeImport, public_id)
    context: dict[str, Any] = {
        "sent": sent,
        "is_running": sent.state in RUNNING_IMPORTS,
        "is_failed": sent.state in (ImportState.UNREADABLE, ImportState.FAILED),
        "may_act": can_import(access),
    }
    if sent.state in (ImportState.READ, ImportState.APPLIED, ImportState.FAILED):
        context |= _preview(request, sent)
    return section_page(request, "imports", "import_file", context)


@requires(Right.EMPLOYEES_CONSULT)
@require_safe
def import_errors(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    sent = request.access.get_or_404(EmployeeImport, public_id)
    columns = ["Ligne", "Salarié", "Colonne", "Reçu", "À corriger"]
    return csv_file("lignes-a-corriger", columns, queries.problems_of(sent, request.access))


@requires(Right.EMPLOYEES_ACT)
@require_POST
def confirm_import(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    """The accents of the file are read right."""
    access = request.access
    sent = access.get_or_404(EmployeeImport, public_id)
    try:
        importing.confirm_alphabet(access=access, sent=sent)
    except importing.ImportMoved:
        messages.info(request, _MOVED)
    return redirect("employees:import_file", tiers, public_id)


@requires(Right.EMPLOYEES_ACT)
@require_POST
def apply_import(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    sent = access.get_or_404(EmployeeImport, public_id)
    try:
        applying.request_application(access=access, sent=sent)
    except importing.ImportMoved:
        messages.info(request, _MOVED)
    return redirect("employees:import_file", tiers, public_id)


@requires(Right.EMPLOYEES_ACT)
@require_POST
def abandon_import(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    sent = access.get_or_404(EmployeeImport, public_id)
    try:
        importing.abandon_import(access=access, sent=sent)
    except importing.ImportMoved:
        messages.info(request, _MOVED)
        return redirect("employees:import_file", tiers, public_id)
    messages.success(request, f"L’import de « {sent.file_name} » est abandonné : rien n’a été enregistré.")
    return redirect("employees:imports", tiers)


def _imports_page(request: PortalRequest, form: ListFileForm, *, status: int = 200) -> HttpResponse:
    access = request.access
    page = Paginator(queries.imports_of(access), _IMPORTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "columns": COLUMNS, "may_act": can_import(access)}
    return section_page(request, "imports", "imports", context, status=status)


def _preview(request: PortalRequest, sent: EmployeeImport) -> dict[str, Any]:
    access, counts = request.access, queries.counts_of(sent)
    key = request.GET.get("resultat", "")
    if key not in _TABS:
        key = next((name for name, (one, _) in _TABS.items() if counts[one]), "inchanges")
    address = reverse("employees:import_file", args=[access.tiers.ref, sent.public_id])
    outcome = _TABS[key][0]
    rows: Any = (
        queries.grouped_problems_of(sent, access) if outcome == Outcome.WRONG else queries.lines_of(sent, outcome)
    )
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    return {
        "counts": {outcome.value: count for outcome, count in counts.items()},
        "total": sum(counts.values()),
        "useful_count": counts[Outcome.NEW] + counts[Outcome.CHANGED],
        "must_confirm": sent.state == ImportState.READ and sent.must_confirm,
        "tabs": [
            Option(f"{label} ({counts[one]})", f"{address}?resultat={name}", name == key)
            for name, (one, label) in _TABS.items()
        ],
        "page": page,
        "problems": page.object_list if outcome == Outcome.WRONG else [],
        "lines": [] if outcome == Outcome.WRONG else queries.shown(page.object_list, access),
        "query": f"resultat={key}&",
    }
