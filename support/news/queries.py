"""What is new for somebody. Every page asks: what a caisse publishes is remembered, and what a person has seen is read
with them, so that nothing is asked of the database.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone

from support.models import News
from support.news.values import Board, LiveNews, NewsReader

# Of one caisse and of the network; nobody reads older ones on every page.
_REMEMBERED = 50
_FIELDS = ("pk", "public_id", "title", "audience", "starts_at", "ends_at", "is_important")


def board_of(person: Any, reader: NewsReader) -> Board:
    """Without a query, or one in `NEWS_REMEMBERED_FOR` for the whole caisse."""
    live = live_for(reader, timezone.now())
    unread = sum(news.starts_at > seen_until(person) for news in live)
    return Board(unread, tuple(news for news in live if news.is_important and news.pk not in person.news_put_away))


def live_for(reader: NewsReader, now: datetime) -> list[LiveNews]:
    """Those that this reader is shown now, the latest first."""
    return [news for news in _remembered(reader.caisse_id) if news.is_shown(now) and news.audience in reader.audiences]


def seen_until(person: Any) -> datetime:
    """What was there before they came is nothing new to them."""
    seen: datetime = person.news_seen_at or person.created_at
    return seen


def shown_to(reader: NewsReader) -> QuerySet[News]:
    """The same, whole, for the page that lists them."""
    now = timezone.now()
    rows = News.objects.of(reader.caisse_id).not_over(now).filter(starts_at__lte=now, audience__in=reader.audiences)
    return rows.select_related("caisse")


def forget(caisse_ids: Iterable[int | None]) -> None:
    """They have just published something: this process knows it at once, the others when what they remember is old."""
    cache.delete_many([_key(caisse_id) for caisse_id in caisse_ids])


def _remembered(caisse_id: int | None) -> list[LiveNews]:
    seconds = settings.NEWS_REMEMBERED_FOR.total_seconds()
    return cache.get_or_set(_key(caisse_id), lambda: _read(caisse_id), seconds) or []


def _read(caisse_id: int | None) -> list[LiveNews]:
    rows = News.objects.of(caisse_id).not_over(timezone.now()).order_by("-starts_at", "-pk")
    return [LiveNews(*row) for row in rows.values_list(*_FIELDS)[:_REMEMBERED]]


def _key(caisse_id: int | None) -> str:
    return f"support.news.{caisse_id or 'network'}"
