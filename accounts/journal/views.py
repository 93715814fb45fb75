"""Journal of the company acted for: read, filtered, exported."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.journal import queries as journal
from accounts.journal.forms import JournalForm
from accounts.journal.queries import JournalLine
from core import throttling
from core.exports import csv_file
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from core.sections import with_status_of

_COLUMNS = ("Date", "Personne", "Au titre de", "Action", "Objet", "Détail", "Pour", "Adresse IP", "Résultat")
_CURSOR = "avant"


@requires(Right.JOURNAL_CONSULT, whole_company=True)
@require_safe
def index(request: PortalRequest, tiers: str) -> HttpResponse:
    form = JournalForm(request.GET)
    form.full_clean()
    page = journal.page_of(request.access, form.filters, request.GET.get(_CURSOR, ""))
    context = {
        "form": form,
        "page": page,
        "query": _query(request.GET),
        "older_query": _query(request.GET, page.older),
        "is_first": _CURSOR not in request.GET,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
    }
    return with_status_of(render(request, "journal/index.html", context), form)


@requires(Right.JOURNAL_CONSULT, whole_company=True)
@require_safe
def export(request: PortalRequest, tiers: str) -> HttpResponse:
    """What the page shows, all of it, as a file."""
    access = request.access
    throttling.enforce("export", str(request.user.pk))
    form = JournalForm(request.GET)
    form.full_clean()
    lines = [_cells(line) for line in journal.export(access, form.filters)]
    journal.record_export(access)
    return csv_file(f"journal-{timezone.localdate():%Y-%m-%d}", _COLUMNS, lines)


def _cells(line: JournalLine) -> list[str]:
    return [
        f"{timezone.localtime(line.at):%d/%m/%Y %H:%M:%S}",
        line.who,
        line.via,
        line.what,
        line.target,
        " ; ".join(line.details),
        line.tiers_label,
        line.ip,
        "Refusé" if line.is_refused else "Fait",
    ]


def _query(parameters: QueryDict, cursor: str = "") -> str:
    """The filters as an address carries them, with the place of the page when there is one."""
    kept = parameters.copy()
    kept.pop(_CURSOR, None)
    if cursor:
        kept[_CURSOR] = cursor
    return kept.urlencode()
