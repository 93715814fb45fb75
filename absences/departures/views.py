"""What is to be resolved after a sortie: absences that no contract holds any more, those that may be put back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from absences.departures import queries
from absences.enums import AbsenceState
from absences.models import Absence
from absences.page import planning_page
from absences.services import departures as services
from absences.services.refusals import AbsenceRefused
from core.access import Access
from core.french import counted
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right

_ACTS: dict[str, tuple[Callable[..., Any], str]] = {
    "resolve": (services.resolve_absence, "absence réglée,absences réglées"),
    "put_back": (services.put_back, "absence remise au planning,absences remises au planning"),
    "leave": (services.leave_as_it_is, "absence laissée ainsi,absences laissées ainsi"),
}
_TOLD = {AbsenceState.DECLARED, AbsenceState.TAKEN_INTO_ACCOUNT}
_TO_DECLARE = "Ce qui était déclaré à votre caisse est à déclarer de nouveau : c’est dans À faire."


@requires(Right.ABSENCES_CONSULT)
@require_safe
def after_departure(request: PortalRequest, tiers: str) -> HttpResponse:
    person = request.GET.get("salarie", "")
    page, leavers = queries.after_departure(request.access, request.GET.get("page", 1), person=person)
    context = {
        "page": page,
        "leavers": leavers,
        "person": person,
        "query": f"{urlencode({'salarie': person})}&" if person else "",
        "all_marks": ",".join(filter(None, (leaver.marks for leaver in leavers))),
        "resolvable": sum(leaver.resolvable for leaver in leavers),
        "sees_people": request.access.has(Right.EMPLOYEES_CONSULT),
    }
    return planning_page(request, "departures/after_departure", context)


@requires(Right.ABSENCES_ACT)
@require_POST
def resolve_after_departure(request: PortalRequest, tiers: str) -> HttpResponse:
    """`choix`: what is done, then the references of the absences with the versions read: « resolve:ref.1,ref.2 »."""
    act, _, marks = request.POST.get("choix", "").partition(":")
    if act in _ACTS:
        done, refused, must_declare = _act(request.access, _ACTS[act][0], marks)
        _say(request, act, done, refused, must_declare)
    person = request.POST.get("salarie", "")
    address = reverse("absences:after_departure", args=[tiers])
    return redirect(f"{address}?{urlencode({'salarie': person})}" if person else address)


def _say(request: PortalRequest, act: str, done: int, refused: list[str], must_declare: bool) -> None:
    if done:
        said = f"{counted(done, _ACTS[act][1])}."
        messages.success(request, f"{said} {_TO_DECLARE}" if must_declare and act == "resolve" else said)
    for why in refused:
        messages.warning(request, why)


def _act(access: Access, act: Callable[..., Any], marks: str) -> tuple[int, list[str], bool]:
    """Each one in its own transaction: how many were done, why others were not, whether the caisse is to be told."""
    read = dict(mark.split(".", 1) for mark in marks.split(",")[: queries.PAGE_LENGTH] if "." in mark)
    rows = Absence.objects.for_access(access).filter(public_id__in=read).select_related("employee", "kind")
    done, refused, must_declare = 0, [], False
    for absence in rows:
        try:
            act(access=access, absence=absence, version=_as_version(read[absence.public_id]))
        except (AbsenceRefused, PermissionDenied) as why:
            refused.append(f"{absence.employee.full_name}, {absence.stretch.label} : {_in_words(why)}")
        else:
            done += 1
            must_declare |= absence.state in _TOLD
    return done, refused, must_declare


def _in_words(why: Exception) -> str:
    return str(why) or "cette absence ne peut pas être réglée par vous : demandez à qui consulte les motifs."


def _as_version(typed: str) -> int:
    """Zero, the version of nothing, when it is none."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len("1000000000") else 0
