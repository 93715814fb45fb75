"""How many people are absent today, and who leaves next: what the home page tells."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DateField, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from absences.models import Absence, AbsenceKind
from absences.models.absences import AbsenceQuerySet
from absences.motives import ShownKind, sees_motives, shown_kind
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
    counted = _COUNT.first(access.scope, today=today)
    leaving = _LEAVING.rows(access.scope, today=today, horizon=today + HORIZON)
    seen = sees_motives(access)
    return TodaysAbsences(
        counted.people if counted else 0, [_leaving(absence, with_motives=seen) for absence in leaving]
    )


def _leaving(absence: Absence, *, with_motives: bool) -> Leaving:
    kind = shown_kind(absence.kind, with_motives=with_motives)
    return Leaving(absence.employee.full_name, kind, absence.starts_on)


_HORIZON = Given("horizon", DateField())
_NAMES = ("adherent_id", "last_name", "first_name")
_TOLD = (*(f"kind__{field.name}" for field in AbsenceKind._meta.fields), *(f"employee__{name}" for name in _NAMES))


def _under_contract(scope: Scope, day: Any) -> AbsenceQuerySet:
    """Live ones of whoever has a contract there on that day.

    It is looked for beside each of these few: joined to them, the database may read the contracts of everybody, or,
    expecting nearly no row of a large company, all the departures of the month to tell three.
    """
    contracts = Employment.objects.for_scope(scope).real()
    goes_on = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    there = contracts.filter(goes_on, employee=OuterRef("employee"), starts_on__lte=day)
    rows: AbsenceQuerySet = Absence.objects.filter(adherent_id=scope.adherent_id).live()
    return rows.alias(contract=Subquery(there.order_by().values("pk")[:1])).filter(contract__isnull=False)


def _count(scope: Scope) -> QuerySet[Any, Any]:
    """One row; none for a company without any absence."""
    rows = _under_contract(scope, TODAY).on_day(TODAY).order_by().values("adherent_id")
    return rows.annotate(people=Count("employee_id", distinct=True)).values_list("people")


def _next(scope: Scope) -> QuerySet[Any, Any]:
    rows = _under_contract(scope, OuterRef("starts_on")).filter(starts_on__gt=TODAY, starts_on__lte=_HORIZON)
    rows = rows.select_related("kind", "employee").only("adherent_id", "starts_on", *_TOLD)
    first: QuerySet[Any, Any] = rows.order_by("starts_on", "employee__plain_name", "pk")[:SHOWN_LEAVING]
    return first


@dataclass(frozen=True, slots=True)
class _Count:
    people: int


_COUNT = CompiledForScope(_count, into=_Count)
_LEAVING: CompiledForScope[Absence] = CompiledForScope(_next)
