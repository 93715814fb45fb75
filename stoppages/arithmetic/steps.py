"""The sum of a day, line by line, as it was made."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from stoppages.arithmetic.figures import Rule
from stoppages.arithmetic.lines import Part, Step, StepKind, total


def steps_of(parts: Sequence[Part], told: Iterable[StepKind], rule: Rule) -> Iterator[Step]:
    """What comes after the hours lost; `told`: why the carence is as it is. What took no hour is not said."""
    yield from _some(Step(StepKind.REPLACED, _sum(parts, lambda part: part.replaced)))
    yield from (Step(kind) for kind in told)
    yield from _some(Step(StepKind.CARENCE, _sum(parts, lambda part: part.carence)))
    yield from _some(Step(StepKind.OVER_DAY, _sum(parts, lambda part: part.over_day), rule.hours_a_day))
    yield from _some(Step(StepKind.OVER_WEEK, _sum(parts, lambda part: part.over_week), rule.hours_a_week))
    yield from _some(Step(StepKind.OVER_YEAR, _sum(parts, lambda part: part.over_year), Decimal(rule.days_a_year)))
    yield Step(StepKind.INDEMNIFIED, _sum(parts, lambda part: part.indemnified))
    yield from _some(Step(StepKind.REDUCED, _sum(parts, lambda part: part.reduced), rule.reduced_hours))


def _some(step: Step) -> Iterator[Step]:
    if step.hours:
        yield step


def _sum(parts: Sequence[Part], hours: Callable[[Part], Decimal]) -> Decimal:
    return total(map(hours, parts))
