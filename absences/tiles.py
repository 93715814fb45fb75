"""The home-page tile of the planning."""

from typing import Any

from absences.today.counts import todays_absences
from core.access import Access
from core.rights import Right
from core.tiles import Tile


def _who_is_absent(access: Access) -> dict[str, Any]:
    return {"today": todays_absences(access), "may_act": access.has(Right.ABSENCES_ACT)}


WHO_IS_ABSENT = Tile(
    "absences",
    "Qui est absent",
    "calendar3",
    "absences/tiles/who_is_absent.html",
    _who_is_absent,
    right=Right.ABSENCES_CONSULT,
    namespaces=("absences",),
)
