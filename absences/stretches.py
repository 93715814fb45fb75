"""Stretches of time counted in half days: what lets absences begin or end at noon, meet, and be cut."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from employees.leave.arithmetic.periods import day_label, span_label


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """From a day to another, both included; the first one from noon on, the last one until noon, when said so."""

    starts_on: date
    ends_on: date
    starts_at_noon: bool = False
    ends_at_noon: bool = False

    def __post_init__(self) -> None:
        if self.first_half >= self.end_half:
            raise ValueError("A stretch ends after it starts")

    @classmethod
    def of_halves(cls, first: int, end: int) -> Self:
        """`end` is the first half day after."""
        last = end - 1
        return cls(date.fromordinal(first // 2), date.fromordinal(last // 2), first % 2 == 1, last % 2 == 0)

    @property
    def first_half(self) -> int:
        return 2 * self.starts_on.toordinal() + self.starts_at_noon

    @property
    def end_half(self) -> int:
        """The first half day after."""
        return 2 * self.ends_on.toordinal() + 2 - self.ends_at_noon

    @property
    def halves(self) -> tuple[int, int]:
        """From the first half day to the one before."""
        return self.first_half, self.end_half

    @property
    def has_halves(self) -> bool:
        return self.starts_at_noon or self.ends_at_noon

    @property
    def in_whole_days(self) -> "Stretch":
        return Stretch(self.starts_on, self.ends_on)

    @property
    def label(self) -> str:
        """« du 3 août 2026 au 7 août 2026 à midi », « le 3 août 2026 au matin »."""
        if self.starts_on == self.ends_on:
            when = " l’après-midi" if self.starts_at_noon else " au matin" if self.ends_at_noon else ""
            return f"le {day_label(self.starts_on)}{when}"
        if not self.has_halves:
            return span_label(self.starts_on, self.ends_on)
        noons = (" à midi" if noon else "" for noon in (self.starts_at_noon, self.ends_at_noon))
        start, end = (
            f"{day_label(day)}{noon}" for day, noon in zip((self.starts_on, self.ends_on), noons, strict=True)
        )
        return f"du {start} au {end}"

    def meets(self, other: "Stretch") -> bool:
        return self.first_half < other.end_half and other.first_half < self.end_half

    def within(self, other: "Stretch") -> "Stretch | None":
        """What the two have in common."""
        first, end = max(self.first_half, other.first_half), min(self.end_half, other.end_half)
        return Stretch.of_halves(first, end) if first < end else None

    def cut_at(self, day: date) -> "tuple[Stretch, Stretch] | None":
        """What comes before that day, and the rest; None when there is nothing on one side."""
        morning = 2 * day.toordinal()
        if not self.first_half < morning < self.end_half:
            return None
        return Stretch.of_halves(self.first_half, morning), Stretch.of_halves(morning, self.end_half)

    def without(self, others: Iterable["Stretch"]) -> list["Stretch"]:
        """What is left once the others are taken out, the earliest first."""
        first, left = self.first_half, []
        for other in sorted(others, key=lambda one: one.first_half):
            if other.first_half > first:
                left.append((first, min(other.first_half, self.end_half)))
            first = max(first, other.end_half)
        left.append((first, self.end_half))
        return [Stretch.of_halves(start, end) for start, end in left if start < end]
