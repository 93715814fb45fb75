"""What the section keeps of whom a caisse wrote to with many others, for *Mes données*."""

from typing import Any

from accounts.models import User
from support.enums import LeftOut
from support.models import BroadcastRecipient

WORDS = {"envois_de_la_caisse": "Envois de la caisse à plusieurs entreprises", "canal": "Canal", "suite": "Suite"}


def broadcasts_to(user: User) -> list[dict[str, Any]]:
    """Those that went to this person, and those from which they were left out; not the drafts."""
    rows = BroadcastRecipient.objects.filter(person=user).select_related("broadcast__caisse").order_by("pk")
    return [
        {
            "objet": str(row.broadcast),
            "caisse": row.broadcast.caisse.name,
            "canal": row.get_channel_display(),
            "le": row.made_at,
            "suite": _became(row),
        }
        for row in rows
    ]


def _became(row: BroadcastRecipient) -> str:
    if row.left_out:
        return f"Pas envoyé : {LeftOut(row.left_out).label.lower()}"
    return "Envoyé" if row.made_at else "À envoyer"
