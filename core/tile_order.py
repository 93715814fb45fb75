"""The order of the tiles of a home page: kept for a session, worked out again at the next one.

Wide ones, those pinned (the first pinned first), then by what this person does for this company lately; without any
use, in an order that suits the company. Nothing moves under the hand: the order of a company is worked out when the
person comes to it for the first time of a session; only their own choice (pin, hide, start again) changes it before
the next.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db import connection
from django.db.models import BigIntegerField, QuerySet
from django.utils import timezone

from core.access import Access
from core.compiled import CompiledQuery, Given
from core.models import TileChoice, TileUse
from core.tiles import HALF_LIFE, Tile, allowed

# Beyond, the companies come to first are worked out again.
_REMEMBERED = 30
_KEPT = "tile_order"
# Before the key of a tile that is not shown.
_HIDDEN = "-"

# Keys of tiles, in the order that suits whoever has used none.
FirstOrder = Callable[[Access], Sequence[str]]

_CHOOSE = """
    INSERT INTO core_tileuse (user_id, adherent_id, key, score, at, choice, chosen_at)
    VALUES (%(user)s, %(adherent)s, %(key)s, 0, %(now)s, %(choice)s, %(now)s)
    ON CONFLICT (user_id, adherent_id, key) DO UPDATE SET choice = %(choice)s, chosen_at = %(now)s
"""


@dataclass(frozen=True, slots=True)
class Placed:
    """A tile in its place, and why: `score`, what is left of its uses now; `used_at`: the last one."""

    tile: Tile
    choice: str = ""
    score: float = 0.0
    used_at: datetime | None = None
    chosen_at: datetime | None = None

    @property
    def is_hidden(self) -> bool:
        return self.choice == TileChoice.HIDDEN and not self.tile.is_always_shown

    @property
    def is_pinned(self) -> bool:
        return self.choice == TileChoice.PINNED and not self.tile.is_wide


def kept(session: SessionBase, tiles: Sequence[Tile], access: Access, first_order: FirstOrder) -> list[Tile]:
    """The tiles that this person is shown, in the order of this session; a right given meanwhile adds its own at the
    end.
    """
    orders: dict[str, list[str]] = session.get(_KEPT, {})
    order = orders.get(access.tiers.ref)
    if order is None:
        order = [_mark(one) for one in placed(tiles, access, first_order)]
        latest = list(orders.items())[1 - _REMEMBERED :]
        session[_KEPT] = {**dict(latest), access.tiers.ref: order}
    ranks = {key: rank for rank, key in enumerate(order)}
    shown = [tile for tile in allowed(tiles, access) if f"{_HIDDEN}{tile.key}" not in ranks]
    return sorted(shown, key=lambda tile: ranks.get(tile.key, len(ranks)))


def placed(tiles: Sequence[Tile], access: Access, first_order: FirstOrder) -> list[Placed]:
    """All those that this person may have, hidden ones last, in the order that they would have now."""
    now, uses = timezone.now(), _uses(access)
    everything = [_placed(tile, uses.get(tile.key), now) for tile in allowed(tiles, access)]
    first = {key: rank for rank, key in enumerate(first_order(access))}
    return sorted(everything, key=lambda one: _rank(one, first))


def choose(*, access: Access, key: str, choice: TileChoice) -> None:
    """Pin it, hide it, or leave it to its use again (`TileChoice.NONE`)."""
    values = {
        "user": access.user.pk,
        "adherent": access.tiers.adherent_id,
        "key": key,
        "choice": choice.value,
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CHOOSE, values)


def start_again(*, access: Access, keys: Sequence[str]) -> None:
    """Forget the choices and the uses of these tiles for this company."""
    TileUse.objects.filter(user=access.user, adherent_id=access.tiers.adherent_id, key__in=list(keys)).delete()


def work_out_again(session: SessionBase, access: Access) -> None:
    """After a choice of the person: their home page shows it at once."""
    orders = session.get(_KEPT, {})
    session[_KEPT] = {ref: order for ref, order in orders.items() if ref != access.tiers.ref}


def _mark(one: Placed) -> str:
    return f"{_HIDDEN}{one.tile.key}" if one.is_hidden else one.tile.key


def _rank(one: Placed, first: dict[str, int]) -> tuple[Any, ...]:
    pinned_at = one.chosen_at.timestamp() if one.is_pinned and one.chosen_at else 0.0
    place = first.get(one.tile.key, len(first))
    return one.is_hidden, not one.tile.is_wide, not one.is_pinned, pinned_at, -one.score, place


def _placed(tile: Tile, use: Any, now: datetime) -> Placed:
    if use is None:
        return Placed(tile)
    return Placed(tile, use.choice, _faded(use.score, use.at, now), use.at if use.score else None, use.chosen_at)


def _uses(access: Access) -> dict[str, Any]:
    rows = _USES.rows(user_id=access.user.pk, adherent_id=access.tiers.adherent_id)
    return {use.key: use for use in rows}


def _of_company() -> QuerySet[Any, Any]:
    person, company = Given("user_id", BigIntegerField()), Given("adherent_id", BigIntegerField())
    rows = TileUse.objects.filter(user_id=person, adherent_id=company)
    return rows.values_list("key", "score", "at", "choice", "chosen_at")


_USES: CompiledQuery[Any] = CompiledQuery(_of_company, is_planned_once=True)


def _faded(score: float, at: datetime, now: datetime) -> float:
    faded: float = score * 0.5 ** ((now - at) / HALF_LIFE)
    return faded
