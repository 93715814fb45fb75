"""What these pages begin with: who may, which arrêt."""

from typing import Any

from django import forms
from django.http import Http404

from core.guards import refuse
from core.http import PortalRequest
from stoppages.enums import Nature
from stoppages.models import SickLeave, StoppageCase
from stoppages.policies import can_act_on_nature
from stoppages.services.refusals import StoppageRefused


def check_may_declare(request: PortalRequest) -> None:
    """Whoever may not read motives declares no arrêt de travail."""
    if not can_act_on_nature(request.access, Nature.SICK_LEAVE):
        refuse(request)


def leave_or_404(request: PortalRequest, ref: str) -> SickLeave:
    """Of the company acted for, for who may declare; a weather stoppage is none."""
    check_may_declare(request)
    beside = ("establishment", "adherent__caisse", "sick_leave__employee__adherent")
    more = ("sick_leave__first", "sick_leave__absence__kind")
    case: StoppageCase = request.access.get_or_404(StoppageCase, ref, *beside, *more)
    if case.is_weather:
        raise Http404
    request.caisse = case.adherent.caisse
    leave: SickLeave = case.sick_leave
    leave.case = case
    return leave


def tell(form: forms.Form, refusal: StoppageRefused) -> None:
    """On its field when the form has it, on top of the form otherwise."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def marks(attempt: str, version: int | None = None) -> dict[str, Any]:
    """What the form carries hidden."""
    return {"attempt": attempt, "version": version}
