"""The sum of a day, line by line, as it was made."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from stoppages.arithmetic.lines import DayLine, Part, Step, StepKind, total


def steps_of(line: DayLine) -> Iterator[Step]:
    """The hours lost, what is taken off, what is left. What took no hour is not said."""
    rule = line.rule
    yield Step(StepKind.LOST, _sum(line, lambda part: part.lost + part.replaced))
    yield from _some(Step(StepKind.REPLACED, _sum(line, lambda part: part.replaced)))
    yield from map(Step, line.told)
    yield from _some(Step(StepKind.CARENCE, _sum(line, lambda part: part.carence)))
    yield from _some(Step(StepKind.OVER_DAY, _sum(line, lambda part: part.over_day), rule.hours_a_day))
    yield from _some(Step(StepKind.OVER_WEEK, _sum(line, lambda part: part.over_week), rule.hours_a_week))
    yield from _some(Step(StepKind.OVER_YEAR, _sum(line, lambda part: part.over_year), Decimal(rule.days_a_year)))
    yield Step(StepKind.INDEMNIFIED, line.indemnified)
    yield from _some(Step(StepKind.REDUCED, line.reduced, rule.reduced_hours))


def _some(step: Step) -> Iterator[Step]:
    if step.hours:
        yield step


def _sum(line: DayLine, hours: Callable[[Part], Decimal]) -> Decimal:
    return total(map(hours, line.parts))
