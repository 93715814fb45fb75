"""The back office of a caisse for the leave of its companies; importing this package registers its pages."""

from absences.admin.planned import AbsenceAdmin
from absences.admin.queue import LeaveDeclarationAdmin
from absences.admin.rules import AbsenceKindAdmin, AbsenceRuleAdmin, RefusalReasonAdmin

__all__ = [
    "AbsenceAdmin",
    "AbsenceKindAdmin",
    "AbsenceRuleAdmin",
    "LeaveDeclarationAdmin",
    "RefusalReasonAdmin",
]
