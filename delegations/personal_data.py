"""What delegations keep about a person, for *Mes données*."""

from typing import Any

from accounts.models import User
from delegations.models import FirmMember

WORDS = {"cabinets": "Cabinets comptables", "administrateur": "Administrateur"}


def firms_of(user: User) -> list[dict[str, Any]]:
    members = FirmMember.objects.filter(user=user).select_related("firm").order_by("firm__name")
    return [
        {"nom": member.firm.name, "siret": member.firm.siret, "administrateur": member.is_administrator}
        for member in members
    ]
