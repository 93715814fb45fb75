"""The list of people as a file: CSV or XLSX, what is filtered, with numbers for whoever may read them."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core import throttling
from core.chips import words_of
from core.exports import csv_file, xlsx_file
from core.guards import refuse, requires
from core.http import PortalRequest
from core.rights import Right
from employees.enums import Presence
from employees.page import section_page
from employees.people.forms import CHOSEN, PeopleForm
from employees.people.queries.export import table_of
from employees.people.queries.listing import listed
from employees.people.services import record_export
from employees.people.views.listing import PARAMETERS
from employees.places import named_sites

_WRITERS: dict[str, Callable[..., Any]] = {"xlsx": xlsx_file, "csv": csv_file}
_DEFAULT = "xlsx"


@requires(Right.EMPLOYEES_CONSULT)
@require_safe
def choose_export(request: PortalRequest, tiers: str) -> Any:
    """What the file will hold, and in which format."""
    access = request.access
    if not access.takes_files:
        raise PermissionDenied
    form = PeopleForm(request.GET, named_sites(access))
    context = {
        "count": listed(access, form.wanted).count(),
        "kept": [(name, request.GET[name]) for name in (*PARAMETERS, CHOSEN) if request.GET.get(name)],
        "is_selection": bool(form.wanted.chosen),
        "text": form.wanted.text,
        "presence": "" if form.wanted.is_void else Presence(form.wanted.presence).label,
        "filters": [(field.label, words_of(field)) for field in form.applied],
        "may_read_wages": access.has(Right.WAGES_CONSULT),
        "may_read_motives": access.has(Right.MOTIVES_CONSULT),
        "may_read_nir": access.has(Right.NIR_CONSULT),
    }
    return section_page(request, "index", "choose_export", context)


@requires(Right.EMPLOYEES_CONSULT)
@require_safe
def export(request: PortalRequest, tiers: str) -> Any:
    return _file(request, request.GET, with_nir=False)


@requires(Right.NIR_CONSULT)
@require_POST
def export_with_nir(request: PortalRequest, tiers: str) -> Any:
    """A form that posts: no link, no page read ahead leads to numbers."""
    if not request.access.has(Right.EMPLOYEES_CONSULT):
        refuse(request)
    return _file(request, request.POST, with_nir=True)


def _file(request: PortalRequest, typed: QueryDict, *, with_nir: bool) -> Any:
    access = request.access
    throttling.enforce("export", str(access.user.pk))
    wanted = PeopleForm(typed, named_sites(access)).wanted
    asked = typed.get("format", "")
    file_format = asked if asked in _WRITERS else _DEFAULT
    table = table_of(access, wanted, with_nir=with_nir)
    answer = _WRITERS[file_format](f"salaries-{timezone.localdate():%Y-%m-%d}", table.columns, table.rows)
    # The file is whole, and has not left.
    record_export(access=access, count=table.count, file_format=file_format, with_nir=with_nir)
    return answer
