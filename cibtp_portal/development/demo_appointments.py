"""Loads the agendas of the caisses of the demonstration, each by its own clock, and appointments to come and past."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from adherents.models import Caisse
from adherents.time_zones import time_zone_at
from cibtp_portal.development.demo_stoppages import as_of
from cibtp_portal.development.holders import holder_of
from core.access import Access
from core.references import new_public_id
from support.appointments.queries import next_free
from support.appointments.services.booking import book_appointment
from support.appointments.values import AppointmentValues
from support.enums import AppointmentKind
from support.models import Agenda, OpeningHours, Subject
from support.services.subjects import ensure_subjects

_HOURS = ((time(9), time(12)), (time(14), time(16, 30)))
_WORKING_DAYS = range(5)
# Kind, minutes, how many at once, what to know.
_AGENDAS = (
    (
        AppointmentKind.PHONE,
        20,
        2,
        "Un conseiller vous appelle à l’heure dite. Gardez votre identifiant à portée.",
    ),
    (AppointmentKind.VISIT, 45, 1, "Présentez-vous à l’accueil dix minutes avant, avec une pièce d’identité."),
    (AppointmentKind.VIDEO, 30, 1, "Le lien de connexion vous est envoyé par courriel une heure avant."),
)
# Whose, which kind, in how many days, about what, in which words.
_TAKEN = (
    ("acme", AppointmentKind.PHONE, -20, "cotisations", "Comprendre le relevé du trimestre."),
    ("acme", AppointmentKind.PHONE, 3, "conges", "Paiement des congés de Noël."),
    ("globex", AppointmentKind.VISIT, 8, "intemperies", "Apporter les feuilles de présence."),
)


def load() -> None:
    for caisse in Caisse.objects.order_by("pk"):
        _open(caisse)
    for key, kind, days, subject, note in _TAKEN:
        _take(holder_of(key), kind, timezone.now() + timedelta(days=days), subject, note)


def _open(caisse: Caisse) -> None:
    ensure_subjects(caisse)
    zone = time_zone_at(caisse.address)
    for kind, minutes, capacity, directions in _AGENDAS:
        agenda = Agenda.objects.create(
            caisse=caisse,
            kind=kind,
            length_minutes=minutes,
            capacity=capacity,
            directions=directions,
            time_zone=zone,
        )
        OpeningHours.objects.bulk_create(
            OpeningHours(agenda=agenda, weekday=day, opens_at=opens_at, closes_at=closes_at)
            for day in _WORKING_DAYS
            for opens_at, closes_at in _HOURS
        )


def _take(access: Access, kind: AppointmentKind, after: datetime, subject: str, note: str) -> None:
    """The first free slot from then on, taken some days before."""
    caisse_id = access.tiers.caisse_id
    agenda = Agenda.objects.select_related("caisse").get(caisse_id=caisse_id, kind=kind)
    phone = access.user.mobile or "+33145678901"
    values = AppointmentValues(Subject.objects.get(caisse_id=caisse_id, code=subject), phone=phone, note=note)
    with as_of(min(timezone.now(), after - timedelta(days=4))):
        slot = next_free(agenda, after, timezone.now())
        if slot is not None:
            book_appointment(
                access=access, agenda=agenda, starts_at=slot.starts_at, values=values, attempt=new_public_id()
            )
