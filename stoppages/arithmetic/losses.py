"""What an employer says: stoppages, and the hours that one salarié lost in them.

Two stoppages may meet, of other sites or other causes: their hours add up (DOMAIN §3.4).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

WorksBetween = Callable[[datetime, datetime], bool]
"""Whether somebody would have worked between a resumption and the next stoppage of the site, by their timetable."""


@dataclass(frozen=True, slots=True)
class Stoppage:
    """A stoppage as it was declared. `ref` is unique; `resumes_at` is None as long as work has not resumed."""

    ref: str
    site: str
    starts_at: datetime
    resumes_at: datetime | None = None
    is_heatwave: bool = False

    def __post_init__(self) -> None:
        if any(instant is not None and instant.tzinfo is None for instant in (self.starts_at, self.resumes_at)):
            raise ValueError("The instants of a stoppage have a time zone.")
        if self.resumes_at is not None and self.resumes_at < self.starts_at:
            raise ValueError("Work resumes after it stopped.")


@dataclass(frozen=True, slots=True)
class LostHours:
    """Hours that one salarié lost on a day, and the hours of them that other work replaced (D5424-20)."""

    stoppage: Stoppage
    day: date
    hours: Decimal
    replaced: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if not all(hours.is_finite() and hours >= 0 for hours in (self.hours, self.replaced)):
            raise ValueError("Hours lost are not negative.")

    @property
    def net(self) -> Decimal:
        """What is left to indemnify; never less than nothing."""
        return max(self.hours - self.replaced, Decimal(0))


@dataclass(frozen=True, slots=True)
class Continuity:
    """One continuous stoppage of a site, however many declarations tell of it."""

    starts_at: datetime
    site: str


def any_gap_is_work(resumed_at: datetime, stops_at: datetime) -> bool:
    """For who knows no timetable: work resumed when it was said to."""
    return resumed_at < stops_at


def continuities(stoppages: Iterable[Stoppage], works_between: WorksBetween) -> Mapping[Stoppage, Continuity]:
    """To which continuous stoppage each belongs: one goes on when the site did not work in between."""
    by_site: dict[str, list[Stoppage]] = defaultdict(list)
    for stoppage in sorted(set(stoppages), key=lambda one: (one.starts_at, one.ref)):
        by_site[stoppage.site].append(stoppage)
    return {one: whole for of_site in by_site.values() for one, whole in _chained(of_site, works_between)}


def _chained(stoppages: list[Stoppage], works_between: WorksBetween) -> Iterable[tuple[Stoppage, Continuity]]:
    """`stoppages`: of one site, the earliest first. The last resumption is that of the longest so far."""
    whole, resumed_at = Continuity(stoppages[0].starts_at, stoppages[0].site), stoppages[0].resumes_at
    for stoppage in stoppages:
        if resumed_at is not None and stoppage.starts_at > resumed_at and works_between(resumed_at, stoppage.starts_at):
            whole, resumed_at = Continuity(stoppage.starts_at, stoppage.site), stoppage.resumes_at
        yield stoppage, whole
        resumed_at = _later(resumed_at, stoppage.resumes_at)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    """None is a stoppage that goes on: after any instant."""
    return None if one is None or other is None else max(one, other)


def added_up(lost: Iterable[LostHours]) -> list[LostHours]:
    """One line for a stoppage and a day, whatever the number of entries."""
    lines: dict[tuple[Stoppage, date], LostHours] = {}
    for entry in lost:
        key = (entry.stoppage, entry.day)
        line = lines.get(key)
        lines[key] = _together(line, entry) if line else entry
    return list(lines.values())


def _together(one: LostHours, other: LostHours) -> LostHours:
    return replace(one, hours=one.hours + other.hours, replaced=one.replaced + other.replaced)
