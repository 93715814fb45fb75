"""What the planning keeps about a person who reads it, for *Mes données*."""

from typing import Any

from absences.models import CalendarSubscription
from accounts.models import User

WORDS = {
    "agendas_des_absences": "Agendas des absences",
    "nom_de_l_agenda": "Nom de l’agenda",
    "lu_le": "Lu le",
    "retire_le": "Retiré le",
}


def calendars_kept(user: User) -> list[dict[str, Any]]:
    """Those taken back too. As values: the page acts for no company."""
    rows = CalendarSubscription.objects.filter(user=user).order_by("created_at")
    read = rows.values_list("label", "adherent__name", "created_at", "last_fetched_at", "revoked_at")
    return [
        {"nom_de_l_agenda": label, "entreprise": name, "cree_le": created, "lu_le": fetched, "retire_le": revoked}
        for label, name, created, fetched, revoked in read
    ]
