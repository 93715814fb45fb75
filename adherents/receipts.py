"""What every receipt says of the caisse, of the company and of the hour (templates/pdf/letters/receipt.typ)."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from adherents.letterhead import letterhead_of
from adherents.models import Adherent
from core.templatetags.portal import french_date, siren

PARIS = ZoneInfo("Europe/Paris")


def receipt_frame(adherent: Adherent) -> dict[str, Any]:
    """`adherent` with its caisse."""
    return {
        "caisse": letterhead_of(adherent.caisse),
        "company": adherent.name,
        "siren": siren(adherent.siren),
        "cibtp_id": adherent.cibtp_id,
        "printed_at": to_the_second(timezone.now()),
    }


def to_the_second(instant: datetime) -> str:
    """As a proof is dated; in Paris time, whatever the machine's."""
    local = instant.astimezone(PARIS)
    return f"{french_date(local.date())} à {local:%H} h {local:%M} min {local:%S} s"
