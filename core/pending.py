"""What waits for somebody in a company: one explicit list at the top, read by the portfolio and the switcher."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from core.rights import Right


@dataclass(frozen=True, slots=True)
class PendingSource:
    """`count(adherent_ids)` says how many wait in each, leaving out those where nothing does; one query."""

    key: str
    label: str
    right: Right
    count: Callable[[Collection[int]], dict[int, int]]


def sources() -> list[PendingSource]:
    return cast(list[PendingSource], import_string(settings.PENDING_SOURCES))
