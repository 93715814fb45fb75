"""The pages of an appointment, in their states, for the tests that look at every page."""

from typing import Any

from django.urls import reverse

from adherents.enums import TimeZone
from core import linked
from support.enums import AppointmentKind, AppointmentState
from support.models import Agenda
from tests.e2e.places import Visit, place
from tests.employees.factories import EmployeeFactory
from tests.support.factories import AgendaFactory, AppointmentFactory, free_slot


def at(member: Any, name: str, *args: str) -> str:
    return reverse(f"support:{name}", args=[member.adherent.public_id, *args])


def agenda_of(member: Any, **fields: Any) -> Agenda:
    """Of La Réunion, whose clock has the longest words."""
    words = "Présentez-vous à l’accueil dix minutes avant, avec une pièce d’identité et les papiers à montrer."
    named = {"kind": AppointmentKind.VISIT, "time_zone": TimeZone.REUNION, "directions": words, **fields}
    return AgendaFactory(caisse=member.adherent.caisse, **named)


@place("appointments-none")
def appointments_none(visit: Visit) -> None:
    member = visit.signed_in()
    agenda_of(member)
    visit.go(at(member, "appointments"))


@place("appointments")
def appointments(visit: Visit) -> None:
    member = visit.signed_in()
    agenda = agenda_of(member)
    person = EmployeeFactory(adherent=member.adherent, last_name="Saint-Hilaire de Montmorency")
    about = linked.kind_named("salarie")
    assert about is not None
    for state in (AppointmentState.BOOKED, AppointmentState.CANCELLED, AppointmentState.BOOKED):
        AppointmentFactory(adherent=member.adherent, agenda=agenda, state=state)
    AppointmentFactory(adherent=member.adherent, agenda=agenda, linked=about.linked(person))
    visit.go(at(member, "appointments"))


@place("appointment-slots")
def appointment_slots(visit: Visit) -> None:
    member = visit.signed_in()
    agenda = agenda_of(member)
    visit.go(at(member, "choose_slot", agenda.kind))


@place("appointment-book")
def appointment_book(visit: Visit) -> None:
    """The slot was taken meanwhile."""
    member = visit.signed_in()
    agenda = agenda_of(member, kind=AppointmentKind.PHONE)
    slot = free_slot(agenda)
    AppointmentFactory(adherent=member.adherent, agenda=agenda, slot=slot)
    visit.go(at(member, "book", agenda.kind, slot.key))


@place("appointment")
def appointment(visit: Visit) -> None:
    member = visit.signed_in()
    taken = AppointmentFactory(
        adherent=member.adherent,
        agenda=agenda_of(member),
        changed_by_caisse=True,
        reason="La personne qui devait vous recevoir est absente : nous vous proposons le premier créneau libre après.",
        note="Comprendre le relevé du trimestre.\nParler de l’échéancier.",
    )
    visit.go(at(member, "appointment", taken.public_id))
