"""The back office of a caisse for the leave of its companies; importing this package registers its pages."""

from absences.admin.planned import AbsenceAdmin
from absences.admin.queue import LeaveDeclarationAdmin
from absences.admin.rules import AbsenceKindAdmin, AbsenceRuleAdmin, RefusalReasonAdmin
from absences.admin.told import CalendarSubscriptionAdmin, CrewNeedAdmin, LeaveNoticeAdmin

__all__ = [
    "AbsenceAdmin",
    "AbsenceKindAdmin",
    "AbsenceRuleAdmin",
    "CalendarSubscriptionAdmin",
    "CrewNeedAdmin",
    "LeaveDeclarationAdmin",
    "LeaveNoticeAdmin",
    "RefusalReasonAdmin",
]
