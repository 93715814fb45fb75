"""What the section keeps about a person who sends things to the caisse, for *Mes données*."""

from typing import Any

from accounts.models import User
from employees.enums import MovementKind, MovementState
from employees.models import Movement

WORDS = {"embauches_et_sorties": "Embauches, sorties et demandes envoyées", "reference": "Référence"}


def movements_sent(user: User) -> list[dict[str, Any]]:
    """Nothing of the people that they are about. As values: the page acts for no company."""
    rows = Movement.objects.filter(sent_by=user).order_by("sent_at")
    return [
        {
            "objet": MovementKind(kind).label,
            "reference": reference,
            "entreprise": name,
            "le": sent_at,
            "etat": MovementState(state).label,
        }
        for kind, reference, name, sent_at, state in rows.values_list(
            "kind", "reference", "adherent__name", "sent_at", "state"
        )
    ]
