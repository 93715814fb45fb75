"""The slots of a day, from the hours that an agenda is open: arithmetic, without the database.

Hours are those of the clock of the caisse; a slot is a pair of instants, so that no change of the clocks moves one that
was taken. An hour that the clocks skip that night, or that comes twice, is nobody's.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from adherents.time_zones import local, the_instant

Hours = tuple[time, time]
# Of what is taken: from, to, at which seats.
Taken = tuple[datetime, datetime, Sequence[int]]
_KEY = "%Y%m%dT%H%MZ"


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """In UTC."""

    starts_at: datetime
    ends_at: datetime

    @property
    def key(self) -> str:
        """As an address names it."""
        return self.starts_at.strftime(_KEY)


def instant_named(key: str) -> datetime | None:
    """What a key names; None for anything else."""
    try:
        instant = datetime.strptime(key, _KEY).replace(tzinfo=UTC)
    except ValueError:
        return None
    return instant if instant.strftime(_KEY) == key else None


def slots_of(day: date, hours: Iterable[Hours], length: timedelta, zone: str) -> list[Slot]:
    """In order, none over another, even if two stretches of hours are."""
    slots: list[Slot] = []
    for opens_at, closes_at in sorted(hours):
        for hour in _hours_between(opens_at, closes_at, length):
            starts_at = the_instant(day, hour, zone)
            if starts_at is not None and (not slots or slots[-1].ends_at <= starts_at):
                slots.append(Slot(starts_at, starts_at + length))
    return slots


def day_of(slot: Slot, zone: str) -> date:
    return local(slot.starts_at, zone).date()


def seats_taken(slots: Sequence[Slot], taken: Iterable[Taken]) -> list[set[int]]:
    """By slot, in their order: the seats that somebody has for a part of it at least."""
    starts, ends = [slot.starts_at for slot in slots], [slot.ends_at for slot in slots]
    seats: list[set[int]] = [set() for _ in slots]
    for starts_at, ends_at, those in taken:
        for rank in range(bisect_right(ends, starts_at), bisect_left(starts, ends_at)):
            seats[rank].update(those)
    return seats


def first_free(taken: set[int], capacity: int) -> int | None:
    return next((seat for seat in range(1, capacity + 1) if seat not in taken), None)


def _hours_between(opens_at: time, closes_at: time, length: timedelta) -> Iterator[time]:
    """Each from which a whole slot fits before the end."""
    minutes = int(length.total_seconds() // 60)
    last = _minutes(closes_at) - minutes
    for start in range(_minutes(opens_at), last + 1, minutes):
        yield time(start // 60, start % 60)


def _minutes(hour: time) -> int:
    return hour.hour * 60 + hour.minute
