"""What heads every document that the portal prints: the values that `templates/pdf/letters/letter.typ` reads."""

from typing import Any

from adherents.models import Caisse
from core.phone_numbers import written_phone


def letterhead_of(caisse: Caisse) -> dict[str, Any]:
    return {
        "name": caisse.name,
        "address": lines_of(caisse.address),
        "phone": written_phone(caisse.phone),
        "hours": caisse.opening_hours,
        "email": caisse.email,
        "theme": caisse.theme,
    }


def lines_of(address: str) -> list[str]:
    return [line.strip() for line in address.splitlines() if line.strip()]
