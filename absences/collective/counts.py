"""What an absence of many would do for all of them, counted once and kept: a page then reads only the people it shows.

Kept as keys and numbers, which tell no motive.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from absences.collective.preview import Judged
from absences.models import CollectiveAbsence
from core.french import Number


@dataclass(frozen=True, slots=True)
class Counts:
    """`days`: of each person who can, by key; `refused`: those who cannot; `left_out`: those of both set apart."""

    days: dict[int, Decimal]
    refused: frozenset[int]
    left_out: frozenset[int]

    @property
    def everybody(self) -> frozenset[int]:
        return self.refused.union(self.days)

    @property
    def sound(self) -> frozenset[int]:
        return frozenset(self.days) - self.left_out

    @property
    def total(self) -> Number:
        total = sum((self.days[one] for one in self.sound), Decimal(0))
        return int(total) if total == int(total) else total

    @property
    def refused_here(self) -> frozenset[int]:
        return self.refused - self.left_out

    def people(self, which: str) -> frozenset[int]:
        """Those of one of the three lists of the page."""
        lists = {"sound": self.sound, "refused": self.refused_here, "left_out": self.left_out}
        return lists[which]


def counts_in(collective: CollectiveAbsence) -> Counts:
    kept = collective.counts or {"days": {}, "refused": []}
    days = {int(employee_id): Decimal(number) for employee_id, number in kept["days"].items()}
    refused = frozenset(kept["refused"])
    return Counts(days, refused, refused.union(days) & frozenset(collective.left_out))


def as_kept(judged: Iterable[Judged]) -> dict[str, Any]:
    """As JSON tells it."""
    people = list(judged)
    return {
        "days": {str(one.employee_id): str(one.days) for one in people if not one.problem},
        "refused": [one.employee_id for one in people if one.problem],
    }
