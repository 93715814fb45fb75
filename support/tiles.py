"""Home-page tiles of the contact and help section."""

from typing import Any

from core.access import Access
from core.rights import Right
from core.tiles import Tile
from support.appointments.tiles import next_appointment


def _rights(access: Access) -> dict[str, Any]:
    return {"may_open": access.has(Right.SUPPORT_CONSULT), "appointment": next_appointment(access)}


# Its template shows the caisse of the page.
HELP = Tile(
    "help", "Aide", "life-preserver", "support/tiles/help.html", _rights, is_always_shown=True, namespaces=("support",)
)
