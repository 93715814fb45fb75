"""Who is told of an appointment: whoever took it; without them, those who may see it and act on it."""

from core.access import Access
from core.rights import Right
from core.tenancy import all_tenants
from delegations.recipients import told_of_decision
from support.models import Appointment


def told_of(appointment: Appointment) -> list[Access]:
    site = appointment.establishment
    places = [appointment.adherent.public_id, *([site.public_id] if site is not None else [])]
    right = Right.SUPPORT_ACT
    accesses = told_of_decision(
        author=appointment.booked_by, adherent_id=appointment.adherent_id, places=places, right=right
    )
    with all_tenants(reason="a message goes to the people who act for the company"):
        return [access for access in accesses if _sees(access, appointment)]


def _sees(access: Access, appointment: Appointment) -> bool:
    return Appointment.objects.for_access(access).filter(pk=appointment.pk).exists()
