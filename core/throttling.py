"""Limits on attempts: one atomic upsert in PostgreSQL, counted before the check, committed whatever follows.

Rules are settings (`THROTTLES`: name → (limit, window in seconds)). Fixed windows; the key is hashed, so the table
holds neither addresses nor numbers. There is no read-then-write: of 30 parallel attempts at a limit of 5, 5 pass.
"""

import hashlib
import hmac
import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from core import context as request_context
from core.models import ThrottleBucket

_COUNT = """
    INSERT INTO core_throttlebucket (key, count, expires_at) VALUES (%(key)s, %(uses)s, %(end)s)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN core_throttlebucket.expires_at <= %(now)s THEN %(uses)s
                     ELSE core_throttlebucket.count + %(uses)s END,
        expires_at = CASE WHEN core_throttlebucket.expires_at <= %(now)s THEN %(end)s
                          ELSE core_throttlebucket.expires_at END
    RETURNING count, expires_at
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`count` includes this attempt; `retry_after` is in whole seconds, 0 when allowed."""

    rule: str
    allowed: bool
    count: int
    limit: int
    retry_after: int

    @property
    def minutes(self) -> int:
        """How long to wait, as one says it: never less than what is left."""
        return max(1, math.ceil(self.retry_after / 60))

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.count)


class Throttled(Exception):
    """Raised to stop a request that exceeds a limit; `ThrottledMiddleware` turns it into a 429 page.

    Made only for a refusal, which is noted for the journal even when a view answers it in its own words.
    """

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.rule)
        self.verdict = verdict
        request_context.note_throttled(verdict.rule)


def count(rule: str, *parts: str) -> Verdict:
    """Count one attempt under `rule` for `parts` (an e-mail, an IP…) and say whether it is within the limit."""
    # Durable: counted inside a transaction that rolls back, an attempt would be forgotten.
    with transaction.atomic(durable=True):
        return _count(rule, parts, 1)


def enforce(rule: str, *parts: str) -> Verdict:
    """Like `count`, but raises `Throttled` past the limit."""
    verdict = count(rule, *parts)
    if not verdict.allowed:
        raise Throttled(verdict)
    return verdict


def spend(rule: str, uses: int, *parts: str) -> Verdict:
    """Count `uses` (of what everyone shares, without `parts`) in the current transaction: given back if what they are
    for is undone.

    The counter is held until that transaction ends: spend last, just before the commit.
    """
    return _count(rule, parts, uses)


def remaining(rule: str, *parts: str) -> int:
    """How many uses are left now; counts none."""
    limit: int = settings.THROTTLES[rule][0]
    bucket = ThrottleBucket.objects.filter(key=_key(rule, parts), expires_at__gt=timezone.now()).first()
    return max(0, limit - bucket.count) if bucket else limit


def forget(rule: str, *parts: str) -> None:
    """Clear the count, after the attempt proved legitimate."""
    ThrottleBucket.objects.filter(key=_key(rule, parts)).delete()


def _count(rule: str, parts: tuple[str, ...], uses: int) -> Verdict:
    limit, window = settings.THROTTLES[rule]
    now = timezone.now()
    end = now + timedelta(seconds=window)
    values: dict[str, Any] = {"key": _key(rule, parts), "uses": uses, "now": now, "end": end}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        counted, expires_at = cursor.fetchone()
    allowed = counted <= limit
    retry_after = 0 if allowed else max(1, math.ceil((expires_at - now).total_seconds()))
    return Verdict(rule, allowed, counted, limit, retry_after)


def _key(rule: str, parts: tuple[str, ...]) -> bytes:
    message = "\x1f".join((rule, *parts)).encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()
