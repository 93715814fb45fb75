"""What an arrêt de travail is beside: those before and after it, hours of weather declared on its days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from absences.stretches import Stretch
from core.access import Access
from employees.models import Employee
from stoppages.enums import OVER, CaseState
from stoppages.models import DeclaredDay, LostDay, SickLeave, StoppageCase

# A prolongation follows at once, or after two days of rest at most.
MOST_DAYS_BETWEEN = 3


@dataclass(frozen=True, slots=True)
class LostHours:
    """A weather stoppage that counts hours of the person on these days."""

    case_id: int
    days: tuple[date, ...]


def days_of(leave: SickLeave) -> Stretch:
    """Until the eve of the return; work that resumes later than foreseen lengthens nothing: that is a prolongation."""
    if leave.resumed_on is None:
        return Stretch(leave.starts_on, leave.expected_end_on)
    return Stretch(leave.starts_on, min(leave.expected_end_on, leave.resumed_on - timedelta(days=1)))


def live_leaves(employee: Employee) -> QuerySet[SickLeave]:
    """All those of a person, for rules that look across sites; without what was dropped."""
    rows = SickLeave.objects.filter(adherent_id=employee.adherent_id, employee=employee)
    return rows.exclude(case__state=CaseState.DROPPED).select_related("case").order_by("starts_on")


def chain_of(case: StoppageCase) -> list[SickLeave]:
    """The first arrêt and its prolongations, the earliest first."""
    root = case.sick_leave.first_id or case.pk
    rows = SickLeave.objects.filter(Q(case_id=root) | Q(first_id=root), adherent_id=case.adherent_id)
    return list(rows.exclude(case__state=CaseState.DROPPED).select_related("case").order_by("starts_on"))


def meeting_leave(employee: Employee, stretch: Stretch, own: StoppageCase) -> SickLeave | None:
    """Another arrêt of the person on some of these days."""
    others = live_leaves(employee).filter(starts_on__lte=stretch.ends_on).exclude(case_id=own.pk)
    return next((one for one in others if days_of(one).meets(stretch)), None)


def may_be_prolonged(access: Access, employee: Employee) -> list[SickLeave]:
    """Arrêts that were sent and from which nobody came back, each the last of its chain, the latest first."""
    rows = SickLeave.objects.for_access(access).filter(employee=employee, resumed_on__isnull=True)
    rows = rows.exclude(case__state__in=(*OVER, CaseState.DRAFT)).select_related("case").order_by("starts_on")
    last = {one.first_id or one.case_id: one for one in rows}
    return sorted(last.values(), key=lambda one: one.starts_on, reverse=True)


def lost_hours(employee: Employee, stretch: Stretch) -> list[LostHours]:
    """Hours of weather stoppages on these days, in writing or declared: the two are not paid together (L5424-13)."""
    whose = {
        "adherent_id": employee.adherent_id,
        "employee": employee,
        "day__range": (stretch.starts_on, stretch.ends_on),
    }
    written = LostDay.objects.filter(**whose).exclude(case__state=CaseState.DROPPED)
    declared = DeclaredDay.objects.filter(**whose, declaration__is_current=True).exclude(case__state=CaseState.DROPPED)
    return _by_case(written.values_list("case_id", "day").union(declared.values_list("case_id", "day")))


def _by_case(rows: Iterable[tuple[int, date]]) -> list[LostHours]:
    days: dict[int, list[date]] = {}
    for case_id, day in sorted(rows):
        days.setdefault(case_id, []).append(day)
    return [LostHours(case_id, tuple(on)) for case_id, on in days.items()]
