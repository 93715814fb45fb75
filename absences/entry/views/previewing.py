"""What an absence would do, as one types it and on the form itself."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from absences.entry.forms import AbsenceForm, SplitForm
from absences.entry.preview import Preview, preview_of, split_preview
from absences.entry.queries import absence_or_404
from absences.models import Absence
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


@requires(Right.ABSENCES_ACT)
@require_POST
def count_split(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    """The same of an absence that is cut in two."""
    one = absence_or_404(request.access, public_id)
    preview = preview_of_split(request.access, one, SplitForm(request.POST))
    return render(request, "absences/entry/parts/preview.html", {"preview": preview, "is_split": True})


def preview_of_split(access: Access, one: Absence, form: SplitForm) -> Preview | None:
    """None until there is a day."""
    on = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
    return split_preview(access, one, on, today=timezone.localdate()) if on else None


def preview_for(access: Access, employee: Employee, form: AbsenceForm, *, own_ref: str = "") -> Preview | None:
    """None until there is enough to count."""
    read = form.as_if_typed()
    if not read.is_valid():
        return None
    return preview_of(access, employee, read.values(), today=timezone.localdate(), own_ref=own_ref)
