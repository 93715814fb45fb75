"""Tiles of the home page: data, ordered by what this person really uses for this company.

Each app builds its tiles in `tiles.py`; `cibtp_portal.dashboard` lists them. A use counts 1 and fades by half every
`HALF_LIFE`, so the order follows what the person does now. A tile that fails is logged and left out.
"""

import logging
from collections.abc import Callable
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

    `is_personal`: of whoever acts, whatever the company.
    """

    key: str
    title: str
    icon: str
    template: str
    context: Callable[[Access], dict[str, Any]]
    right: Right | None = None
    is_wide: bool = False
    is_personal: bool = False

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


def shown(tiles: list[Tile], access: Access) -> list[ShownTile]:
    """The tiles of this person for this company: wide ones, then most used first; ties keep the declared order."""
    own = [tile for tile in tiles if not (tile.is_personal and access.is_employer_view)]
    allowed = [tile for tile in own if tile.right is None or access.has(tile.right)]
    scores = _scores(access)
    allowed.sort(key=lambda tile: (not tile.is_wide, -scores.get(tile.key, 0.0)))
    built = (_build(tile, access) for tile in allowed)
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


def _scores(access: Access) -> dict[str, float]:
    now = timezone.now()
    uses = TileUse.objects.filter(user_id=access.user.pk, adherent_id=access.tiers.adherent_id)
    return {use.key: _faded(use.score, use.at, now) for use in uses}


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
