"""The facts by which a weather stoppage is checked, as `stoppages.checks` takes them: a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from absences.models import Absence
from core.french import counted
from employees.models import Employee, Employment
from stoppages.arithmetic import DaysOfYear, Figures, HoursBefore, days_of_year, hours_before
from stoppages.checks import CaseFacts, HeatFact, PersonFact, SentFact, WageFact
from stoppages.enums import DeclarationKind, FileKind, VigilanceLevel
from stoppages.models import (
    CaseFile,
    DeclaredDay,
    DeclaredPerson,
    HeatwaveVigilance,
    SeasonalStop,
    StoppageCase,
    StoppageDeclaration,
)
from stoppages.queries.estimating import CaseEstimate, DeclaredWages, PersonEstimate
from stoppages.queries.figures import figures_for

_ZERO = Decimal(0)


class Sent:
    """What was sent of a case, read once: its days by salarié, its people with their names."""

    def __init__(self, case: StoppageCase, final: StoppageDeclaration) -> None:
        self.case, self.final = case, final
        self.days: dict[int, list[DeclaredDay]] = defaultdict(list)
        for day in final.days.order_by("day"):
            self.days[day.employee_id].append(day)
        people: Iterable[DeclaredPerson] = final.people.select_related("employee").order_by("employee__plain_name")
        self.people = list(people)

    @property
    def every_day(self) -> tuple[date, ...]:
        return tuple(sorted({row.day for rows in self.days.values() for row in rows}))

    @property
    def employee_ids(self) -> list[int]:
        return [person.employee_id for person in self.people]


def facts_of(sent: Sent, declarations: Collection[StoppageDeclaration], estimate: CaseEstimate) -> CaseFacts:
    """`declarations`: all those of the case; `estimate`: of what was sent."""
    case, worksite = sent.case, sent.case.weather.worksite
    days = sent.every_day
    figures = figures_for(case.adherent.caisse_id)(case.starts_on)
    return CaseFacts(
        departement=worksite.departement,
        is_covered=worksite.is_covered,
        days=days,
        provisional=_sent_fact(declarations, DeclarationKind.PROVISIONAL),
        final=_sent_fact(declarations, DeclarationKind.FINAL),
        heat=_heat(worksite.departement, days, figures) if case.weather.is_heatwave else None,
        seasonal=_seasonal(worksite.departement, days),
        others=_others(case, days),
        people=_people(sent, estimate, figures),
        wages=tuple(_wage(one) for one in estimate.wages),
        missing=estimate.missing,
    )


def _sent_fact(declarations: Collection[StoppageDeclaration], kind: DeclarationKind) -> SentFact | None:
    """The first of its kind: an amendment is not what makes it late."""
    ours = [one for one in declarations if one.kind == kind]
    if not ours:
        return None
    first = min(ours, key=lambda one: one.number)
    return SentFact(first.sent_at, first.due_at, first.is_late)


def _heat(departement: str, days: Collection[date], figures: Figures) -> HeatFact:
    rows = HeatwaveVigilance.objects.filter(departement=departement, day__in=days)
    levels = {row.day: VigilanceLevel(row.level) for row in rows}
    return HeatFact(levels, figures.heatwave_season)


def _seasonal(departement: str, days: Collection[date]) -> tuple[str, ...]:
    if not days:
        return ()
    rows = SeasonalStop.objects.filter(_meets(min(days), max(days)), departement=departement)
    return tuple(_told(row) for row in rows if any(row.is_in_force_on(day) for day in days))


def _told(stop: SeasonalStop) -> str:
    above = f", à partir de {counted(stop.above, 'mètre')}" if stop.above is not None else ""
    return f"{stop.activity or 'toutes activités'}{above}"


def _others(case: StoppageCase, days: Collection[date]) -> tuple[str, ...]:
    """Other stoppages of the worksite that lost hours on the same days."""
    rows = DeclaredDay.objects.filter(
        day__in=days,
        declaration__worksite_id=case.weather.worksite_id,
        declaration__is_current=True,
        case__dropped_at__isnull=True,
    ).exclude(case=case)
    return tuple(rows.order_by("case__reference").values_list("case__reference", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is known of everybody declared, each read once. `statements` holds None when one is joined for all."""

    contracts: dict[int, list[Employment]]
    away: dict[int, list[Absence]]
    counted: dict[int, PersonEstimate]
    statements: set[int | None]
    figures: Figures


