"""The event of an appointment, as programs read it (RFC 5545): published, never an invitation that asks for an answer,
for nobody reads what is answered by e-mail. It holds neither the subject nor what it is about: calendars are copied to
the servers of others.
"""

from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.urls import reverse

from adherents.time_zones import local
from core.outgoing import absolute_url
from support.enums import AppointmentKind
from support.models import Appointment

_PRODUCT = "-//CIBTP//Espace employeur//FR"


def written(appointment: Appointment, tiers_ref: str) -> str:
    """With the clock of the caisse in full, so that a program anywhere shows the right hour."""
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", _PRODUCT)
    calendar.add("method", "CANCEL" if appointment.is_cancelled else "PUBLISH")
    calendar.add_component(_event(appointment, tiers_ref))
    calendar.add_missing_timezones()
    return calendar.to_ical().decode()


def _event(appointment: Appointment, tiers_ref: str) -> icalendar.Event:
    caisse, agenda = appointment.agenda.caisse, appointment.agenda
    event = icalendar.Event()
    event.add("uid", f"{appointment.public_id}@{urlsplit(settings.PUBLIC_BASE_URL).hostname or 'cibtp'}")
    event.add("sequence", appointment.version - 1)
    event.add("dtstamp", appointment.changed_at)
    event.add("dtstart", local(appointment.starts_at, agenda.time_zone))
    event.add("dtend", local(appointment.ends_at, agenda.time_zone))
    event.add("summary", f"{caisse.name} : {str(agenda).lower()}")
    event.add("status", "CANCELLED" if appointment.is_cancelled else "CONFIRMED")
    event.add("description", _description(appointment, tiers_ref))
    if agenda.kind == AppointmentKind.VISIT:
        event.add("location", ", ".join(caisse.address.splitlines()))
    organizer = icalendar.vCalAddress(f"mailto:{caisse.email}")
    organizer.params["cn"] = icalendar.vText(caisse.name)
    event.add("organizer", organizer)
    return event


def _description(appointment: Appointment, tiers_ref: str) -> str:
    page = absolute_url(reverse("support:appointment", args=[tiers_ref, appointment.public_id]))
    said = [f"Référence {appointment.reference}.", appointment.when[0].upper() + appointment.when[1:] + "."]
    return "\n".join(filter(None, [*said, appointment.agenda.directions, f"Déplacer ou annuler : {page}"]))
