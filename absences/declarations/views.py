"""Leave declared to the caisse: what is to declare and what was, one declaration, its receipt, taking it back."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from absences.declarations import queries, services
from absences.declarations.forms import DeclaredForm
from absences.enums import DeclarationState
from absences.models import LeaveDeclaration
from absences.motives import sees_motives
from absences.page import planning_page
from absences.policies import can_change_absence, can_declare_leave, can_keep_leave, can_withdraw_declaration
from absences.services import declaring
from absences.services.keeping import keep_leave
from absences.services.refusals import AbsenceRefused
from core import files
from core.access import Access
from core.french import counted, plural
from core.guards import refuse, requires
from core.http import PortalRequest
from core.menus import Option
from core.rights import Right
from employees.nir import REFUSED_IN_ADDRESS, looks_like_nir

_DECLARED = "declares"
_DIGITS = 9


@requires(Right.ABSENCES_CONSULT)
@require_safe
def leave_to_declare(request: PortalRequest, tiers: str) -> HttpResponse:
    """What is to declare; what was, with `liste`."""
    return _declared(request) if request.GET.get("liste") == _DECLARED else _to_declare(request)


@requires(Right.ABSENCES_ACT)
@require_POST
def declare(request: PortalRequest, tiers: str) -> HttpResponse:
    """Say what would be sent; once confirmed, send it. Sent twice, it makes one row."""
    marks = dict(mark.partition(":")[::2] for mark in request.POST.getlist("conges")[: queries.AT_ONCE])
    if not marks and "tous" not in request.POST:
        messages.warning(request, "Cochez d’abord les congés à déclarer.")
        return redirect("absences:leave_to_declare", tiers)
    if "confirm" in request.POST:
        return _send(request, marks)
    rows = queries.told(request.access, queries.chosen(request.access, None if "tous" in request.POST else marks))
    if not rows:
        messages.info(request, "Rien n’était plus à déclarer : votre caisse le sait déjà.")
        return redirect("absences:leave_to_declare", tiers)
    context = {
        "rows": rows,
        "people": len({row.employee_ref for row in rows}),
        "days": sum(row.days for row in rows),
        "left": queries.to_declare(request.access).count() - len(rows) if "tous" in request.POST else 0,
        "at_once": queries.AT_ONCE,
        "reads_people": request.access.has(Right.EMPLOYEES_CONSULT),
        "lead_time": queries.lead_time(request.access),
    }
    return planning_page(request, "declarations/declare", context, status=200)


@requires(Right.ABSENCES_CONSULT)
@require_safe
def declaration(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    shown = _declaration(request, public_id)
    context = {
        "declaration": shown,
        "person": shown.sent.get("person") or shown.absence.employee.full_name,
        "rows": queries.sent_rows(shown),
        "moments": queries.follow_up(shown),
        "others": queries.of_same_leave(shown),
        "may_withdraw": can_withdraw_declaration(request.access, shown),
        "reads_people": request.access.has(Right.EMPLOYEES_CONSULT),
        "opens_leave": shown.absence.kind.is_paid_leave or sees_motives(request.access),
        "mend_url": _mend_url(request.access, shown),
    }
    return planning_page(request, "declarations/declaration", context)


@requires(Right.ABSENCES_CONSULT)
@require_safe
def receipt(request: PortalRequest, tiers: str, public_id: str) -> Any:
    shown = _declaration(request, public_id)
    content = services.print_receipt(access=request.access, declaration=shown)
    return files.attachment_of(content, filename=f"recepisse-{shown.reference}.pdf")


@requires(Right.ABSENCES_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    shown = _declaration(request, public_id)
    if shown.is_waiting and not can_withdraw_declaration(request.access, shown):
        refuse(request)
    if shown.is_waiting and "confirm" not in request.POST:
        context = {"declaration": shown, "rows": queries.sent_rows(shown)}
        return planning_page(request, "declarations/withdraw", context, status=200)
    try:
        declaring.withdraw_declaration(access=request.access, declaration=shown)
    except declaring.TreatmentRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "La déclaration est retirée : votre caisse n’en tiendra pas compte.")
    return redirect("absences:declaration", tiers, public_id)


@requires(Right.ABSENCES_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: PortalRequest, tiers: str, public_id: str) -> HttpResponse:
    shown = _declaration(request, public_id)
    if not can_keep_leave(request.access, shown):
        messages.info(request, "Il n’y a pas d’annulation refusée à régler ici.")
        return redirect("absences:declaration", tiers, public_id)
    if "confirm" not in request.POST:
        context = {"declaration": shown, "rows": queries.sent_rows(shown)}
        return planning_page(request, "declarations/keep", context, status=200)
    try:
        kept = keep_leave(access=request.access, absence=shown.absence)
    except AbsenceRefused as refused:
        messages.warning(request, str(refused))
        return redirect("absences:declaration", tiers, public_id)
    messages.success(request, f"Le congé est gardé, {kept.stretch.label} : votre caisse le connaît ainsi.")
    return redirect("absences:absence", tiers, kept.public_id)


def _to_declare(request: PortalRequest) -> HttpResponse:
    access = request.access
    page, rows = queries.page_to_declare(access, request.GET.get("page"))
    context = {
        "lists": _lists(request, page.paginator.count),
        "page": page,
        "rows": rows,
        "may_act": access.has(Right.ABSENCES_ACT),
        "reads_people": access.has(Right.EMPLOYEES_CONSULT),
        "lead_time": queries.lead_time(access),
    }
    return planning_page(request, "declarations/to_declare", context)


def _declared(request: PortalRequest) -> HttpResponse:
    if looks_like_nir(request.GET.get("q", "")):
        return redirect(f"{request.path}?liste={_DECLARED}&refus={REFUSED_IN_ADDRESS}")
    form = DeclaredForm(request.GET)
    filters = form.filters
    rows = queries.declared(request.access, **filters)
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "lists": _lists(request, queries.to_declare(request.access).count(), is_declared=True),
        "form": form,
        "list": _DECLARED,
        "page": Paginator(rows, queries.PER_PAGE).get_page(request.GET.get("page")),
        "query": f"{kept.urlencode()}&",
        "is_filtered": any(filters.values()),
        "is_nir_refused": request.GET.get("refus") == REFUSED_IN_ADDRESS,
    }
    return planning_page(request, "declarations/declared", context)


def _lists(request: PortalRequest, count: int, *, is_declared: bool = False) -> list[Option]:
    waiting = f"À déclarer ({count})" if count else "À déclarer"
    return [
        Option(waiting, request.path, not is_declared),
        Option("Déclarés", f"{request.path}?liste={_DECLARED}", is_declared),
    ]


def _send(request: PortalRequest, marks: dict[str, str]) -> HttpResponse:
    absences = list(queries.chosen(request.access, marks))
    versions = {one.pk: _version(marks[one.public_id]) for one in absences}
    sent = declaring.declare_leave(access=request.access, absences=absences, versions=versions)
    if sent:
        messages.success(request, _said_sent(sent))
    if changed := len(absences) - len(sent):
        several = plural(changed, "a changé,ont changé")
        messages.warning(request, f"{counted(changed, 'congé')} {several} entre-temps : relisez avant de déclarer.")
    if known := len(marks) - len(absences):
        messages.info(request, f"{counted(known, 'congé')} : votre caisse le sait déjà, rien n’a été envoyé deux fois.")
    lists = reverse("absences:leave_to_declare", args=[request.access.tiers.ref])
    return redirect(f"{lists}?liste={_DECLARED}" if sent and not changed else lists)


def _version(mark: str) -> int:
    """No absence has the version 0: what is not a number declares nothing."""
    return int(mark) if mark.isdecimal() and len(mark) <= _DIGITS else 0


def _said_sent(sent: list[LeaveDeclaration]) -> str:
    states = Counter(one.state for one in sent)
    said = []
    if count := states[DeclarationState.SENT]:
        said.append(f"{counted(count, 'déclaration envoyée')} à votre caisse")
    if count := states[DeclarationState.WITHDRAWN]:
        said.append(f"{counted(count, 'déclaration retirée')}, que votre caisse n’avait pas traitée{plural(count)}")
    return f"{' ; '.join(said)}."


def _mend_url(access: Access, refused: LeaveDeclaration) -> str:
    """What was refused is mended where the leave is changed, then declared again; of a cancellation one decides."""
    absence = refused.absence
    if can_keep_leave(access, refused):
        return reverse("absences:keep", args=[access.tiers.ref, refused.public_id])
    is_to_mend = refused.state == DeclarationState.REFUSED and can_declare_leave(access, absence)
    if is_to_mend and can_change_absence(access, absence):
        return reverse("absences:change", args=[access.tiers.ref, absence.public_id])
    return ""


def _declaration(request: PortalRequest, public_id: str) -> LeaveDeclaration:
    shown = queries.declaration_of(request.access, public_id)
    if shown is None:
        raise Http404
    return shown
