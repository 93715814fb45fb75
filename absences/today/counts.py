"""How many people are absent today, and who leaves next: what the home page tells."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.fields import IntegerRangeField
from django.db.models import Count, DateField, Exists, Func, IntegerField, OuterRef, Q, QuerySet
from django.utils import timezone

from absences.models import Absence
from absences.models.absences import AbsenceQuerySet
from absences.motives import ShownKind, sees_motives, shown_kind
from absences.stretches import Stretch
from core.access import Access, Scope
from core.compiled import TODAY, CompiledForScope, Given
from employees.models import Employment

HORIZON = timedelta(days=30)
SHOWN_LEAVING = 3


@dataclass(frozen=True, slots=True)
class Leaving:
    name: str
    kind: ShownKind
    on: date


@dataclass(frozen=True, slots=True)
class TodaysAbsences:
    """`leaving`: the next ones to go, in the month to come."""

    people: int
    leaving: list[Leaving]


def todays_absences(access: Access) -> TodaysAbsences:
    """Two queries."""
    today = timezone.localdate()
    whole = Stretch(today, today)
    halves = {"first_half": whole.first_half, "end_half": whole.end_half}
    counted = _COUNT.first(access.scope, today=today, **halves)
    leaving = _LEAVING.rows(access.scope, today=today, horizon=today + HORIZON)
    seen = sees_motives(access)
    return TodaysAbsences(
        counted.people if counted else 0, [_leaving(absence, with_motives=seen) for absence in leaving]
    )


def _leaving(absence: Absence, *, with_motives: bool) -> Leaving:
    kind = shown_kind(absence.kind, with_motives=with_motives)
    return Leaving(absence.employee.full_name, kind, absence.starts_on)


_HORIZON = Given("horizon", DateField())
_HALVES = (Given("first_half", IntegerField()), Given("end_half", IntegerField()))


def _under_contract(scope: Scope, day: Any) -> AbsenceQuerySet:
    """Live ones of whoever has a contract there on that day."""
    contracts = Employment.objects.for_scope(scope).real()
    goes_on = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    there = contracts.filter(goes_on, employee=OuterRef("employee"), starts_on__lte=day)
    rows: AbsenceQuerySet = Absence.objects.filter(adherent_id=scope.adherent_id).live().filter(Exists(there))
    return rows


def _count(scope: Scope) -> QuerySet[Any, Any]:
    """One row; none for a company without any absence."""
    today = Func(*_HALVES, function="int4range", output_field=IntegerRangeField())
    held = {"half_days__overlap": today, "starts_on__lte": TODAY, "ends_on__gte": TODAY}
    rows = _under_contract(scope, TODAY).filter(**held)
    return (
        rows.order_by().values("adherent_id").annotate(people=Count("employee_id", distinct=True)).values_list("people")
    )


def _next(scope: Scope) -> QuerySet[Any, Any]:
    rows = _under_contract(scope, OuterRef("starts_on")).filter(starts_on__gt=TODAY, starts_on__lte=_HORIZON)
    rows = rows.select_related("kind", "employee").order_by("starts_on", "employee__plain_name", "pk")
    first: QuerySet[Any, Any] = rows[:SHOWN_LEAVING]
    return first


@dataclass(frozen=True, slots=True)
class _Count:
    people: int


_COUNT = CompiledForScope(_count, into=_Count)
_LEAVING: CompiledForScope[Absence] = CompiledForScope(_next)
