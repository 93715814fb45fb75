"""What apps above show on the planning beside absences: days on which something else stopped somebody's work.

An app declares one source when the portal starts; the planning knows nothing of what it is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from core.access import Access
from core.rights import Right


@dataclass(frozen=True, slots=True)
class OtherDay:
    """`name`: what it is; `said`: in full, after it; `url`: its page; `letter` and `look`: of its run."""

    employee_id: int
    day: date
    name: str
    said: str
    url: str
    letter: str
    look: str


# By person, the crew of their contract, None without one: those whose days are asked for.
Crews = Mapping[int, int | None]
Source = Callable[[Access, date, date, Crews], Iterable[OtherDay]]


@dataclass(frozen=True, slots=True)
class _Declared:
    right: Right
    days: Source


@dataclass(frozen=True, slots=True)
class Start:
    """What is begun from the planning, with the crew and the day in the address (`equipe`, `jour`)."""

    label: str
    icon: str
    url_name: str
    right: Right


_sources: list[_Declared] = []
_starts: list[Start] = []


def declare(right: Right, days: Source) -> None:
    """`right`: without which nobody is shown these days."""
    _sources.append(_Declared(right, days))


def declare_start(start: Start) -> None:
    _starts.append(start)


def other_days(access: Access, first: date, last: date, crews: Crews) -> dict[int, list[OtherDay]]:
    """By person, by day."""
    known: dict[int, list[OtherDay]] = {}
    for source in _sources:
        if access.has(source.right):
            for one in source.days(access, first, last, crews):
                known.setdefault(one.employee_id, []).append(one)
    return {employee_id: sorted(days, key=lambda one: one.day) for employee_id, days in known.items()}


def starts_for(access: Access) -> list[Start]:
    return [start for start in _starts if access.has(start.right)]
