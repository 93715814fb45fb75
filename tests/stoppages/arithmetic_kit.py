"""Stoppages, hours lost and figures, in one line each. Monday 2 February 2026 is the first day of most examples."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings

from stoppages.arithmetic import (
    CarenceReading,
    Figures,
    LostHours,
    Practice,
    Published,
    Stoppage,
    count_hours,
    indemnity,
    reimbursement,
)

PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2026, 2, 2)
# A busy machine is no failure.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

KNOWN = Figures(
    hourly_ceiling=Published(Decimal("36.00")),
    allowance=Published(Decimal("93204")),
    heatwave_share=Published(Decimal(50)),
)
PER_WEEK = Figures(practice=Practice(carence=CarenceReading.PER_WEEK))
S_LARGE, S_SMALL = Decimal(300_000), Decimal(150_000)


def at(day: date, hour: int = 8) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=PARIS)


def after(days: int, start: date = MONDAY) -> date:
    return start + timedelta(days=days)


def stoppage(ref="A", starts=0, resumes=None, site="Lyon", **values) -> Stoppage:
    """Days are counted from the Monday."""
    return Stoppage(ref, site, at(after(starts)), None if resumes is None else at(after(resumes)), **values)


def lost(hours, day=0, of=None, replaced=0) -> LostHours:
    return LostHours(of or stoppage(), after(day), Decimal(str(hours)), Decimal(str(replaced)))


def counted(*entries, figures=KNOWN, **values):
    return count_hours(entries, figures=lambda day: figures, **values)


def hours_of(result) -> list[str]:
    """The hours indemnified, day by day, as they are written."""
    return [f"{line.indemnified.normalize():f}" for line in result.days]


def paid(result, wage="20", figures=KNOWN, refs=("A", "B", "C", "D")):
    return indemnity(result.parts, wages=dict.fromkeys(refs, Decimal(wage)), figures=_on(figures))


def given_back(result, declared, wage="20", figures=KNOWN, refs=("A", "B", "C", "D")):
    """`declared`: S of every campaign, or by campaign."""
    campaigns = declared if isinstance(declared, dict) else {date(year, 4, 1): declared for year in range(2020, 2030)}
    wages = dict.fromkeys(refs, Decimal(wage))
    return reimbursement(result.parts, wages=wages, declared=campaigns, figures=_on(figures))


def _on(figures):
    return figures if callable(figures) else lambda day: figures
