"""The appointments of a company, one of them, its event, its end."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core import files, linked, throttling
from core.guards import refuse, requires
from core.http import PortalRequest
from core.rights import Right
from support.appointments.invitation import written
from support.appointments.queries import agendas_of, appointments_of
from support.appointments.services.booking import cancel_appointment as cancel
from support.appointments.services.refusals import AppointmentRefused
from support.appointments.views.frame import FORM, appointment_or_404, page
from support.appointments.views.versions import version_read
from support.models import Appointment
from support.policies import can_change_appointment, can_write


@requires(Right.SUPPORT_CONSULT)
@require_safe
def appointments(request: PortalRequest, tiers: str) -> HttpResponse:
    coming, past = appointments_of(request.access, timezone.now())
    context = {
        "coming": coming,
        "past": past,
        "may_write": can_write(request.access),
        "is_offered": bool(agendas_of(request.access)),
    }
    return page(request, "appointments", context)


@requires(Right.SUPPORT_CONSULT)
@require_safe
def appointment(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    shown, now = appointment_or_404(request, ref), timezone.now()
    context = {
        "appointment": shown,
        "about_url": _about_url(shown, tiers),
        "is_coming": shown.is_coming(now),
        "may_change": can_change_appointment(request.access, shown, now),
        "may_write": can_write(request.access),
    }
    return page(request, "appointment", context)


@requires(Right.SUPPORT_CONSULT)
@require_safe
def appointment_event(request: PortalRequest, tiers: str, ref: str) -> Any:
    """Its event, which a calendar takes: of a cancelled one, what removes it there."""
    if not request.access.takes_files:
        refuse(request)
    shown = appointment_or_404(request, ref)
    name = f"rendez-vous-{shown.reference}.ics"
    return files.attachment_of(
        written(shown, tiers).encode(), filename=name, content_type="text/calendar; charset=utf-8"
    )


@requires(Right.SUPPORT_ACT)
@require_http_methods(FORM)
def cancel_appointment(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    shown = appointment_or_404(request, ref)
    if not can_change_appointment(request.access, shown, timezone.now()):
        messages.info(request, "Ce rendez-vous est passé ou annulé : il ne change plus.")
        return redirect("support:appointment", tiers, ref)
    if "confirm" not in request.POST:
        return page(request, "cancel_appointment", {"appointment": shown, "version": version_read(request, shown)})
    throttling.enforce("appointments_changed", str(request.access.user.pk))
    try:
        cancel(access=request.access, appointment=shown, version=version_read(request, shown))
    except AppointmentRefused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, "Le rendez-vous est annulé.")
    return redirect("support:appointment", tiers, ref)


def _about_url(shown: Appointment, tiers: str) -> str:
    """Where what it is about is seen; whoever sees the appointment may see it."""
    kind = linked.kind_named(shown.linked_kind)
    return linked.Linked(kind, shown.linked_ref, shown.linked_label).url(tiers) if kind is not None else ""
