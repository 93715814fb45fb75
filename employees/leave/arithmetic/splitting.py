"""What taking the main leave in parts adds, or what is missing for it (fractionnement, DOMAIN §2.3)."""

from dataclasses import dataclass, replace
from datetime import date

from employees.leave.arithmetic.periods import AccrualPeriod, day_of_year
from employees.leave.arithmetic.rule import LeaveRule
from employees.leave.arithmetic.taking import Taken

ACQUIRED, UNBROKEN, DAYS = "acquired", "unbroken", "days"


@dataclass(frozen=True, slots=True)
class Condition:
    """At least `needed` jours ouvrables, of which there are `reached`."""

    kind: str
    needed: int
    reached: int


@dataclass(frozen=True, slots=True)
class Split:
    """`days` lead to the bonus; `missing` are the conditions that keep it at nothing.

    `awaits`: the last day of the window, as long as it is to come and the rule counts the days still due on it.
    `waived`: the days that were given up in writing, on the day `waived_on`; the bonus is then nothing.
    """

    bonus: int
    days: int = 0
    missing: tuple[Condition, ...] = ()
    awaits: date | None = None
    waived: int = 0
    waived_on: date | None = None

    def given_up(self, waived_on: date | None) -> "Split":
        """As it is once the extra days were given up on that day."""
        return replace(self, bonus=0, waived=self.bonus, waived_on=waived_on) if waived_on else self


def split_of(
    taken: Taken, rule: LeaveRule, period: AccrualPeriod, *, acquired: int, main_leave: int, today: date
) -> Split:
    """All the conditions together open the bonus; the best step reached says how much."""
    closes_on = _window_closes_on(period, rule)
    if rule.split_counts_days_due and today <= closes_on:
        return Split(0, awaits=closes_on)
    days = main_leave - taken.inside if rule.split_counts_days_due else taken.outside
    missing = tuple(one for one in _conditions(taken, rule, acquired, days) if one.reached < one.needed)
    return Split(0 if missing else _best_bonus(rule, acquired, days), days, missing)


def _conditions(taken: Taken, rule: LeaveRule, acquired: int, days: int) -> tuple[Condition, ...]:
    """Those of the first step: what opens any bonus at all."""
    return (
        Condition(ACQUIRED, rule.split_first_step.least_acquired, acquired),
        Condition(UNBROKEN, rule.split_unbroken_days, taken.unbroken),
        Condition(DAYS, rule.split_first_step.days, days),
    )


def _best_bonus(rule: LeaveRule, acquired: int, days: int) -> int:
    steps = (rule.split_first_step, rule.split_second_step)
    return max(step.extra_days for step in steps if days >= step.days and acquired >= step.least_acquired)


def _window_closes_on(period: AccrualPeriod, rule: LeaveRule) -> date:
    starts_on = period.taking_starts_on
    closes_on = day_of_year(starts_on.year, rule.split_window_ends)
    return closes_on if closes_on >= starts_on else day_of_year(starts_on.year + 1, rule.split_window_ends)
