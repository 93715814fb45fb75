"""What the staff read of a broadcast: how many it is for, what became of it."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Case, CharField, Count, F, Max, Min, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from adherents.time_zones import time_zone_at, written_moment
from core import allowance, throttling
from core.models import OutgoingMessage
from support.broadcasts.audience import audience, judged, people_of
from support.broadcasts.failing import group_of
from support.broadcasts.hours import closing_of, next_opening
from support.broadcasts.values import (
    Channel,
    ChannelReport,
    Counts,
    FailureCount,
    LeftOutCount,
    Report,
)
from support.enums import BroadcastState, FailureGroup, LeftOut, Outcome
from support.models import Broadcast, BroadcastRecipient

__all__ = ["audience", "count", "report"]

# Companies whose people are read at once.
COMPANIES_AT_ONCE = 1000
# All that is written to many, by every caisse.
SMS_RULE = "broadcast_sms_day"
_Status = OutgoingMessage.Status
OUTCOME = Case(
    When(made_at__isnull=True, then=Value(Outcome.WAITING)),
    When(message__failed_at__isnull=False, then=Value(Outcome.FAILED)),
    When(message__delivered_at__isnull=False, then=Value(Outcome.DELIVERED)),
    When(message__status=_Status.QUEUED, then=Value(Outcome.QUEUED)),
    When(message__status=_Status.FAILED, then=Value(Outcome.FAILED)),
    When(message__status=_Status.EXPIRED, then=Value(Outcome.EXPIRED)),
    # Handed over; or made, and its message forgotten since.
    default=Value(Outcome.SENT),
    output_field=CharField(),
)


def count(broadcast: Broadcast) -> Counts:
    """Of its audience now, by the very functions that send it."""
    now = timezone.now()
    companies = sorted(audience(broadcast).values_list("pk", flat=True))
    seen: set[int] = set()
    addresses: set[tuple[str, str]] = set()
    left_out: Counter[tuple[Channel, LeftOut]] = Counter()
    for some in _by(companies, COMPANIES_AT_ONCE):
        people = [person for person in people_of(broadcast, some, now) if person.pk not in seen]
        seen.update(person.pk for person in people)
        reached = judged(broadcast, people)
        addresses.update((one.channel, one.address) for one in reached if one.address)
        left_out.update((one.channel, LeftOut(one.left_out)) for one in reached if one.left_out)
    return _counts(companies, len(seen), addresses, left_out)


def report(broadcast: Broadcast, now: datetime | None = None) -> Report:
    """By channel; three queries, or none once its recipients are forgotten."""
    if broadcast.figures is not None:
        return from_figures(broadcast.figures)
    rows = BroadcastRecipient.objects.filter(broadcast=broadcast).order_by()
    outcomes = _tally(rows.filter(left_out=""), OUTCOME)
    failed = rows.filter(left_out="", message__isnull=False).annotate(told=OUTCOME).filter(told=Outcome.FAILED)
    failures = _tally(failed, WHY)
    left_out = _tally(rows.exclude(left_out=""), F("left_out"))
    times = rows.aggregate(first=Min("message__sent_at"), last=Max("message__sent_at"))
    channels = tuple(
        ChannelReport(
            channel=channel,
            outcomes={outcome: outcomes.get((channel, outcome), 0) for outcome in Outcome},
            failures=_grouped(_of(channel, failures)),
            left_out=tuple(LeftOutCount(channel, LeftOut(why), number) for why, number in _of(channel, left_out)),
        )
        for channel in channels_of(broadcast)
    )
    sms_wait = outcomes.get((Channel.SMS, Outcome.WAITING), 0)
    waits_for = why_sms_wait(broadcast, now or timezone.now()) if sms_wait else ""
    return Report(channels, waits_for, times["first"], times["last"])


def channels_of(broadcast: Broadcast) -> list[Channel]:
    return [Channel.EMAIL] * broadcast.by_email + [Channel.SMS] * broadcast.by_sms


def why_sms_wait(broadcast: Broadcast, now: datetime) -> str:
    """In words, for those that are not prepared yet."""
    if broadcast.state != BroadcastState.SENDING:
        return ""
    if not settings.SMS_ENABLED:
        return "Les SMS sont interrompus : ceux qui restent partiront quand ils reprendront."
    if closing_of(broadcast.caisse, now) is not None:
        are_spent = not min(throttling.remaining(SMS_RULE), throttling.remaining(allowance.RULE))
        return "Le nombre de SMS d’un jour est limité : ceux qui restent attendent demain." if are_spent else ""
    opening = next_opening(broadcast.caisse, now)
    if opening is None:
        return "Aucun jour ouvré n’est proche : vérifiez les jours fériés de la caisse."
    return f"Les SMS ne partent qu’aux heures de jour : la suite le {written_moment(opening, _zone(broadcast))}."


def as_figures(told: Report) -> dict[str, Any]:
    """What is kept of a report, as JSON."""
    return {
        "channels": [
            {
                "channel": one.channel,
                "outcomes": {outcome.value: number for outcome, number in one.outcomes.items()},
                "failures": [[failure.reason, failure.count] for failure in one.failures],
                "left_out": [[left.reason, left.count] for left in one.left_out],
            }
            for one in told.channels
        ],
        "first_sent_at": told.first_sent_at.isoformat() if told.first_sent_at else None,
        "last_sent_at": told.last_sent_at.isoformat() if told.last_sent_at else None,
    }


def from_figures(figures: dict[str, Any]) -> Report:
    first, last = (
        datetime.fromisoformat(at) if (at := figures[name]) else None for name in ("first_sent_at", "last_sent_at")
    )
    return Report(tuple(_kept(one) for one in figures["channels"]), "", first, last, is_frozen=True)


def _kept(one: dict[str, Any]) -> ChannelReport:
    channel = Channel(one["channel"])
    return ChannelReport(
        channel=channel,
        outcomes={outcome: one["outcomes"].get(outcome.value, 0) for outcome in Outcome},
        failures=tuple(FailureCount(FailureGroup(reason), number) for reason, number in one["failures"]),
        left_out=tuple(LeftOutCount(channel, LeftOut(reason), number) for reason, number in one["left_out"]),
    )


def _counts(
    companies: list[int],
    people: int,
    addresses: set[tuple[str, str]],
    left_out: Counter[tuple[Channel, LeftOut]],
) -> Counts:
    by_channel = Counter(channel for channel, _ in addresses)
    whole = "\n".join([*map(str, companies), *(f"{channel} {address}" for channel, address in sorted(addresses))])
    return Counts(
        companies=len(companies),
        people=people,
        emails=by_channel[Channel.EMAIL],
        sms=by_channel[Channel.SMS],
        left_out=tuple(LeftOutCount(*key, number) for key, number in sorted(left_out.items())),
        mark=hashlib.sha256(whole.encode()).hexdigest()[:32],
    )


# As the provider told it, else why the portal gave up.
WHY = Coalesce(NullIf("message__failure", Value("")), NullIf("message__last_error", Value("")), Value(""))


def _tally(rows: Any, expression: Any) -> dict[tuple[str, str], int]:
    grouped = rows.values("channel").annotate(key=expression).values("channel", "key").annotate(number=Count("pk"))
    return {(row["channel"], row["key"]): row["number"] for row in grouped}


def _of(channel: Channel, tally: dict[tuple[str, str], int]) -> list[tuple[str, int]]:
    """The most frequent first."""
    own = [(key, number) for (of, key), number in tally.items() if of == channel]
    return sorted(own, key=lambda one: (-one[1], one[0]))


def _grouped(failures: Iterable[tuple[str, int]]) -> tuple[FailureCount, ...]:
    groups: Counter[FailureGroup] = Counter()
    for failure, number in failures:
        groups[group_of(failure)] += number
    return tuple(FailureCount(group, number) for group, number in groups.most_common())


def _zone(broadcast: Broadcast) -> str:
    return time_zone_at(broadcast.caisse.address)


def _by(items: list[int], size: int) -> Iterator[list[int]]:
    return (items[start : start + size] for start in range(0, len(items), size))
