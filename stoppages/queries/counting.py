"""The hours of salariés over all the stoppages of the company, as the arithmetic takes them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from django.conf import settings

from employees.leave.schedules import Schedule, schedules_of
from stoppages.arithmetic import Counted, FiguresOn, LostHours, Stoppage, count_hours
from stoppages.arithmetic.deadlines import PARIS
from stoppages.enums import DeclarationKind, WeatherCause
from stoppages.models import DeclaredDay, DeclaredPerson, LostDay, StoppageCase, StoppageDeclaration, StoppedPerson

# A continuous stoppage that began before the year is looked for this far back.
_LOOKS_BACK = timedelta(days=92)


@dataclass(slots=True)
class Losses:
    """Of one salarié: hours, and by year the days indemnified that the portal does not know."""

    hours: list[LostHours] = field(default_factory=list)
    days_before: dict[int, int] = field(default_factory=dict)


def counted_of(
    adherent_id: int,
    employee_ids: Collection[int],
    *,
    years: Collection[int],
    figures: FiguresOn,
    writing: StoppageCase | None = None,
    without: StoppageCase | None = None,
    schedules: Mapping[int, Schedule | None] | None = None,
) -> dict[int, Counted]:
    """By salarié, all that was declared in these years. `writing`: the case that is being written takes the place of
    what was sent of it; `without`: a case that is left out; `schedules`: for who has read them.
    """
    first = date(min(years), 1, 1) - _LOOKS_BACK
    losses = _declared(adherent_id, employee_ids, first, {case.pk for case in (writing, without) if case is not None})
    stoppages = _stoppages_since(adherent_id, first, writing)
    if writing is not None:
        _add_writing(losses, writing, employee_ids)
    timetables = schedules if schedules is not None else schedules_of(adherent_id, employee_ids)
    return {
        employee_id: count_hours(
            losses[employee_id].hours,
            figures=figures,
            stoppages=stoppages,
            days_before=losses[employee_id].days_before,
            works_between=partial(works_between, timetables.get(employee_id)),
        )
        for employee_id in employee_ids
    }


def works_between(schedule: Schedule | None, resumed_at: datetime, stops_at: datetime) -> bool:
    """Whether they would have worked in between, by the days of their contract and the hours of a working day."""
    if schedule is None or not schedule.contracts:
        return resumed_at < stops_at
    resumed, stops = resumed_at.astimezone(PARIS), stops_at.astimezone(PARIS)
    day = resumed.date()
    while day <= stops.date():
        starts = max(resumed, datetime.combine(day, settings.WORKING_DAY_STARTS, tzinfo=PARIS))
        ends = min(stops, datetime.combine(day, settings.WORKING_DAY_ENDS, tzinfo=PARIS))
        if schedule.is_worked(day) and starts < ends:
            return True
        day += timedelta(days=1)
    return False


def stoppage_of(declaration: StoppageDeclaration) -> Stoppage:
    """As it was sent."""
    worksite = declaration.worksite
    if worksite is None or declaration.starts_at is None:
        raise ValueError("Only weather stoppages are counted.")
    return Stoppage(
        declaration.case.public_id,
        worksite.public_id,
        declaration.starts_at,
        declaration.resumes_at,
        declaration.cause == WeatherCause.HEATWAVE,
    )


def stoppage_in_writing(case: StoppageCase) -> Stoppage:
    weather = case.weather
    return Stoppage(
        case.public_id, weather.worksite.public_id, weather.starts_at, weather.resumes_at, weather.is_heatwave
    )


def _declared(
    adherent_id: int, employee_ids: Collection[int], first: date, left_out: Collection[int]
) -> dict[int, Losses]:
    losses: dict[int, Losses] = defaultdict(Losses)
    mine = {"adherent_id": adherent_id, "employee_id__in": employee_ids, "declaration__is_current": True}
    days = DeclaredDay.objects.filter(day__gte=first, case__dropped_at__isnull=True, **mine).exclude(case__in=left_out)
    stoppages: dict[int, Stoppage] = {}
    for row in days.select_related("declaration__worksite", "declaration__case"):
        if row.declaration_id not in stoppages:
            stoppages[row.declaration_id] = stoppage_of(row.declaration)
        losses[row.employee_id].hours.append(LostHours(stoppages[row.declaration_id], row.day, row.hours, row.replaced))
    people = DeclaredPerson.objects.filter(case__dropped_at__isnull=True, **mine).exclude(case__in=left_out)
    told = people.values_list("employee_id", "days_before", "declaration__starts_at")
    for employee_id, days_before, starts_at in told.filter(days_before__gt=0):
        if starts_at is not None:
            _add_days_before(losses[employee_id].days_before, starts_at, days_before)
    return losses


def _stoppages_since(adherent_id: int, first: date, writing: StoppageCase | None) -> list[Stoppage]:
    """Those that lost somebody no hours too: one goes on through them."""
    rows = StoppageDeclaration.objects.filter(
        adherent_id=adherent_id,
        kind=DeclarationKind.FINAL,
        is_current=True,
        case__dropped_at__isnull=True,
        starts_at__date__gte=first,
    ).select_related("worksite", "case")
    others = rows if writing is None else rows.exclude(case=writing)
    mine = [stoppage_in_writing(writing)] if writing is not None else []
    return [*map(stoppage_of, others), *mine]


def _add_writing(losses: dict[int, Losses], case: StoppageCase, employee_ids: Collection[int]) -> None:
    stoppage = stoppage_in_writing(case)
    days: Iterable[LostDay] = case.lostdays.filter(employee_id__in=employee_ids)
    for row in days:
        losses[row.employee_id].hours.append(LostHours(stoppage, row.day, row.hours, row.replaced))
    people: Iterable[StoppedPerson] = case.stoppedpersons.filter(employee_id__in=employee_ids, days_before__gt=0)
    for person in people:
        _add_days_before(losses[person.employee_id].days_before, stoppage.starts_at, person.days_before or 0)


def _add_days_before(known: dict[int, int], starts_at: datetime, days: int) -> None:
    """The greatest that was stated in the year: each statement holds the earlier ones."""
    year = starts_at.astimezone(PARIS).year
    known[year] = max(known.get(year, 0), days)


def years_of(stoppage: Stoppage, days: Iterable[date]) -> set[int]:
    """The civil years that a stoppage has hours in; that of its start, without any."""
    return {day.year for day in days} or {stoppage.starts_at.astimezone(PARIS).year}


ByPerson = Mapping[int, Counted]
