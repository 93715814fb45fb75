"""How many days of leave an employee has earned, taken and has left, for one accrual period: an estimate.

Only the caisse knows the rights. The estimate counts calendar days under contract, not hours: days of bad weather count
as work; hours declared do not enter, nor rights earned with another employer, nor extra days for dependent children.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil

from employees.leave.arithmetic import sentences
from employees.leave.arithmetic.charging import IsWorked, charged_days, every_day
from employees.leave.arithmetic.lines import MonthLine, add_up, month_lines, shown
from employees.leave.arithmetic.periods import AccrualPeriod
from employees.leave.arithmetic.rule import EmployeeFacts, LeaveRule
from employees.leave.arithmetic.seniority import seniority_step
from employees.leave.arithmetic.spans import absent_days, days_between, days_of
from employees.leave.arithmetic.splitting import split_of
from employees.leave.arithmetic.taking import CountDays, take


@dataclass(frozen=True, slots=True)
class Estimate:
    """`acquired` is made of `main_leave` and `fifth_week`; seniority and split come on top.

    `before_rounding` and the `…_earned` are within their limits, shown to two decimals. `taken` counts the leave to
    come that it was given. `remaining` stops at zero: `overdrawn` says how many days were taken beyond the rights.
    """

    period: AccrualPeriod
    lines: tuple[MonthLine, ...]
    sickness_earned: Decimal
    accident_earned: Decimal
    work_earned: Decimal
    before_rounding: Decimal
    is_capped: bool
    acquired: int
    main_leave: int
    fifth_week: int
    split_bonus_days: int
    split_days_waived: int
    seniority_days: int
    taken: int
    until: date
    steps: tuple[str, ...]

    @property
    def entitled(self) -> int:
        """All the days that may be taken."""
        return self.acquired + self.seniority_days + self.split_bonus_days

    @property
    def remaining(self) -> int:
        return max(0, self.entitled - self.taken)

    @property
    def overdrawn(self) -> int:
        return max(0, self.taken - self.entitled)

    @property
    def has_contract(self) -> bool:
        """Without it there is nothing to show but a zero."""
        return bool(self.lines)


def estimate_rights(
    period: AccrualPeriod,
    facts: EmployeeFacts,
    rule: LeaveRule,
    *,
    today: date,
    count: CountDays,
    is_worked: IsWorked = every_day,
) -> Estimate:
    """The estimate of one period, up to `today` while it runs; `count` gives the jours ouvrables between two days.

    Leave is drawn from the period whose taking period contains it (see `period_taken_on`), whatever day it is today:
    a leave across 30 April is counted on two, its last days of rest on the second.
    """
    until = min(period.ends_on, today)
    absences = absent_days(facts.absences, period.starts_on, period.taking_ends_on)
    contract = days_of(facts.contracts, period.starts_on, until)
    lines = month_lines(period.starts_on, until, contract, absences, rule)
    earned = add_up(lines, rule)
    acquired = ceil(earned.total)
    main_leave = min(acquired, int(rule.main_leave_days))
    fifth_week = min(acquired - main_leave, int(rule.fifth_week_days))
    charged = charged_days(absences["paid_leave"], is_worked)
    leave = charged & days_between(period.taking_starts_on, period.taking_ends_on)
    taken = take(leave, rule, main_leave=main_leave, count=count)
    split = split_of(taken, rule, period, acquired=acquired, main_leave=main_leave, today=today)
    split = split.given_up(facts.split_waived_on(period))
    step = seniority_step(period, facts, rule) if acquired else None
    seniority = step.extra_days if step else 0
    steps = (
        *sentences.earning_steps(lines, until, period, rule),
        *sentences.total_steps(lines, earned, acquired, rule),
        *sentences.composition_steps(main_leave, fifth_week),
        *sentences.seniority_steps(step),
        *sentences.taking_steps(period, taken.days),
        *sentences.split_steps(split, taken.days, rule),
        *sentences.balance_steps((acquired, seniority, split.bonus), taken.days),
    )
    return Estimate(
        period=period,
        lines=lines,
        sickness_earned=shown(earned.sickness),
        accident_earned=shown(earned.accident),
        work_earned=shown(earned.work),
        before_rounding=shown(earned.total),
        is_capped=earned.is_capped,
        acquired=acquired,
        main_leave=main_leave,
        fifth_week=fifth_week,
        split_bonus_days=split.bonus,
        split_days_waived=split.waived,
        seniority_days=seniority,
        taken=taken.days,
        until=until,
        steps=steps,
    )
