"""Weather stoppages on the planning: the hours of each, and the crews that stopped before any hour was entered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, DateField, DecimalField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone

from absences.planning.outside import Crews, OtherDay
from core.access import Access, Scope
from core.compiled import CompiledForScope, Given, is_any_of
from stoppages.arithmetic.sentences import hours_label
from stoppages.enums import WeatherCause
from stoppages.models import LostDay, WeatherStoppage

NAME = "Arrêt intempéries"
_LETTER, _LOOK = "I", "bar--stopped"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Told:
    """Hours of somebody on a day; or a crew that stopped, from a day to the one before `until`, None as long as it does
    not work again.
    """

    someone: int | None
    some_crew: int | None
    since: date
    until: date | None
    lost: Decimal | None
    ref: str
    why: str
    place: str


def stopped_days(access: Access, first: date, last: date, crews: Crews) -> Iterator[OtherDay]:
    """One query. As they are being written: what was sent and is being amended, as it is amended."""
    by_crew: dict[int, list[int]] = {}
    for employee_id, crew_id in crews.items():
        if crew_id is not None:
            by_crew.setdefault(crew_id, []).append(employee_id)
    told = _TOLD.rows(access.scope, people=list(crews), crews=list(by_crew), first=first, last=last)
    for one in told:
        if one.someone is not None:
            yield _shown(access, one, one.someone, one.since, f", {hours_label(one.lost or Decimal(0))}")
            continue
        for day in _days_of(one, first, last):
            for employee_id in by_crew[one.some_crew or 0]:
                yield _shown(access, one, employee_id, day, ", heures à saisir")


def _shown(access: Access, one: _Told, employee_id: int, day: date, hours: str) -> OtherDay:
    url = reverse("stoppages:case", args=[access.tiers.ref, one.ref])
    said = f"{WeatherCause(one.why).label.lower()}, {one.place}{hours}"
    return OtherDay(employee_id, day, NAME, said, url, _LETTER, _LOOK)


def _days_of(stopped: _Told, first: date, last: date) -> Iterator[date]:
    """Until the resumption, or today. On the day when work resumes, nobody says yet who lost hours."""
    ends = stopped.until - _ONE_DAY if stopped.until else timezone.localdate()
    day = max(first, stopped.since)
    while day <= min(last, max(ends, stopped.since)):
        if day.isoweekday() < _SATURDAY:
            yield day
        day += _ONE_DAY


_SATURDAY = 6
_FIRST, _LAST = Given("first", DateField()), Given("last", DateField())
_OF_A_CASE = {"ref": F("case__public_id")}


_NOBODY, _NO_CREW = Value(None, BigIntegerField()), Value(None, BigIntegerField())


def _told(scope: Scope) -> QuerySet[Any, Any]:
    both: QuerySet[Any, Any] = _lost(scope).union(_stopped(scope), all=True).order_by("since")
    return both


def _lost(scope: Scope) -> QuerySet[Any, Any]:
    rows = _of(LostDay, scope).filter(is_any_of("employee_id", "people"), day__gte=_FIRST, day__lte=_LAST)
    return _columns(
        rows,
        someone=F("employee_id"),
        some_crew=_NO_CREW,
        since=F("day"),
        until=F("day"),
        lost=F("hours"),
        why=F("case__weather__cause"),
        place=F("case__weather__worksite__name"),
    )


def _stopped(scope: Scope) -> QuerySet[Any, Any]:
    goes_on = Q(resumes_at__isnull=True) | Q(resumes_at__date__gte=_FIRST)
    rows = _of(WeatherStoppage, scope).filter(is_any_of("crew_id", "crews"), goes_on, starts_at__date__lte=_LAST)
    return _columns(
        rows.exclude(Exists(LostDay.objects.filter(case=OuterRef("case")))),
        someone=_NOBODY,
        some_crew=F("crew_id"),
        since=TruncDate("starts_at"),
        until=TruncDate("resumes_at"),
        lost=Value(None, DecimalField()),
        why=F("cause"),
        place=F("worksite__name"),
    )


def _of(model: Any, scope: Scope) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = model.objects.filter(adherent_id=scope.adherent_id, case__dropped_at__isnull=True)
    return rows if scope.establishment_id is None else rows.filter(case__establishment_id=scope.establishment_id)


def _columns(rows: QuerySet[Any, Any], **told: Any) -> QuerySet[Any, Any]:
    """The same of both tables, in the order of `_Told`."""
    who = {name: told.pop(name) for name in ("someone", "some_crew", "since", "until", "lost")}
    named: QuerySet[Any, Any] = rows.order_by().annotate(**who, ref=F("case__public_id"), **told)
    return named.values_list(*who, "ref", *told)


_TOLD = CompiledForScope(_told, into=_Told)
