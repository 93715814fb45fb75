"""The appointments of a company of thousands: two hundred that it had, a week of free slots, and one that is full."""

from bench_budgets import Kind
from bench_visitors import holder_of_thousands

from bench_pages import Page
from support.enums import AppointmentKind
from support.models import Appointment


def pages() -> list[Page]:
    place = holder_of_thousands()
    latest = Appointment.objects.filter(adherent=place.adherent).order_by("-starts_at")[0]
    slots = {
        "a week of slots": AppointmentKind.VISIT,
        "a week without a free slot": AppointmentKind.PHONE,
    }
    return [
        Page("appointments", Kind.CASE, place.visitor, place.path("support:appointments")),
        Page("an appointment", Kind.CASE, place.visitor, place.path("support:appointment", latest.public_id)),
        *(
            Page(name, Kind.ORDINARY, place.visitor, place.path("support:choose_slot", kind.value))
            for name, kind in slots.items()
        ),
    ]
