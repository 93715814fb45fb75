"""What the caisse is proposed to give back of a case, by salarié and week, as its lines are decided and paid."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from stoppages.arithmetic import Part
from stoppages.models import StoppageCase
from stoppages.queries.estimating import CaseEstimate, PersonEstimate, estimate_of

Key = tuple[int, date]
"""A salarié and a week, by its Monday."""

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """`amount` None: a figure or a wage is missing, and it is typed by hand."""

    employee_id: int
    week: date
    hours: Decimal
    amount: Decimal | None

    @property
    def key(self) -> Key:
        return self.employee_id, self.week


@dataclass(frozen=True, slots=True)
class Proposal:
    """`estimate`: what it was made of; None for an arrêt de travail, of which the portal computes nothing."""

    lines: tuple[ProposedLine, ...]
    estimate: CaseEstimate | None = None

    @property
    def total(self) -> Decimal | None:
        """None as soon as one line is."""
        known = [line.amount for line in self.lines if line.amount is not None]
        return sum(known, _ZERO) if len(known) == len(self.lines) else None

    @property
    def hours(self) -> Decimal:
        return sum((line.hours for line in self.lines), _ZERO)


def proposal_of(case: StoppageCase) -> Proposal:
    """By the figures published so far, of what was sent last."""
    if not case.is_weather:
        leave = case.sick_leave
        return Proposal((ProposedLine(leave.employee_id, monday_of(leave.starts_on), _ZERO, None),))
    estimate = estimate_of(case, as_sent=True)
    lines = (line for person in estimate.people for line in _lines_of(person))
    return Proposal(tuple(sorted(lines, key=lambda line: line.key)), estimate)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week_of(part: Part) -> date:
    return monday_of(part.day)


def _lines_of(person: PersonEstimate) -> list[ProposedLine]:
    """The weeks that have hours to indemnify; their amounts add up to that of the salarié."""
    hours: dict[date, Decimal] = {}
    for part in person.parts:
        hours[_week_of(part)] = hours.get(_week_of(part), _ZERO) + part.indemnified
    amounts = person.reimbursement.by(_week_of) if person.reimbursement is not None else {}
    return [
        ProposedLine(person.employee_id, week, indemnified, amounts.get(week))
        for week, indemnified in hours.items()
        if indemnified
    ]
