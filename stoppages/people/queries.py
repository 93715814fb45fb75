"""The arrêts of somebody, as their page and the review of their sortie tell them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, F, Q, QuerySet

from absences.motives import sees_motives
from core.access import Access, Scope
from core.compiled import CompiledForScope, Given
from employees.enums import DepartureReason
from employees.models import Employee
from employees.panels import Leaving
from stoppages.enums import NOT_DECLARED, CaseState, Nature
from stoppages.models import DeclaredPerson, SickLeave, StoppageCase, StoppedPerson
from stoppages.models.cases import StoppageCaseQuerySet
from stoppages.words import title_from

SHOWN = 5
_DISMISSALS = (DepartureReason.DISMISSAL, DepartureReason.ECONOMIC_DISMISSAL, DepartureReason.UNFITNESS)


@dataclass(frozen=True, slots=True)
class PersonCase:
    ref: str
    title: str
    starts_on: date
    ends_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class PersonStoppages:
    """`certificate_year`: of which a certificate may be made (D5424-31), None for none; `ref`: of the person."""

    ref: str
    cases: tuple[PersonCase, ...]
    has_more: bool
    certificate_year: int | None


@dataclass(frozen=True, slots=True)
class StoppagesOfDeparture:
    """`going_on`: the weather stoppages during which somebody is dismissed (D5424-22)."""

    ref: str
    going_on: tuple[PersonCase, ...]
    certificate_year: int | None


def stoppages_of(access: Access, employee: Employee, today: date) -> PersonStoppages | None:
    """The latest; None without any. One query."""
    query = _LATEST if sees_motives(access) else _LATEST_OF_WEATHER
    cases = query.rows(access.scope, employee_id=employee.pk)
    if not cases:
        return None
    year = today.year if any(_was_declared(case, today.year) for case in cases) else None
    shown = tuple(map(_told, cases[:SHOWN]))
    return PersonStoppages(employee.public_id, shown, len(cases) > SHOWN, year if access.takes_files else None)


def stoppages_of_departure(access: Access, employee: Employee, leaving: Leaving) -> StoppagesOfDeparture | None:
    """None when there is nothing to say of it. One query."""
    year = leaving.last_day.year
    meets = Q(ends_on__isnull=True) | Q(ends_on__gte=date(year, 1, 1))
    rows = _cases(access.scope, employee.pk).weather().filter(meets, starts_on__lte=leaving.last_day)
    cases = [_Case(*row) for row in _read(rows)]
    is_dismissed = leaving.reason in _DISMISSALS
    going_on = tuple(_told(case) for case in cases if is_dismissed and _goes_on(case, leaving.last_day))
    certified = any(_was_declared(case, year) for case in cases) and access.takes_files
    if not going_on and not certified:
        return None
    return StoppagesOfDeparture(employee.public_id, going_on, year if certified else None)


@dataclass(frozen=True, slots=True)
class _Case:
    """What is told of an arrêt, without the objects that it is made of."""

    ref: str
    nature: str
    state: str
    starts_on: date
    ends_on: date | None
    cause: str | None
    worksite: str | None
    last_name: str | None
    first_name: str | None

    @property
    def title(self) -> str:
        return title_from(self.nature, self.cause, self.worksite, self.last_name, self.first_name)


def _cases(scope: Scope, employee: Any) -> StoppageCaseQuerySet:
    """Of the person, whatever the nature, the latest first; what was abandoned is no arrêt."""
    theirs: QuerySet[Any] = SickLeave.objects.filter(employee_id=employee).order_by().values("case")
    others = (
        model.objects.filter(employee_id=employee).order_by().values("case")
        for model in (StoppedPerson, DeclaredPerson)
    )
    rows: StoppageCaseQuerySet = StoppageCase.objects.for_scope(scope)
    return rows.filter(dropped_at__isnull=True, pk__in=theirs.union(*others))


def _read(cases: StoppageCaseQuerySet) -> QuerySet[Any, Any]:
    told = {"cause": "weather__cause", "worksite": "weather__worksite__name"}
    told |= {name: f"sick_leave__employee__{name}" for name in ("last_name", "first_name")}
    named = cases.annotate(ref=F("public_id"), **{name: F(column) for name, column in told.items()})
    return named.values_list("ref", "nature", "state", "starts_on", "ends_on", *told)


_EMPLOYEE = Given("employee_id", BigIntegerField())
# An arrêt de travail is a motive: two queries, for whoever may read motives and whoever may not.
_LATEST = CompiledForScope(lambda scope: _read(_cases(scope, _EMPLOYEE))[: SHOWN + 1], into=_Case)
_LATEST_OF_WEATHER = CompiledForScope(lambda scope: _read(_cases(scope, _EMPLOYEE).weather())[: SHOWN + 1], into=_Case)


def _was_declared(case: _Case, year: int) -> bool:
    is_of_year = case.starts_on.year <= year <= (case.ends_on or case.starts_on).year
    return case.nature == Nature.WEATHER and case.state not in NOT_DECLARED and is_of_year


def _goes_on(case: _Case, last_day: date) -> bool:
    return case.ends_on is None or case.ends_on > last_day


def _told(case: _Case) -> PersonCase:
    return PersonCase(case.ref, case.title, case.starts_on, case.ends_on, CaseState(case.state).label)
