"""The return to work, and the letter that follows it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import files, throttling
from core.attempts import attempt_of
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from stoppages.arithmetic.leave_rights import letter_due_on
from stoppages.attempts import version_of
from stoppages.enums import CaseState
from stoppages.models import SickLeave
from stoppages.page import case_page, refused
from stoppages.services.refusals import NotAnyMore, StoppageRefused
from stoppages.sick_leave.forms import LetterForm, ReceivedForm, ResumptionForm
from stoppages.sick_leave.leave_rights import carried_from, effect_of, is_known, letter_lines
from stoppages.sick_leave.queries import chain_of
from stoppages.sick_leave.services.letters import make_letter, print_letter, receive_letter, said_in
from stoppages.sick_leave.services.sending import resume_work
from stoppages.sick_leave.views.frame import leave_or_404, marks, tell
from stoppages.sick_leave.words import said_of_planning

_METHODS = ["GET", "HEAD", "POST"]


@requires(Right.STOPPAGES_ACT)
@require_http_methods(_METHODS)
def resume(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    """Of the last arrêt of the chain, whichever is asked for."""
    asked = leave_or_404(request, ref)
    last = chain_of(asked.case)[-1:]
    if last and last[0].pk != asked.pk and last[0].case.state != CaseState.DRAFT:
        return redirect("stoppages:resume", tiers, last[0].case.public_id)
    if asked.case.is_over or asked.case.state == CaseState.DRAFT:
        return refused(request, asked.case, NotAnyMore(asked.case.get_state_display()))
    initial = {"on": asked.resumed_on, "reason": asked.resumption_reason or None}
    form = ResumptionForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            return _resumed(request, asked, form)
        except StoppageRefused as refusal:
            tell(form, refusal)
            asked.case.refresh_from_db(fields=["version", "state"])
    context = {
        "leave": asked,
        "form": form,
        "effect": effect_of(request.access, asked, timezone.localdate()),
        **marks(attempt_of(request), asked.case.version),
    }
    return case_page(request, asked.case, "sick_leave/resume", context)


@requires(Right.STOPPAGES_ACT)
@require_http_methods(_METHODS)
def return_letter(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    """The letter, made and made again; and the day it was received."""
    leave = leave_or_404(request, ref)
    if not _is_back(leave):
        return refused(request, leave.case, StoppageRefused("La lettre suit la reprise : déclarez d’abord la reprise."))
    form = _letter_form(request, leave, request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            return _made(request, leave, form)
        except StoppageRefused as refusal:
            tell(form, refusal)
            leave.case.refresh_from_db(fields=["version", "state"])
    return _letter_page(request, leave, form, ReceivedForm())


@requires(Right.STOPPAGES_ACT)
@require_POST
def letter_received(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    leave = leave_or_404(request, ref)
    form = ReceivedForm(request.POST)
    if form.is_valid():
        day = form.cleaned_data["received_on"]
        try:
            version = version_of(request, leave.case.version)
            receive_letter(access=request.access, case=leave.case, received_on=day, version=version)
        except StoppageRefused as refusal:
            tell(form, refusal)
            leave.case.refresh_from_db(fields=["version", "state"])
        else:
            messages.success(
                request, f"C’est noté : les congés reportés se prennent jusqu’au {carried_from(day):%d/%m/%Y}."
            )
            return redirect("stoppages:case", tiers, ref)
    if not _is_back(leave):
        return refused(request, leave.case, StoppageRefused("La lettre suit la reprise : déclarez d’abord la reprise."))
    return _letter_page(request, leave, _letter_form(request, leave, None), form)


@requires(Right.STOPPAGES_ACT)
@require_safe
def print_return_letter(request: PortalRequest, tiers: str, ref: str) -> Any:
    leave = leave_or_404(request, ref)
    if not request.access.takes_files:
        raise PermissionDenied
    throttling.enforce("stoppage_papers", str(request.access.user.pk))
    content = print_letter(access=request.access, case=leave.case)
    if content is None:
        raise Http404
    return files.attachment_of(content, filename=f"lettre-conges-{leave.case.reference}.pdf")


def _is_back(leave: SickLeave) -> bool:
    return leave.resumed_on is not None and not leave.case.is_over


def _letter_form(request: PortalRequest, leave: SickLeave, typed: Any) -> LetterForm:
    today = timezone.localdate()
    return LetterForm(typed, lines=letter_lines(request.access, leave, today), initial={"handed_on": today})


def _letter_page(
    request: PortalRequest, leave: SickLeave, form: LetterForm, received_form: ReceivedForm
) -> HttpResponse:
    said = said_in(leave.case)
    context = {
        "leave": leave,
        "letter_form": form,
        "received_form": received_form,
        "form": received_form if received_form.is_bound else form,
        "is_known": is_known(request.access, leave, timezone.localdate()),
        "said": said[0] if said else [],
        "due_on": letter_due_on(leave.resumed_on) if leave.resumed_on and not leave.letter_received_on else None,
        **marks(attempt_of(request), leave.case.version),
    }
    return case_page(request, leave.case, "sick_leave/letter", context)


def _resumed(request: PortalRequest, leave: SickLeave, form: ResumptionForm) -> HttpResponse:
    """Raises StoppageRefused."""
    sent = resume_work(
        access=request.access,
        case=leave.case,
        resumption=form.resumption(),
        version=version_of(request, leave.case.version),
        attempt=attempt_of(request),
    )
    messages.success(
        request,
        f"La reprise est déclarée ({sent.declaration.reference}). {said_of_planning(sent)} Informez maintenant le "
        "salarié de ses congés.",
    )
    return redirect("stoppages:return_letter", request.access.tiers.ref, leave.case.public_id)


def _made(request: PortalRequest, leave: SickLeave, form: LetterForm) -> HttpResponse:
    """Raises StoppageRefused."""
    make_letter(
        access=request.access,
        case=leave.case,
        lines=form.lines(),
        handed_on=form.cleaned_data["handed_on"],
        version=version_of(request, leave.case.version),
    )
    messages.success(
        request, "La lettre est prête : téléchargez-la, remettez-la, puis notez le jour où elle est reçue."
    )
    return redirect("stoppages:return_letter", request.access.tiers.ref, leave.case.public_id)
