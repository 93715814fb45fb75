"""Home-page tiles of the contact and help section."""

from typing import Any

from adherents.queries import caisse_of
from core.access import Access
from core.tiles import Tile


def _help(access: Access) -> dict[str, Any]:
    return {"caisse": caisse_of(access)}


HELP = Tile("help", "Aide", "life-preserver", "support/tiles/help.html", _help)
