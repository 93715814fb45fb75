"""The back office of a caisse for the people of its companies; importing this package registers its pages."""

from employees.decisions.admin import MovementAdmin
from employees.leave.admin import LeaveRightAdmin, LeaveRuleAdmin, SeniorityStepAdmin
from employees.people.admin import EmployeeAdmin, EmployeeImportAdmin

__all__ = [
    "EmployeeAdmin",
    "EmployeeImportAdmin",
    "LeaveRightAdmin",
    "LeaveRuleAdmin",
    "MovementAdmin",
    "SeniorityStepAdmin",
]
