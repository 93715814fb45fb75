"""What the pages of an appointment share: the page of the sub-menu, the choice of a slot, the slot of the address."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone

from adherents.time_zones import local, written_day, written_hour, written_moment
from core.http import PortalRequest
from core.rights import Right
from support.appointments.addresses import SINCE, Choosing, seven_days
from support.appointments.queries import DayOfSlots, days_offered, free_or_next, next_free, slot_at
from support.appointments.slots import Slot, instant_named
from support.models import Appointment
from support.page import SUPPORT, section_page

SUPPORT.declare("appointments", "Rendez-vous", Right.SUPPORT_CONSULT, rank=1)
NONE_LEFT = "Ce créneau n’est plus libre, et aucun autre ne l’est après : choisissez-en un plus tôt."
FORM = ["GET", "HEAD", "POST"]


def page(request: PortalRequest, template: str, context: dict[str, Any], *, status: int | None = None) -> HttpResponse:
    return section_page(request, "appointments", f"appointments/{template}", context, status=status)


def appointment_or_404(request: PortalRequest, ref: str) -> Appointment:
    """That this person may see; any other looks like a random reference."""
    beside = ("adherent__caisse", "agenda__caisse", "subject", "establishment")
    return request.access.get_or_404(Appointment, ref, *beside)


def instant_or_404(key: str) -> datetime:
    instant = instant_named(key)
    if instant is None:
        raise Http404
    return instant


def days_of_slots(request: PortalRequest, choosing: Choosing) -> dict[str, Any]:
    """The free slots of seven days, and where the others are; when there is none, the next one from now on."""
    agenda, now = choosing.agenda, timezone.now()
    shown = seven_days(request.GET.get(SINCE, ""), *days_offered(agenda, now))
    days, following = free_or_next(agenda, shown.first, shown.last, now)
    return {
        "choosing": choosing,
        "agenda": agenda,
        "shown": shown,
        "days": [_shown(choosing, day) for day in days],
        "before_url": choosing.since_url(shown.before) if shown.before else "",
        "after_url": choosing.since_url(shown.after) if shown.after else "",
        "next_free": written_moment(following.starts_at, agenda.time_zone) if following else "",
        "next_free_url": choosing.slot_url(following) if following else "",
    }


def slot_or_next(choosing: Choosing, starts_at: datetime) -> tuple[Slot | None, bool]:
    """The slot asked for while it is free; else the next one that is, or none, and False."""
    agenda, now = choosing.agenda, timezone.now()
    place = slot_at(agenda, starts_at, now + agenda.notice, days_offered(agenda, now)[1])
    return (place[0], True) if place is not None else (next_free(agenda, starts_at, now), False)


def _shown(choosing: Choosing, day: DayOfSlots) -> dict[str, Any]:
    zone = choosing.agenda.time_zone
    hours = [(choosing.slot_url(slot), written_hour(local(slot.starts_at, zone).time())) for slot in day.slots]
    return {"day": written_day(day.day), "hours": hours}
