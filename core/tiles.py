"""Tiles of the home page: data. Their order is that of what a person really does for a company (`core.tile_order`).

Each app builds its tiles in `tiles.py`; `cibtp_portal.dashboard` lists them. A use (a tile followed, or something done
in its section) counts 1 and fades by half every `HALF_LIFE`. A tile that fails is logged and left out.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from core.access import Access
from core.models import TileUse
from core.rights import Right

logger = logging.getLogger(__name__)
HALF_LIFE = timedelta(days=14)
_titles: dict[str, str] = {}

_COUNT_USE = """
    INSERT INTO core_tileuse (user_id, adherent_id, key, score, at) VALUES (%(user)s, %(adherent)s, %(key)s, 1, %(now)s)
    ON CONFLICT (user_id, adherent_id, key) DO UPDATE SET
        score = core_tileuse.score
            * power(0.5, EXTRACT(EPOCH FROM (%(now)s - core_tileuse.at)) / %(half_life)s) + 1,
        at = %(now)s
"""


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile as an app declares it. `right`: None for every person; `context(access)` costs two queries at most.

    `is_personal`: of whoever acts, whatever the company. `is_always_shown`: nobody hides it. `namespaces`: those of the
    addresses where something done counts as a use.
    """

    key: str
    title: str
    icon: str
    template: str
    context: Callable[[Access], dict[str, Any]]
    right: Right | None = None
    is_wide: bool = False
    is_personal: bool = False
    is_always_shown: bool = False
    namespaces: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _titles[self.key] = self.title


def title_of(key: str) -> str:
    """The title of a tile that somebody used, which may be gone since."""
    return _titles.get(key, "Tuile retirée depuis")


@dataclass(frozen=True, slots=True)
class ShownTile:
    key: str
    title: str
    icon: str
    template: str
    is_wide: bool
    context: dict[str, Any]


def allowed(tiles: Iterable[Tile], access: Access) -> list[Tile]:
    """Those that this person may have; in the employer's view, nothing that is personal."""
    own = [tile for tile in tiles if not (tile.is_personal and access.is_employer_view)]
    return [tile for tile in own if tile.right is None or access.has(tile.right)]


def shown(tiles: Iterable[Tile], access: Access) -> list[ShownTile]:
    """What is drawn, in the order given; a tile that fails is left out."""
    built = (_build(tile, access) for tile in tiles)
    return [tile for tile in built if tile is not None]


def count_use(access: Access, key: str) -> None:
    """Remember that this person just used that tile."""
    values = {
        "user": access.user.pk,
        "adherent": access.tiers.adherent_id,
        "key": key,
        "now": timezone.now(),
        "half_life": HALF_LIFE.total_seconds(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_USE, values)


def scores_by_company(user: Any, key: str) -> dict[int, float]:
    """`{adherent_id: score}` of one thing that this person uses for several companies."""
    now = timezone.now()
    uses = TileUse.objects.filter(user=user, key=key).values_list("adherent_id", "score", "at")
    return {adherent_id: _faded(score, at, now) for adherent_id, score, at in uses}


def _faded(score: float, at: datetime, now: datetime) -> float:
    faded: float = score * 0.5 ** ((now - at) / HALF_LIFE)
    return faded


def _build(tile: Tile, access: Access) -> ShownTile | None:
    try:
        content = tile.context(access)
    except Exception:
        logger.exception("Tile %s left out", tile.key)
        return None
    return ShownTile(tile.key, tile.title, tile.icon, tile.template, tile.is_wide, content)
