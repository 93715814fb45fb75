"""Employees and their leave, in one line each."""

from datetime import date, timedelta

from hypothesis import HealthCheck, settings

from employees.leave.arithmetic import (
    AbsenceSpan,
    AccrualPeriod,
    ContractSpan,
    EmployeeFacts,
    LeaveRule,
    Waiver,
    estimate_rights,
)

PERIOD = AccrualPeriod(date(2025, 4, 1), date(2026, 3, 31))
LEAP = AccrualPeriod(date(2027, 4, 1), date(2028, 3, 31))
# A busy machine is no failure.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
LATER = date(2030, 1, 1)
OPEN = ContractSpan(date(2020, 1, 1))


def monday_to_saturday(first, last):
    return sum((first + timedelta(days=rank)).weekday() != 6 for rank in range((last - first).days + 1))


def rights(*spans, period=PERIOD, today=LATER, category="worker", rule=None, **since):
    """Contracts, absences and waivers in one list; an open contract when there is none."""
    contracts = tuple(span for span in spans if isinstance(span, ContractSpan))
    absences = tuple(span for span in spans if isinstance(span, AbsenceSpan))
    waivers = tuple(span for span in spans if isinstance(span, Waiver))
    facts = EmployeeFacts(category, contracts or (OPEN,), absences, waivers=waivers, **since)
    return estimate_rights(period, facts, rule or LeaveRule(), today=today, count=monday_to_saturday)


def off(kind, first, last):
    return AbsenceSpan(kind, first, last)


def leave(first, last):
    return off("paid_leave", first, last)
