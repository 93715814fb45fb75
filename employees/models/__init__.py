"""Models of the people of a company; everything is imported from here."""

from employees.leave.models import KnownAbsence, LeaveRight, LeaveRule, SeniorityStep, SplitWaiver
from employees.models.employments import Employment
from employees.models.history import EmployeeEvent
from employees.models.imports import EmployeeImport, ImportLine
from employees.models.movements import HireDraft, Movement
from employees.models.people import FRANCE, Crew, Employee, full_name

__all__ = [
    "FRANCE",
    "Crew",
    "Employee",
    "EmployeeEvent",
    "EmployeeImport",
    "Employment",
    "HireDraft",
    "ImportLine",
    "KnownAbsence",
    "LeaveRight",
    "LeaveRule",
    "Movement",
    "SeniorityStep",
    "SplitWaiver",
    "full_name",
]
