"""The back office of a caisse for the people of its companies; importing this package registers its pages."""

from employees.admin.leave import LeaveRightAdmin, LeaveRuleAdmin, SeniorityStepAdmin
from employees.admin.movements import MovementAdmin
from employees.admin.people import EmployeeAdmin, EmployeeImportAdmin

__all__ = [
    "EmployeeAdmin",
    "EmployeeImportAdmin",
    "LeaveRightAdmin",
    "LeaveRuleAdmin",
    "MovementAdmin",
    "SeniorityStepAdmin",
]
