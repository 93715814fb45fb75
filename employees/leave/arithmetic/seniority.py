"""Extra days for seniority: ETAM and executives only. A worker's seniority gives money, not days (DOMAIN §2.3)."""

from datetime import date

from employees.leave.arithmetic.periods import ONE_DAY, AccrualPeriod
from employees.leave.arithmetic.rule import WORKER, EmployeeFacts, LeaveRule, SeniorityStep


def seniority_step(period: AccrualPeriod, facts: EmployeeFacts, rule: LeaveRule) -> SeniorityStep | None:
    """The best step reached at the end of the period, or at the departure when it came before."""
    if facts.category == WORKER:
        return None
    day = _counted_on(period, facts)
    reached = [
        step
        for step in rule.seniority_steps
        if _is_over(facts.company_since, step.company_years, day) or _is_over(facts.btp_since, step.btp_years, day)
    ]
    return max(reached, key=lambda step: step.extra_days, default=None)


def _counted_on(period: AccrualPeriod, facts: EmployeeFacts) -> date:
    begun = [span for span in facts.contracts if span.starts_on <= period.ends_on]
    return max((min(span.ends_on or period.ends_on, period.ends_on) for span in begun), default=period.ends_on)


def _is_over(since: date | None, years: int, day: date) -> bool:
    """More than so many whole years: the next year has begun."""
    return since is not None and _years_later(since, years) <= day


def _years_later(day: date, years: int) -> date:
    """A year that began on 29 February ends on 28 February, so the next begins on 1 March of an ordinary year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28) + ONE_DAY
