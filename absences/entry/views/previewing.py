"""What an absence would do, as one types it and on the form itself."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from absences.entry.forms import AbsenceForm
from absences.entry.preview import Preview, preview_of
from absences.queries.kinds import kinds_for
from core.access import Access
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from employees.models import Employee


@requires(Right.ABSENCES_ACT)
@require_POST
def count(request: PortalRequest, tiers: str) -> HttpResponse:
    """Part of a page: what the form says so far. Posted, so that no motive is in an address; nothing is written."""
    access, preview = request.access, None
    form = AbsenceForm(request.POST, kinds=kinds_for(access))
    if form.is_valid():
        employee = access.get_or_404(Employee, request.POST.get("salarie", ""))
        preview = preview_for(access, employee, form, own_ref=request.POST.get("absence", ""))
    return render(request, "absences/entry/parts/preview.html", {"preview": preview})


def preview_for(access: Access, employee: Employee, form: AbsenceForm, *, own_ref: str = "") -> Preview | None:
    """None until there is enough to count."""
    read = form.as_if_typed()
    if not read.is_valid():
        return None
    return preview_of(access, employee, read.values(), today=timezone.localdate(), own_ref=own_ref)
