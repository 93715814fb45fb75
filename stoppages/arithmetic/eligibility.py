"""Whether a salarié may be indemnified: 200 hours in the two months before, and days left in the year.

(D5424-11, D5424-14; DOMAIN §3.3.) What is not known is said so: nobody is refused for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from stoppages.arithmetic.figures import Rule


class HoursKind(StrEnum):
    """What counts among the 200 hours, for any employer of the BTP."""

    WORKED = "worked"
    PAID_LEAVE = "paid_leave"
    WORK_ACCIDENT = "work_accident"
    TRAINING = "training"
    INDEMNIFIED = "indemnified"


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CreditedHours:
    day: date
    hours: Decimal
    kind: HoursKind = HoursKind.WORKED


@dataclass(frozen=True, slots=True)
class HoursBefore:
    """The hours of the months before a stoppage. `hours` is None when nobody knows nor stated them."""

    since: date
    needed: Decimal
    hours: Decimal | None
    by_kind: Mapping[HoursKind, Decimal]
    is_stated: bool = False

    @property
    def answer(self) -> Answer:
        if self.hours is None:
            return Answer.UNKNOWN
        return Answer.YES if self.hours >= self.needed else Answer.NO


@dataclass(frozen=True, slots=True)
class DaysOfYear:
    """Days indemnified since 1 January, elsewhere included; `left` of the 55."""

    year: int
    used: int
    limit: int

    @property
    def left(self) -> int:
        return max(self.limit - self.used, 0)


def hours_before(
    starts_on: date, credited: Iterable[CreditedHours] | None, rule: Rule, *, stated: Decimal | None = None
) -> HoursBefore:
    """`credited`: what is known day by day, None when nothing is. What the employer states is taken when it is more:

    a salarié may have worked elsewhere.
    """
    since = starts_on - relativedelta(months=rule.least_hours_months)
    by_kind: dict[HoursKind, Decimal] = {}
    for one in credited or ():
        if since <= one.day < starts_on:
            by_kind[one.kind] = by_kind.get(one.kind, Decimal(0)) + one.hours
    known = None if credited is None else sum(by_kind.values(), Decimal(0))
    is_stated = stated is not None and (known is None or stated > known)
    return HoursBefore(since, rule.least_hours, stated if is_stated else known, by_kind, is_stated)


def days_of_year(year: int, *, here: int, elsewhere: int, rule: Rule) -> DaysOfYear:
    return DaysOfYear(year, here + elsewhere, rule.days_a_year)
