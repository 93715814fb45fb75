"""What the estimate is made from: the rule in force, and what is known of an employee.

The values of `LeaveRule` are those of its dated row; the defaults are the general rule (DOMAIN §2 and §4).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from employees.leave.arithmetic.periods import ACCRUAL_STARTS, TAKING_STARTS, AccrualPeriod, MonthDay

WORKER, ETAM, EXECUTIVE = CATEGORIES = ("worker", "etam", "executive")

# In the order in which they win when two of them fall on one day, so that each day is counted once. Paid leave comes
# last: a day of leave that another absence has taken over is not a day of leave.
ABSENCE_KINDS = ("work_accident", "maternity", "paternity", "sickness", "unpaid", "paid_leave")


@dataclass(frozen=True, slots=True)
class SeniorityStep:
    """Extra days for who has been more than so many years in the company, or more than so many in the branch."""

    company_years: int
    btp_years: int
    extra_days: int


@dataclass(frozen=True, slots=True)
class SplitStep:
    """Extra days for so many days of the main leave out of season, when so many were acquired."""

    days: int
    extra_days: int
    least_acquired: int = 15


@dataclass(frozen=True, slots=True)
class LeaveRule:
    """Every number of the estimate.

    Days out of season are those taken outside the window, or those still due when it closes; the leave in a row that
    the split asks for lies in the window, or anywhere.
    """

    days_per_month: Decimal = Decimal("2.5")
    max_days: Decimal = Decimal(30)
    sickness_days_per_month: Decimal = Decimal(2)
    sickness_max_days: Decimal = Decimal(24)
    accident_days_per_month: Decimal = Decimal("2.5")
    accident_max_days: Decimal = Decimal(30)
    main_leave_days: Decimal = Decimal(24)
    fifth_week_days: Decimal = Decimal(6)
    split_window_starts: MonthDay = (5, 1)
    split_window_ends: MonthDay = (10, 31)
    split_first_step: SplitStep = SplitStep(3, 1)
    split_second_step: SplitStep = SplitStep(6, 2)
    split_unbroken_days: int = 12
    split_unbroken_holidays: int = 2
    split_unbroken_anywhere: bool = False
    split_counts_days_due: bool = False
    seniority_steps: tuple[SeniorityStep, ...] = (SeniorityStep(5, 10, 2), SeniorityStep(10, 20, 3))
    accrual_starts: MonthDay = ACCRUAL_STARTS
    taking_starts: MonthDay = TAKING_STARTS


@dataclass(frozen=True, slots=True)
class ContractSpan:
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class AbsenceSpan:
    """Both days included; `paid_leave` may be leave to come as well as leave taken."""

    kind: str
    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        if self.kind not in ABSENCE_KINDS:
            raise ValueError(f"Unknown kind of absence: {self.kind}")


@dataclass(frozen=True, slots=True)
class Waiver:
    """The extra days of the split were given up in writing for the taking period that holds that day (L3141-23)."""

    taking_starts_on: date
    signed_on: date

    def is_for(self, period: AccrualPeriod) -> bool:
        return period.taking_starts_on <= self.taking_starts_on <= period.taking_ends_on


@dataclass(frozen=True, slots=True)
class EmployeeFacts:
    """`company_since` carries over the contracts that count for seniority; `btp_since` when the employee said it."""

    category: str
    contracts: tuple[ContractSpan, ...] = ()
    absences: tuple[AbsenceSpan, ...] = ()
    company_since: date | None = None
    btp_since: date | None = None
    waivers: tuple[Waiver, ...] = ()

    def __post_init__(self) -> None:
        if self.category not in CATEGORIES:
            raise ValueError(f"Unknown category: {self.category}")

    def split_waived_on(self, period: AccrualPeriod) -> date | None:
        """The day on which the days of the split of that period were given up."""
        return next((waiver.signed_on for waiver in self.waivers if waiver.is_for(period)), None)
