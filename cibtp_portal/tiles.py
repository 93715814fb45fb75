"""The home-page tile that gathers what every section is waiting for."""

from typing import Any

from core import pending
from core.access import Access
from core.tiles import Tile


def _to_do(access: Access) -> dict[str, Any]:
    return {"pending": pending.pending_of(access)}


TO_DO = Tile("to-do", "À faire", "check2-square", "portal/tiles/to_do.html", _to_do, is_wide=True, is_always_shown=True)
