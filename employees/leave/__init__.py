"""Estimated rights to paid leave: arithmetic only, of dates and dated rules; neither database nor request."""

from employees.leave.estimate import Estimate, estimate_rights
from employees.leave.lines import MonthLine
from employees.leave.periods import AccrualPeriod, accrual_periods, period_containing, period_taken_on
from employees.leave.rule import AbsenceSpan, ContractSpan, EmployeeFacts, LeaveRule, SeniorityStep
from employees.leave.taking import CountDays

__all__ = [
    "AbsenceSpan",
    "AccrualPeriod",
    "ContractSpan",
    "CountDays",
    "EmployeeFacts",
    "Estimate",
    "LeaveRule",
    "MonthLine",
    "SeniorityStep",
    "accrual_periods",
    "estimate_rights",
    "period_containing",
    "period_taken_on",
]
