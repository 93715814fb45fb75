"""How each day was counted: kinds and numbers, which `sentences` puts into words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from stoppages.arithmetic.figures import Rule
from stoppages.arithmetic.losses import Stoppage

NOTHING = Decimal(0)


class StepKind(StrEnum):
    """One line of the sum of a day, or what explains it."""

    LOST = "lost"
    REPLACED = "replaced"
    CARENCE = "carence"
    # The hour was counted in an earlier week of the same continuous stoppage.
    CARENCE_COUNTED_BEFORE = "carence_counted_before"
    # The week had already lost hours when another stoppage began.
    CARENCE_OF_THE_WEEK = "carence_of_the_week"
    # The caisse counts one each week, although the stoppage goes on.
    CARENCE_EACH_WEEK = "carence_each_week"
    OVER_DAY = "over_day"
    OVER_WEEK = "over_week"
    OVER_YEAR = "over_year"
    INDEMNIFIED = "indemnified"
    REDUCED = "reduced"


@dataclass(frozen=True, slots=True)
class Step:
    """`limit`: the cap that bit, in hours or in days."""

    kind: StepKind
    hours: Decimal = NOTHING
    limit: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What a day owes to one stoppage. `lost` is net of the work that replaced it; `reduced` hours are reimbursed less.

    `lost` is the sum of `carence`, of what went over a cap and of `indemnified`.
    """

    stoppage: Stoppage
    day: date
    lost: Decimal
    replaced: Decimal = NOTHING
    carence: Decimal = NOTHING
    over_day: Decimal = NOTHING
    over_week: Decimal = NOTHING
    over_year: Decimal = NOTHING
    indemnified: Decimal = NOTHING
    reduced: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day, over all the stoppages. `told`: why its carence is as it is. `steps.steps_of` writes out its sum."""

    day: date
    parts: tuple[Part, ...]
    told: tuple[StepKind, ...]
    rule: Rule

    @property
    def indemnified(self) -> Decimal:
        return total(part.indemnified for part in self.parts)

    @property
    def carence(self) -> Decimal:
        return total(part.carence for part in self.parts)

    @property
    def reduced(self) -> Decimal:
        return total(part.reduced for part in self.parts)


@dataclass(frozen=True, slots=True)
class Counted:
    """The days of one salarié, the earliest first, over all their stoppages."""

    days: tuple[DayLine, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for line in self.days for part in line.parts)

    @property
    def indemnified(self) -> Decimal:
        return total(line.indemnified for line in self.days)

    def of(self, ref: str) -> tuple[Part, ...]:
        """What one stoppage is owed; all of them are needed to count it."""
        return tuple(part for part in self.parts if part.stoppage.ref == ref)

    def days_indemnified(self, year: int) -> int:
        """Without those that were indemnified elsewhere."""
        return sum(line.day.year == year and line.indemnified > 0 for line in self.days)


def total(hours: Iterable[Decimal]) -> Decimal:
    return sum(hours, NOTHING)


def altered(before: Counted, after: Counted) -> frozenset[str]:
    """The stoppages on both sides that are not counted as they were: what was sent of them needs an amendment."""
    refs = {part.stoppage.ref for part in before.parts} & {part.stoppage.ref for part in after.parts}
    return frozenset(ref for ref in refs if _owed(before, ref) != _owed(after, ref))


def _owed(counted: Counted, ref: str) -> list[tuple[date, Decimal, Decimal, Decimal]]:
    return [(part.day, part.carence, part.indemnified, part.reduced) for part in counted.of(ref)]