def _people(sent: Sent, estimate: CaseEstimate, figures: Figures) -> tuple[PersonFact, ...]:
    files = CaseFile.objects.filter(case=sent.case, kind=FileKind.STATEMENT)
    beside = _Beside(
        _contracts(sent),
        _away(sent),
        {person.employee_id: person for person in estimate.people},
        set(files.values_list("employee_id", flat=True)),
        figures,
    )
    return tuple(_person(person, sent, beside) for person in sent.people)


def _person(person: DeclaredPerson, sent: Sent, beside: _Beside) -> PersonFact:
    employee: Employee = person.employee
    days = [row.day for row in sent.days[employee.pk]]
    counted = beside.counted.get(employee.pk)
    parts = counted.parts if counted is not None else ()
    return PersonFact(
        name=employee.full_name,
        without_contract=tuple(day for day in days if not _holds(beside.contracts[employee.pk], day)),
        away=_away_on(beside.away[employee.pk], days),
        over_day=_sum(part.over_day for part in parts),
        over_week=_sum(part.over_week for part in parts),
        over_year=_sum(part.over_year for part in parts),
        hours_before=_hours_before(person, sent, beside.figures),
        years=_years(person, counted, days, beside.figures),
        stated_days=person.days_before,
        has_statement=bool(beside.statements & {employee.pk, None}),
    )


def _contracts(sent: Sent) -> dict[int, list[Employment]]:
    rows: dict[int, list[Employment]] = defaultdict(list)
    for row in Employment.objects.real().filter(adherent_id=sent.case.adherent_id, employee__in=sent.employee_ids):
        rows[row.employee_id].append(row)
    return rows


def _holds(contracts: Iterable[Employment], day: date) -> bool:
    return any(one.starts_on <= day and (one.ends_on is None or one.ends_on >= day) for one in contracts)


def _away(sent: Sent) -> dict[int, list[Absence]]:
    """What the planning has of them on one of these days; never what the stoppages wrote there themselves."""
    rows: dict[int, list[Absence]] = defaultdict(list)
    days = sent.every_day
    if not days:
        return rows
    absences = Absence.objects.live().filter(
        adherent_id=sent.case.adherent_id,
        employee__in=sent.employee_ids,
        starts_on__lte=max(days),
        ends_on__gte=min(days),
    )
    for absence in absences.select_related("kind"):
        rows[absence.employee_id].append(absence)
    return rows


def _away_on(absences: Iterable[Absence], days: Iterable[date]) -> tuple[tuple[date, str], ...]:
    return tuple((day, _called(one)) for day in days for one in absences if one.starts_on <= day <= one.ends_on)


def _called(absence: Absence) -> str:
    """The caisse is told of leave; any other motive is nothing to it."""
    return "en congé" if absence.kind.is_paid_leave else "absent"


def _hours_before(person: DeclaredPerson, sent: Sent, figures: Figures) -> HoursBefore:
    """Nobody sends the portal the hours of everybody day by day: what the employer states is all that is known."""
    return hours_before(sent.case.starts_on, None, figures.rule, stated=person.hours_before)


def _years(
    person: DeclaredPerson, counted: PersonEstimate | None, days: Iterable[date], figures: Figures
) -> tuple[DaysOfYear, ...]:
    if counted is None:
        return ()
    years = sorted({day.year for day in days})
    here = {year: counted.counted.days_indemnified(year) for year in years}
    # What is stated is of the year in which the stoppage began.
    return tuple(
        days_of_year(year, here=here[year], elsewhere=person.days_before if year == years[0] else 0, rule=figures.rule)
        for year in years
    )


def _wage(wages: DeclaredWages) -> WageFact:
    if wages.said_by:
        source = f"saisis par {wages.said_by}"
    else:
        source = f"d’après les déclarations reçues jusqu’en {wages.until:%m/%Y}" if wages.until else "d’après la caisse"
    return WageFact(wages.campaign, wages.amount, source)


def _meets(first: date, last: date) -> Q:
    return Q(starts_on__lte=last) & (Q(ends_on__isnull=True) | Q(ends_on__gte=first))


def _sum(hours: Iterable[Decimal]) -> Decimal:
    return sum(hours, _ZERO)
