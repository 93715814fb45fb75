"""What the section keeps about a person who takes appointments, for *Mes données*."""

from typing import Any

from accounts.models import User
from support.enums import AppointmentKind
from support.models import Appointment

WORDS = {"rendez_vous": "Rendez-vous pris avec la caisse", "telephone": "numéro à rappeler", "precisions": "précisions"}


def appointments_taken(user: User) -> list[dict[str, Any]]:
    """Nothing of whom they are about. As values: the page acts for no company."""
    rows = Appointment.objects.filter(booked_by=user).order_by("starts_at")
    read = rows.values_list("agenda__kind", "reference", "adherent__name", "starts_at", "phone", "note")
    return [
        {
            "objet": AppointmentKind(kind).label,
            "reference": reference,
            "entreprise": name,
            "le": starts_at,
            "telephone": phone,
            "precisions": note,
        }
        for kind, reference, name, starts_at, phone, note in read
    ]
