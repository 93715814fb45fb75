"""Until when a stoppage is declared (DOMAIN §3.6): elapsed hours, then calendar months, in Paris time.

A declaration that comes late is still taken: these say when it is due, and nothing is refused by them.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from stoppages.arithmetic.figures import Delay, Practice, Tolerance

PARIS = ZoneInfo("Europe/Paris")
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)

IsHoliday = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class FinalDeadline:
    """`legal_on`: the day of the law, the last on which the declaration may reach the caisse.

    `tolerated_on`: that of the caisse, never before.
    """

    legal_on: date
    tolerated_on: date

    @property
    def legal_ends_at(self) -> datetime:
        return end_of(self.legal_on)

    @property
    def tolerated_ends_at(self) -> datetime:
        return end_of(self.tolerated_on)

    def is_late(self, received_at: datetime) -> bool:
        return received_at >= self.tolerated_ends_at

    def is_tolerated(self, received_at: datetime) -> bool:
        """After the day of the law, within that of the caisse."""
        return self.legal_ends_at <= received_at < self.tolerated_ends_at


def provisional_due_at(starts_at: datetime, delay: Delay) -> datetime:
    """So many elapsed hours after work stopped: a night that changes the hour moves the time that the clock shows."""
    return (starts_at.astimezone(UTC) + timedelta(hours=delay.provisional_hours)).astimezone(PARIS)


def final_deadline(resumes_on: date, delay: Delay, practice: Practice, is_holiday: IsHoliday) -> FinalDeadline:
    """A month after the 31st ends on the last day of a shorter month."""
    legal_on = resumes_on + relativedelta(months=delay.final_months)
    return FinalDeadline(legal_on, max(legal_on, _tolerated(resumes_on, practice, is_holiday) or legal_on))


def end_of(day: date) -> datetime:
    """Midnight in Paris, when that day is over."""
    return datetime.combine(day + _ONE_DAY, time(), tzinfo=PARIS)


def _tolerated(resumes_on: date, practice: Practice, is_holiday: IsHoliday) -> date | None:
    match practice.tolerance:
        case Tolerance.MONTH_END:
            last_day = _month_end(resumes_on + timedelta(days=practice.tolerance_days))
        case Tolerance.NEXT_MONTH_END:
            last_day = _month_end(resumes_on + relativedelta(months=1))
        case Tolerance.NONE:
            return None
    return _first_working_day(last_day, is_holiday)


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _first_working_day(day: date, is_holiday: IsHoliday) -> date:
    """That day, or the first after it that is neither of a weekend nor a public holiday."""
    while day.weekday() >= _SATURDAY or is_holiday(day):
        day += _ONE_DAY
    return day
