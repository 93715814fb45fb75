"""Home-page tiles of the contact and help section."""

from typing import Any

from adherents.models import Caisse
from core.access import Access
from core.tiles import Tile


def _help(access: Access) -> dict[str, Any]:
    return {"caisse": Caisse.objects.get(pk=access.tiers.caisse_id)}


HELP = Tile("help", "Aide", "life-preserver", "support/tiles/help.html", _help)
