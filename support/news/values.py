"""What is new, as every page knows it, and who reads it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from core.access import Access
from support.enums import NewsAudience


@dataclass(frozen=True, slots=True)
class LiveNews:
    """Shown now, or later."""

    pk: int
    ref: str
    title: str
    audience: str
    starts_at: datetime
    ends_at: datetime | None
    is_important: bool

    def is_shown(self, now: datetime) -> bool:
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)


@dataclass(frozen=True, slots=True)
class NewsReader:
    """The caisse whose news are read beside the network's, if there is one, and the audiences that the person is of."""

    caisse_id: int | None
    audiences: frozenset[NewsAudience]

    @classmethod
    def of(cls, access: Access | None, *, is_in_a_firm: bool = False) -> Self:
        """By the company last acted for, if there is one, and the door that leads to it."""
        audiences = {NewsAudience.EVERYBODY}
        if access is not None and access.via.kind == "membership":
            audiences.add(NewsAudience.EMPLOYER)
        if is_in_a_firm or (access is not None and (access.firm_ref or access.via.kind == "delegation")):
            audiences.add(NewsAudience.FIRM)
        return cls(access.tiers.caisse_id if access is not None else None, frozenset(audiences))

    @classmethod
    def of_staff(cls, caisse_id: int | None) -> Self:
        return cls(caisse_id, frozenset({NewsAudience.EVERYBODY, NewsAudience.STAFF}))


@dataclass(frozen=True, slots=True)
class Board:
    """What every page says of the news to somebody: how many they have not seen, and those to tell them at once."""

    unread: int
    banners: tuple[LiveNews, ...]
