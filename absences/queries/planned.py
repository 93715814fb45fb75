"""Absences as somebody may see them: what every page, file and count of the planning reads."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from absences.enums import AbsenceState
from absences.models import Absence
from absences.models.given import GIVEN_STRETCH, GivenStretch
from absences.motives import ShownKind, sees_motives, shown_kind
from absences.stretches import Stretch
from core.access import Access, Scope
from core.compiled import CompiledForScope, is_any_of
from employees.models import Employee

# Their keys, or a query of these.
People = Collection[int] | QuerySet[Any, Any]
_MOST_CANCELLED = 30


@dataclass(frozen=True, slots=True)
class ShownAbsence:
    """`ref` and `note` are empty for whoever may not know the motive: there is nothing to open."""

    employee_id: int
    ref: str
    kind: ShownKind
    stretch: Stretch
    state: str
    state_words: str
    to_declare: bool
    note: str


def absences_between(
    access: Access, first: date, last: date, *, employee_ids: People | None = None, with_motives: bool = True
) -> list[ShownAbsence]:
    """Live ones, by person then by day; `with_motives` False: for what everybody will read. One query."""
    seen = with_motives and sees_motives(access)
    rows = _planned(access.scope, Stretch(first, last), employee_ids)
    return [shown(row, with_motives=seen) for row in rows]


def _planned(scope: Scope, stretch: Stretch, people: People | None) -> list[Absence]:
    if isinstance(people, QuerySet):
        return list(_in_order(scope, stretch).filter(employee_id__in=people))
    met = GIVEN_STRETCH.values(stretch)
    if people is None:
        return _OF_EVERYBODY.rows(scope, **met)
    return _OF_PEOPLE.rows(scope, people=list(people), **met)


def _in_order(scope: Scope, stretch: Stretch | GivenStretch) -> QuerySet[Absence]:
    rows = Absence.objects.for_scope(scope).meeting(stretch).select_related("kind")
    ordered: QuerySet[Absence] = rows.order_by("employee_id", "starts_on", "starts_at_noon")
    return ordered


_OF_EVERYBODY: CompiledForScope[Absence] = CompiledForScope(lambda scope: _in_order(scope, GIVEN_STRETCH))
_OF_PEOPLE: CompiledForScope[Absence] = CompiledForScope(
    lambda scope: _in_order(scope, GIVEN_STRETCH).filter(is_any_of("employee_id", "people"))
)


def cancelled_of(access: Access, employee: Employee, first: date, last: date | None = None) -> list[ShownAbsence]:
    """Those of somebody that no longer hold their days, of these days; the latest first. One query."""
    rows = Absence.objects.for_access(access).filter(employee=employee, state=AbsenceState.CANCELLED)
    rows = rows.filter(ends_on__gte=first).select_related("kind").order_by("-starts_on", "-pk")
    if last is not None:
        rows = rows.filter(starts_on__lte=last)
    return [shown(row, with_motives=sees_motives(access)) for row in rows[:_MOST_CANCELLED]]


def shown(absence: Absence, *, with_motives: bool) -> ShownAbsence:
    kind = shown_kind(absence.kind, with_motives=with_motives)
    is_private = absence.kind.is_sensitive and not with_motives
    return ShownAbsence(
        employee_id=absence.employee_id,
        ref="" if is_private else absence.public_id,
        kind=kind,
        stretch=absence.stretch,
        state=absence.state,
        state_words=absence.state_words,
        to_declare=absence.to_declare,
        note="" if is_private else absence.note,
    )
