"""One row of the matrix: `tests/<section>/routes.py` declares those of its addresses."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.rights import Right
from tests.cast import Cast

SAFE, POST, BOTH = frozenset({"GET", "HEAD"}), frozenset({"POST"}), frozenset({"GET", "HEAD", "POST"})


@dataclass(frozen=True, slots=True)
class Route:
    """`methods` it serves; `args(cast)` of its address, after the tiers when it has one; `status` of a success.

    `shown_by`: a second right, without which what it is about does not exist (404).
    """

    methods: frozenset[str] = SAFE
    args: Callable[[Cast], list[Any]] = field(default=lambda cast: [])
    status: int = 200
    right: Right | None = None
    shown_by: Right | None = None


def refused(method: str) -> int:
    """By an address that does not take it: what only takes POST leads its reader to the page above."""
    return 302 if method in SAFE else 405
