"""One absence: where it stands, what was done of it; changed, cut in two, cancelled."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from absences.entry.forms import AbsenceForm, SplitForm, typed_of
from absences.entry.preview import cancelling_advice
from absences.entry.queries import absence_or_404, history_of, same_entry
from absences.entry.views.previewing import preview_for, preview_of_split
from absences.entry.words import days_in_words, is_told, said_entered, said_from, total_of
from absences.models import Absence
from absences.motives import sees_motives
from absences.page import planning_page
from absences.policies import can_change_absence, can_declare_leave
from absences.queries.kinds import kinds_for
from absences.queries.planned import shown
from absences.services.entering import cancel_absence, change_absence, split_absence
from absences.services.refusals import AbsenceRefused, ChangedMeanwhile
from absences.telling import said_of_leave
from absences.values import AbsenceValues, Entered
from core import typed_again
from core.addresses import local_address
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from employees.leave.schedules import schedules_of

_FORM = ["GET", "HEAD", "POST"]
_LONGEST_VERSION = 9
_CANCELLED = "Cette absence est annulée : elle ne se change plus."
_PAID = "Ce congé est payé : demandez à votre caisse de le modifier."


@requires(Right.ABSENCES_CONSULT)
@require_safe
def absence(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    one = absence_or_404(access, public_id)
    schedule = schedules_of(one.adherent_id, [one.employee_id]).get(one.employee_id)
    total = total_of(one.stretch, one.kind.unit, schedule) if schedule is not None else None
    context = {
        **_shown(request, one),
        "days": days_in_words(total, one.kind.unit) if total is not None else "",
        "declarations": said_of_leave(one),
        "may_declare": can_declare_leave(access, one),
        "lines": history_of(access, one),
        "may_change": can_change_absence(access, one),
        "may_split": can_change_absence(access, one) and one.starts_on < one.ends_on,
        "may_open_person": access.has(Right.EMPLOYEES_CONSULT),
    }
    return planning_page(request, "entry/absence", context)


@requires(Right.ABSENCES_ACT)
@require_http_methods(_FORM)
def change(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    one = absence_or_404(access, public_id)
    form = AbsenceForm(request.POST or None, kinds=kinds_for(access, one), initial=typed_of(one))
    version, meanwhile, status = _version_read(request, one), None, None
    if not can_change_absence(access, one) and (not form.is_bound or version == one.version):
        return _lead_back(request, one, _why_over(one))
    if form.is_bound and form.is_valid() and "count" not in request.POST:
        try:
            changed = _changed(request, one, form.values(), version)
        except ChangedMeanwhile as refused:
            meanwhile, version, status = refused, refused.absence.version, 409
        except AbsenceRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, said_entered(access, changed))
            return redirect(_address_back(request, one))
    preview = preview_for(access, one.employee, form, own_ref=one.public_id)
    context = {
        **_shown(request, one),
        "form": form,
        "version": version,
        "preview": preview,
        **_now(request, meanwhile),
    }
    return planning_page(request, "entry/change", context, status=status)


@requires(Right.ABSENCES_ACT)
@require_http_methods(_FORM)
def split(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    one = absence_or_404(access, public_id)
    if not can_change_absence(access, one):
        return _lead_back(request, one, _why_over(one))
    form = SplitForm(request.POST or None)
    version, meanwhile, status = _version_read(request, one), None, None
    # Read before the form says why it is refused, which the count does not.
    preview = preview_of_split(access, one, form)
    if form.is_bound and form.is_valid() and "count" not in request.POST:
        try:
            parts = split_absence(access=access, absence=one, on=form.cleaned_data["on"], version=version)
        except ChangedMeanwhile as refused:
            meanwhile, version, status = refused, refused.absence.version, 409
        except AbsenceRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            first, second = (part.stretch.label for part in parts.absences)
            messages.success(request, f"L’absence est coupée en deux : {first}, puis {second}.")
            return redirect(_address_back(request, one))
    context = {
        **_shown(request, one),
        "form": form,
        "version": version,
        "preview": preview,
        "is_split": True,
        **_now(request, meanwhile),
    }
    return planning_page(request, "entry/split", context, status=status)


@requires(Right.ABSENCES_ACT)
@require_http_methods(_FORM)
def cancel(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    access = request.access
    one = absence_or_404(access, public_id)
    if not can_change_absence(access, one):
        return _lead_back(request, one, _why_over(one))
    version, meanwhile, status = _version_read(request, one), None, None
    if "confirm" in request.POST:
        try:
            cancelled = cancel_absence(access=access, absence=one, version=version)
        except ChangedMeanwhile as refused:
            meanwhile, version, status = refused, refused.absence.version, 409
        except AbsenceRefused as refused:
            return _lead_back(request, one, str(refused))
        else:
            to_declare = " L’annulation est à déclarer à la caisse." if cancelled.to_declare else ""
            said, back = f"L’absence {said_from(cancelled.stretch)} est annulée.{to_declare}", _asked_back(request)
            # It is in no planning any more: from elsewhere, this leads to its page.
            messages.success(request, said, extra_tags=_address_of(request, one) if back else "")
            return redirect(_address_back(request, one))
    context = {
        **_shown(request, one),
        "version": version,
        "is_told": is_told(one),
        "advice": cancelling_advice(access, one),
        **_now(request, meanwhile),
    }
    return planning_page(request, "entry/cancel", context, status=status)


def _changed(request: PortalRequest, one: Absence, values: AbsenceValues, version: int) -> Entered:
    """Sent twice, a change is made once, and answered twice the same. Raises AbsenceRefused."""
    try:
        return change_absence(access=request.access, absence=one, values=values, version=version)
    except ChangedMeanwhile as refused:
        if same := same_entry(one.employee, values, own=refused.absence):
            return Entered(same)
        raise


def _shown(request: PortalRequest, one: Absence) -> dict[str, Any]:
    seen = shown(one, with_motives=sees_motives(request.access))
    back = _asked_back(request)
    return {
        "absence": one,
        "shown": seen,
        "employee": one.employee,
        "back_url": _address_back(request, one),
        "onward": f"?{urlencode({'retour': back})}" if back else "",
    }


def _now(request: PortalRequest, meanwhile: ChangedMeanwhile | None) -> dict[str, Any]:
    """What the absence became while the page was read; `may_resend`: what was typed may still be made of it."""
    if meanwhile is None:
        return {"meanwhile": "", "now": None, "may_resend": True}
    now, access = meanwhile.absence, request.access
    return {
        "meanwhile": str(meanwhile),
        "now": shown(now, with_motives=sees_motives(access)),
        "may_resend": can_change_absence(access, now),
    }


def _why_over(one: Absence) -> str:
    return _CANCELLED if not one.is_live else _PAID


def _version_read(request: PortalRequest, one: Absence) -> int:
    """That of the page which was filled in; the present one when it does not say."""
    typed = request.POST.get("version", "") or typed_again.mark("version")
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= _LONGEST_VERSION
    return int(typed) if is_number else one.version


def _address_back(request: PortalRequest, one: Absence) -> str:
    return _asked_back(request) or _address_of(request, one)


def _address_of(request: PortalRequest, one: Absence) -> str:
    return reverse("absences:absence", args=[request.access.tiers.ref, one.public_id])


def _asked_back(request: PortalRequest) -> str:
    """The page that the address asks to come back to, if it is one of ours."""
    return local_address(request, request.GET.get("retour", ""), "")


def _lead_back(request: PortalRequest, one: Absence, why: str) -> HttpResponse:
    messages.warning(request, why)
    return redirect("absences:absence", request.access.tiers.ref, one.public_id)
