"""The planning of absences: their kinds, the absences, what the caisse was told of them."""

from absences.models.absences import Absence
from absences.models.calendars import CalendarSubscription
from absences.models.collective import CollectiveAbsence, CollectiveLine
from absences.models.declarations import LeaveDeclaration
from absences.models.history import AbsenceEvent
from absences.models.kinds import AbsenceKind
from absences.models.needs import CrewNeed
from absences.models.notices import LeaveNotice
from absences.models.rules import AbsenceRule, RefusalReason

__all__ = [
    "Absence",
    "AbsenceEvent",
    "AbsenceKind",
    "AbsenceRule",
    "CollectiveAbsence",
    "CollectiveLine",
    "CrewNeed",
    "CalendarSubscription",
    "LeaveNotice",
    "LeaveDeclaration",
    "RefusalReason",
]
