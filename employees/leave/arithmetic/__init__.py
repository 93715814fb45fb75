"""Estimated rights to paid leave: arithmetic only, of dates and dated rules; neither database nor request."""

from employees.leave.arithmetic.charging import IsWorked, charged_days
from employees.leave.arithmetic.estimate import Estimate, estimate_rights
from employees.leave.arithmetic.lines import MonthLine
from employees.leave.arithmetic.periods import AccrualPeriod, accrual_periods, period_containing, period_taken_on
from employees.leave.arithmetic.rule import (
    AbsenceSpan,
    ContractSpan,
    EmployeeFacts,
    LeaveRule,
    SeniorityStep,
    SplitStep,
    Waiver,
)
from employees.leave.arithmetic.taking import CountDays

__all__ = [
    "AbsenceSpan",
    "AccrualPeriod",
    "ContractSpan",
    "CountDays",
    "EmployeeFacts",
    "Estimate",
    "IsWorked",
    "LeaveRule",
    "MonthLine",
    "SeniorityStep",
    "SplitStep",
    "Waiver",
    "accrual_periods",
    "charged_days",
    "estimate_rights",
    "period_containing",
    "period_taken_on",
]
