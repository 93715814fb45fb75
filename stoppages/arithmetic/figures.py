"""The figures that the arithmetic uses, as they hold on one day: those of dated rows, of which some are not known.

The defaults of `Rule` are those of the code (D5424-11 to -14, -26, -27; DOMAIN §3.4 and §3.7). Rates are percentages.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

MonthDay = tuple[int, int]
"""A day of every year: (month, day)."""

_CAMPAIGN_STARTS: MonthDay = (4, 1)


class CarenceReading(StrEnum):
    """How the carence of a continuous stoppage that crosses a week is counted: D5424-12, or one hour each week."""

    LAW = "law"
    PER_WEEK = "per_week"


class Tolerance(StrEnum):
    """What a caisse adds to the month of a final declaration (DOMAIN §3.6).

    `MONTH_END`: so many days, carried to the end of their month. `NEXT_MONTH_END`: the end of the next month.
    """

    NONE = "none"
    MONTH_END = "month_end"
    NEXT_MONTH_END = "next_month_end"


@dataclass(frozen=True, slots=True)
class Rule:
    """Caps and rates of the law; `full_rate` applies when S is over so many allowances, `small_rate` otherwise."""

    carence_hours: Decimal = Decimal(1)
    hours_a_day: Decimal = Decimal(9)
    hours_a_week: Decimal = Decimal(45)
    days_a_year: int = 55
    least_hours: Decimal = Decimal(200)
    least_hours_months: int = 2
    indemnity_rate: Decimal = Decimal(75)
    full_rate: Decimal = Decimal(85)
    small_rate: Decimal = Decimal(90)
    full_rate_above: int = 3
    reduced_hours: Decimal = Decimal(6)
    reduced_rate: Decimal = Decimal(10)


@dataclass(frozen=True, slots=True)
class Practice:
    """How a caisse counts; the defaults are the law's own reading."""

    carence: CarenceReading = CarenceReading.LAW
    tolerance: Tolerance = Tolerance.NONE
    tolerance_days: int = 0


@dataclass(frozen=True, slots=True)
class Delay:
    """Elapsed hours for the provisional declaration, calendar months for the final one."""

    provisional_hours: int
    final_months: int


@dataclass(frozen=True, slots=True)
class HeatwaveSeason:
    """The days of the year on which a canicule may stop work, both included."""

    starts: MonthDay
    ends: MonthDay

    def __contains__(self, day: date) -> bool:
        return self.starts <= (day.month, day.day) <= self.ends


@dataclass(frozen=True, slots=True)
class Published:
    """A figure, with the source that gives it."""

    value: Decimal
    source: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that holds on one day for one caisse; None: published by nobody, or not known here.

    `hourly_ceiling`: of the wage, in euros. `allowance`: the abattement of the campaign. `heatwave_share`: the part
    of the ordinary reimbursement that a canicule gives, in percent (D5424-26, II).
    """

    rule: Rule = field(default_factory=Rule)
    practice: Practice = field(default_factory=Practice)
    delay: Delay | None = None
    heatwave_season: HeatwaveSeason | None = None
    hourly_ceiling: Published | None = None
    allowance: Published | None = None
    heatwave_share: Published | None = None


FiguresOn = Callable[[date], Figures]


def campaign_of(day: date) -> date:
    """The first day of the campaign that holds that day: 1 April."""
    year = day.year if (day.month, day.day) >= _CAMPAIGN_STARTS else day.year - 1
    return date(year, *_CAMPAIGN_STARTS)
