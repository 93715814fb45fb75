"""An arrêt de travail written: whose, then what; prolonged; changed before and after it was sent."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from absences.choosing import choice_of_person, without_number
from core import throttling, typed_again
from core.attempts import attempt_of
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from employees.models import Employee
from stoppages.attempts import version_of
from stoppages.enums import CaseState
from stoppages.models import SickLeave
from stoppages.page import case_page, refused, section_page
from stoppages.services.refusals import NotAnyMore, StoppageRefused
from stoppages.sick_leave.forms import SickLeaveForm, typed_of, typed_of_extension
from stoppages.sick_leave.queries import chain_of, may_be_prolonged
from stoppages.sick_leave.services.sending import amend_sick_leave
from stoppages.sick_leave.services.writing import change_draft
from stoppages.sick_leave.services.writing import start_sick_leave as open_draft
from stoppages.sick_leave.values import Sent
from stoppages.sick_leave.views.frame import check_may_declare, leave_or_404, marks, tell
from stoppages.sick_leave.words import said_of_planning

_METHODS = ["GET", "HEAD", "POST"]


@requires(Right.STOPPAGES_ACT)
@require_http_methods(_METHODS)
def start_sick_leave(request: PortalRequest, tiers: str) -> HttpResponse:
    check_may_declare(request)
    ref = request.GET.get("salarie", "") or typed_again.mark("salarie")
    if not ref:
        return _choose(request)
    employee = request.access.get_or_404(Employee, ref)
    return _new(request, employee, _asked(request))


@requires(Right.STOPPAGES_ACT)
@require_http_methods(_METHODS)
def extend(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    """The form of an arrêt, filled for the one that prolongs the last of the chain."""
    leave = leave_or_404(request, ref)
    last = chain_of(leave.case)[-1:]
    if not last or last[0].resumed_on is not None or last[0].case.state == CaseState.DRAFT or last[0].case.is_over:
        return refused(request, leave.case, NotAnyMore(leave.case.get_state_display()))
    return _new(request, leave.employee, typed_of_extension(last[0]))


@requires(Right.STOPPAGES_ACT)
@require_http_methods(_METHODS)
def change_sick_leave(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    leave = leave_or_404(request, ref)
    if leave.case.is_over:
        return refused(request, leave.case, NotAnyMore(leave.case.get_state_display()))
    before = [one for one in may_be_prolonged(request.access, leave.employee) if one.pk != leave.pk]
    if leave.first is not None:
        chain = [one for one in chain_of(leave.case) if one.starts_on < leave.starts_on]
        before = [*chain[:1], *(one for one in before if one.pk not in {link.pk for link in chain})]
    form = SickLeaveForm(request.POST or None, request.FILES or None, initial=typed_of(leave), before=before)
    if form.is_bound and form.is_valid():
        try:
            return _changed(request, leave, form)
        except StoppageRefused as refusal:
            tell(form, refusal)
            leave.case.refresh_from_db(fields=["version", "state"])
    context = {
        **_context(request, leave.employee, form),
        **marks(attempt_of(request), leave.case.version),
        "is_sent": leave.case.state != CaseState.DRAFT,
    }
    return case_page(request, leave.case, "sick_leave/change", context)


def _new(request: PortalRequest, employee: Employee, initial: dict[str, Any]) -> HttpResponse:
    before = may_be_prolonged(request.access, employee)
    if initial.get("prolongs") is None and (follows := _followed(before, initial.get("starts_on"))) is not None:
        initial = {**initial, "prolongs": follows.case.public_id}
    form = SickLeaveForm(request.POST or None, request.FILES or None, initial=initial, before=before)
    if form.is_bound and form.is_valid():
        throttling.enforce("stoppages_opened", str(request.access.user.pk))
        try:
            case = open_draft(
                access=request.access,
                employee=employee,
                values=form.values(),
                attempt=attempt_of(request),
                uploads=form.uploads,
            )
        except StoppageRefused as refusal:
            tell(form, refusal)
        else:
            return redirect("stoppages:review_sick_leave", request.access.tiers.ref, case.public_id)
    context = {
        **_context(request, employee, form),
        **marks(attempt_of(request)),
        "before": before,
        "is_extension": "prolongs" in initial,
        "choose_url": reverse("stoppages:start_sick_leave", args=[request.access.tiers.ref]),
    }
    return section_page(request, "index", "sick_leave/start", context)


def _context(request: PortalRequest, employee: Employee, form: SickLeaveForm) -> dict[str, Any]:
    return {"form": form, "employee": employee}


def _changed(request: PortalRequest, leave: SickLeave, form: SickLeaveForm) -> HttpResponse:
    """Raises StoppageRefused."""
    access, case = request.access, leave.case
    typed: dict[str, Any] = {
        "access": access,
        "case": case,
        "values": form.values(),
        "version": version_of(request, case.version),
        "uploads": form.uploads,
    }
    if case.state == CaseState.DRAFT:
        change_draft(**typed)
        return redirect("stoppages:review_sick_leave", access.tiers.ref, case.public_id)
    sent: Sent = amend_sick_leave(**typed, attempt=attempt_of(request))
    messages.success(request, f"La modification est envoyée ({sent.declaration.reference}). {said_of_planning(sent)}")
    return redirect("stoppages:case", access.tiers.ref, case.public_id)


def _followed(before: list[SickLeave], starts_on: date | None) -> SickLeave | None:
    """The arrêt that ended the day before."""
    eve = starts_on - timedelta(days=1) if starts_on else None
    return next((one for one in before if one.expected_end_on == eve), None)


def _asked(request: PortalRequest) -> dict[str, Any]:
    """The first day that the address asks for; what is no day is left out."""
    try:
        day = date.fromisoformat(request.GET.get("du", ""))
    except ValueError:
        return {}
    return {"starts_on": day}


def _choose(request: PortalRequest) -> HttpResponse:
    """Whose arrêt: a search, and its list."""
    asked = {name: request.GET[name] for name in ("du",) if request.GET.get(name)}
    return without_number(request) or section_page(
        request, "index", "sick_leave/choose_person", choice_of_person(request, asked)
    )
