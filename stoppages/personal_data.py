"""What the section keeps about a person who sends things to the caisse, for *Mes données*."""

from typing import Any

from accounts.models import User
from stoppages.enums import DeclarationKind
from stoppages.models import StoppageDeclaration

WORDS = {"declarations_d_arret": "Déclarations d’arrêt envoyées"}


def declarations_sent(user: User) -> list[dict[str, Any]]:
    """Nothing of the people that they are about. As values: the page acts for no company."""
    rows = StoppageDeclaration.objects.filter(sent_by=user).order_by("sent_at")
    read = rows.values_list("kind", "reference", "adherent__name", "sent_at")
    return [
        {"objet": DeclarationKind(kind).label, "reference": reference, "entreprise": name, "le": sent_at}
        for kind, reference, name, sent_at in read
    ]
