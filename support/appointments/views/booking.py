"""An appointment taken, in three steps: which kind, which slot, what about. The slot is looked at again at each."""

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from adherents.time_zones import written_moment
from core import linked, throttling
from core.attempts import attempt_of
from core.french import counted
from core.guards import requires
from core.http import PortalRequest
from core.linked import Linked
from core.rights import Right
from core.throttling import Throttled
from support.appointments.addresses import ABOUT, Choosing
from support.appointments.forms import AppointmentForm
from support.appointments.queries import agendas_of, subjects_of
from support.appointments.services.booking import book_appointment
from support.appointments.services.refusals import AppointmentRefused, SlotTaken
from support.appointments.slots import Slot
from support.appointments.values import AppointmentValues
from support.appointments.views.frame import FORM, NONE_LEFT, days_of_slots, instant_or_404, page, slot_or_next
from support.models import Agenda, Appointment


@requires(Right.SUPPORT_ACT)
@require_safe
def choose_kind(request: PortalRequest, tiers: str) -> HttpResponse:
    agendas, about = agendas_of(request.access), _about(request)
    choices = [Choosing(tiers, agenda, about=about.key if about else "") for agenda in agendas]
    if len(choices) == 1:
        return redirect(choices[0].url)
    context = {"choices": choices, "about": about, "without_about_url": reverse("support:choose_kind", args=[tiers])}
    return page(request, "choose_kind", context)


@requires(Right.SUPPORT_ACT)
@require_safe
def choose_slot(request: PortalRequest, tiers: str, key: str) -> HttpResponse:
    agenda, about = _agenda_or_404(request, key), _about(request)
    choosing = Choosing(tiers, agenda, about=about.key if about else "")
    context = {**days_of_slots(request, choosing), "about": about, "without_about_url": Choosing(tiers, agenda).url}
    return page(request, "choose_slot", context)


@requires(Right.SUPPORT_ACT)
@require_http_methods(FORM)
def book(request: PortalRequest, tiers: str, key: str, slot: str) -> HttpResponse:
    """Taken meanwhile, the next one is offered in its place, and what was typed stays."""
    agenda, about, starts_at = _agenda_or_404(request, key), _about(request), instant_or_404(slot)
    form = _form(request, agenda)
    if form.is_bound and form.is_valid():
        try:
            return _done(request, _book(request, agenda, starts_at, form, about))
        except SlotTaken:
            pass
        except AppointmentRefused as refusal:
            form.add_error(None, refusal.message)
        except Throttled as throttled:
            form.add_error(None, _slowed(throttled))
    choosing = Choosing(tiers, agenda, about=about.key if about else "")
    offered, is_free = slot_or_next(choosing, starts_at)
    if offered is None:
        messages.warning(request, NONE_LEFT)
        return redirect(choosing.url)
    context = {**_context(request, choosing, offered, form, about), "is_free": is_free}
    return page(request, "book", context, status=None if is_free else HTTPStatus.CONFLICT)


def _book(
    request: PortalRequest, agenda: Agenda, starts_at: datetime, form: AppointmentForm, about: Linked | None
) -> Appointment:
    throttling.enforce("appointments_changed", str(request.access.user.pk))
    typed = form.cleaned_data
    values = AppointmentValues(form.chosen_subject, typed.get("phone", ""), typed["note"], about)
    attempt = attempt_of(request)
    return book_appointment(access=request.access, agenda=agenda, starts_at=starts_at, values=values, attempt=attempt)


def _slowed(throttled: Throttled) -> ValidationError:
    minutes = counted(throttled.verdict.minutes, "minute")
    return ValidationError(
        f"Vous avez pris ou changé beaucoup de rendez-vous : attendez {minutes} avant de confirmer de nouveau.",
        code="throttled",
        params={"retry_after": throttled.verdict.retry_after},
    )


def _context(
    request: PortalRequest, choosing: Choosing, slot: Slot, form: AppointmentForm, about: Linked | None
) -> dict[str, object]:
    agenda = choosing.agenda
    return {
        "choosing": choosing,
        "agenda": agenda,
        "form": form,
        "form_url": choosing.slot_url(slot),
        "when": written_moment(slot.starts_at, agenda.time_zone),
        "attempt": attempt_of(request),
        "about": about,
        "without_about_url": Choosing(choosing.tiers, agenda).slot_url(slot),
    }


def _form(request: PortalRequest, agenda: Agenda) -> AppointmentForm:
    subjects, mobile = subjects_of(request.access), request.access.user.mobile
    return AppointmentForm(request.POST or None, agenda=agenda, subjects=subjects, mobile=mobile)


def _done(request: PortalRequest, booked: Appointment) -> HttpResponse:
    messages.success(request, "Votre rendez-vous est confirmé. Il est ci-dessous, à ajouter à votre agenda.")
    return redirect("support:appointment", request.access.tiers.ref, booked.public_id)


def _agenda_or_404(request: PortalRequest, key: str) -> Agenda:
    agenda = next((agenda for agenda in agendas_of(request.access) if agenda.kind == key), None)
    if agenda is None:
        raise Http404
    return agenda


def _about(request: PortalRequest) -> Linked | None:
    """What the address says that it is about, for whoever may see it."""
    asked = request.GET.get(ABOUT, "")
    return linked.linked_at(request.access, asked) if asked else None
