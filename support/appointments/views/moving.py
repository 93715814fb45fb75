"""An appointment moved: another slot of its agenda, then the confirmation."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from adherents.time_zones import written_moment
from core import throttling
from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from support.appointments.addresses import Choosing
from support.appointments.services.booking import move_appointment
from support.appointments.services.refusals import AppointmentRefused, SlotTaken
from support.appointments.views.frame import (
    FORM,
    NONE_LEFT,
    appointment_or_404,
    days_of_slots,
    instant_or_404,
    page,
    slot_or_next,
)
from support.appointments.views.versions import version_read
from support.models import Appointment
from support.policies import can_change_appointment

_OVER = "Ce rendez-vous est passé ou annulé : il ne change plus."


@requires(Right.SUPPORT_ACT)
@require_safe
def choose_other_slot(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    moving = appointment_or_404(request, ref)
    if not _may_change(request, moving):
        return redirect("support:appointment", tiers, ref)
    choosing = Choosing(tiers, moving.agenda, moving)
    return page(request, "choose_other_slot", {**days_of_slots(request, choosing), "moving": moving})


@requires(Right.SUPPORT_ACT)
@require_http_methods(FORM)
def move(request: PortalRequest, tiers: str, ref: str, slot: str) -> HttpResponse:
    """Taken meanwhile, the next one is offered in its place: the appointment stays where it was."""
    moving, starts_at = appointment_or_404(request, ref), instant_or_404(slot)
    if not _may_change(request, moving):
        return redirect("support:appointment", tiers, ref)
    if "confirm" in request.POST:
        throttling.enforce("appointments_changed", str(request.access.user.pk))
        try:
            version = version_read(request, moving)
            move_appointment(access=request.access, appointment=moving, starts_at=starts_at, version=version)
        except SlotTaken:
            pass
        except AppointmentRefused as refusal:
            messages.warning(request, refusal.message)
            return redirect("support:appointment", tiers, ref)
        else:
            messages.success(request, "Le rendez-vous est déplacé. Déplacez-le aussi dans votre agenda.")
            return redirect("support:appointment", tiers, ref)
    choosing = Choosing(tiers, moving.agenda, moving)
    offered, is_free = slot_or_next(choosing, starts_at)
    if offered is None:
        messages.warning(request, NONE_LEFT)
        return redirect(choosing.url)
    context = {
        "choosing": choosing,
        "moving": moving,
        "form_url": choosing.slot_url(offered),
        "when": written_moment(offered.starts_at, moving.agenda.time_zone),
        "version": version_read(request, moving),
        "is_free": is_free,
    }
    return page(request, "move", context, status=None if is_free else HTTPStatus.CONFLICT)


def _may_change(request: PortalRequest, moving: Appointment) -> bool:
    may = can_change_appointment(request.access, moving, timezone.now())
    if not may:
        messages.info(request, _OVER)
    return may
