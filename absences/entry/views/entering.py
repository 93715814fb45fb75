"""An absence entered: whose, then what."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from absences.choosing import choice_of_person, without_number
from absences.entry.forms import AbsenceForm, asked_days
from absences.entry.queries import same_entry
from absences.entry.views.previewing import preview_for
from absences.entry.words import said_entered
from absences.page import planning_page
from absences.queries.kinds import kinds_for
from absences.services.entering import enter_absence
from absences.services.refusals import AbsenceRefused, AlreadyAbsent
from absences.values import AbsenceValues, Entered
from core import typed_again
from core.access import Access
from core.addresses import local_address
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from employees.models import Employee

# What an address may ask for, and what it keeps while somebody is chosen.
_ASKED = ("du", "au", "nature", "retour")


@requires(Right.ABSENCES_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: PortalRequest, tiers: str) -> HttpResponse:
    ref = request.GET.get("salarie", "") or typed_again.mark("salarie")
    if not ref:
        return _choose(request)
    access = request.access
    employee = access.get_or_404(Employee, ref)
    form = AbsenceForm(request.POST or None, kinds=kinds_for(access), initial=_initial(request))
    if form.is_bound and form.is_valid() and "count" not in request.POST:
        try:
            entered = _entered(access, employee, form.values())
        except AbsenceRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, said_entered(access, entered))
            return redirect(_address_back(request))
    context = {
        "form": form,
        "employee": employee,
        "preview": preview_for(access, employee, form),
        "choose_url": f"{request.path}?{urlencode(_asked(request))}",
    }
    return planning_page(request, "entry/enter", context)


def _entered(access: Access, employee: Employee, values: AbsenceValues) -> Entered:
    """Sent twice, an entry makes one absence, and is answered twice the same. Raises AbsenceRefused."""
    try:
        return enter_absence(access=access, employee=employee, values=values)
    except AlreadyAbsent:
        if same := same_entry(employee, values):
            return Entered(same)
        raise


def _choose(request: PortalRequest) -> HttpResponse:
    """Whose absence: a search, and its list."""
    return without_number(request) or planning_page(
        request, "entry/choose_person", choice_of_person(request, _asked(request))
    )


def _asked(request: PortalRequest) -> dict[str, str]:
    """A page to go back to is kept if it is one of ours."""
    asked = {name: request.GET.get(name, "") for name in _ASKED}
    asked["retour"] = local_address(request, asked["retour"], "")
    return {name: value for name, value in asked.items() if value}


def _initial(request: PortalRequest) -> dict[str, Any]:
    asked = request.GET
    return {"kind": asked.get("nature", ""), **asked_days(asked.get("du", ""), asked.get("au", ""))}


def _address_back(request: PortalRequest) -> str:
    planning = reverse("absences:planning", args=[request.access.tiers.ref])
    return local_address(request, request.GET.get("retour", ""), planning)
