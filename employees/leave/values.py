"""What is told of somebody's leave: the rights of a period, what is left on a day, what their page shows first."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from employees.leave.arithmetic import AccrualPeriod
from employees.models import SplitWaiver


@dataclass(frozen=True, slots=True)
class LeavePeriod:
    """One accrual period, in jours ouvrables. `stated_on`: the day of the caisse's figures; None for an estimate.

    `steps`: the arithmetic of an estimate. `is_detail_reserved`: the reader may not see it, since it tells of sickness
    or of a contract elsewhere. `waiver`: the days of the split were given up in writing; `split_days_waived`: how many
    an estimate would have given.
    """

    period: AccrualPeriod
    acquired: Decimal
    fifth_week: Decimal
    split_bonus_days: Decimal
    seniority_days: Decimal
    taken: Decimal
    remaining: Decimal
    overdrawn: Decimal = Decimal(0)
    stated_on: date | None = None
    until: date | None = None
    steps: tuple[str, ...] = ()
    is_detail_reserved: bool = False
    waiver: SplitWaiver | None = None
    split_days_waived: int = 0

    @property
    def is_estimate(self) -> bool:
        return self.stated_on is None

    def is_closed_on(self, day: date) -> bool:
        """Nothing of it may be taken any more."""
        return self.period.taking_ends_on < day


@dataclass(frozen=True, slots=True)
class RemainingLeave:
    """What is left to take on a day: only the periods whose leave may still be taken or is still being earned."""

    on: date
    periods: tuple[LeavePeriod, ...]

    @property
    def days(self) -> Decimal:
        return sum((period.remaining for period in self.periods), Decimal(0))

    @property
    def is_estimate(self) -> bool:
        return any(period.is_estimate for period in self.periods)


@dataclass(frozen=True, slots=True)
class LeaveSummary:
    """What the page of somebody shows first: what is left of the open periods, in all; the closed ones, folded."""

    open: list[LeavePeriod]
    closed: list[LeavePeriod]

    @property
    def remaining(self) -> Decimal:
        return sum((period.remaining for period in self.open), Decimal(0))

    @property
    def is_estimate(self) -> bool:
        return any(period.is_estimate for period in self.open)

    @property
    def may_be_waived(self) -> bool:
        """Some period has no waiver of its days of fractionnement."""
        return any(period.waiver is None for period in (*self.open, *self.closed))


def summary_of(periods: list[LeavePeriod], today: date) -> LeaveSummary:
    closed = [period for period in periods if period.is_closed_on(today)]
    return LeaveSummary([period for period in periods if period not in closed], closed)
