"""Sets of days: what lets spans overlap, come in any order and still count each day once."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Protocol

from employees.leave.arithmetic.rule import ABSENCE_KINDS, AbsenceSpan

Days = frozenset[int]
"""Ordinals of days."""


class Span(Protocol):
    """An open span has no end."""

    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date | None: ...


def days_between(first: date, last: date) -> Days:
    return frozenset(range(first.toordinal(), last.toordinal() + 1))


def days_of(spans: Iterable[Span], first: date, last: date) -> Days:
    """The days of the spans that fall between two days, both included."""
    clipped = ((max(span.starts_on, first), min(span.ends_on or last, last)) for span in spans)
    return frozenset().union(*(days_between(start, end) for start, end in clipped))


def absent_days(spans: Iterable[AbsenceSpan], first: date, last: date) -> dict[str, Days]:
    """The days of each kind of absence; a day claimed by two kinds goes to the first of `ABSENCE_KINDS`."""
    spans, counted, by_kind = tuple(spans), Days(), {}
    for kind in ABSENCE_KINDS:
        by_kind[kind] = days_of([span for span in spans if span.kind == kind], first, last) - counted
        counted |= by_kind[kind]
    return by_kind


def runs(days: Days) -> Iterator[tuple[date, date]]:
    """The first and last day of each unbroken stretch, the earliest first."""
    for _, stretch in groupby(enumerate(sorted(days)), key=lambda ranked: ranked[1] - ranked[0]):
        ordinals = [ordinal for _, ordinal in stretch]
        yield date.fromordinal(ordinals[0]), date.fromordinal(ordinals[-1])
