"""Two versions of a final declaration side by side: what changed, by person and by day."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.french import counted
from core.templatetags.portal import euros, instant
from employees.models import Employee
from stoppages.arithmetic.sentences import number
from stoppages.enums import WeatherCause
from stoppages.models import StoppageCase, StoppageDeclaration

_NOTHING = "rien"


@dataclass(frozen=True, slots=True)
class Version:
    """What one says: facts by name, and by key of each person the hours of their days, the wage, the days elsewhere."""

    facts: Mapping[str, str]
    hours: Mapping[int, Mapping[date, tuple[Decimal, Decimal]]]
    wages: Mapping[int, Decimal | None]
    days_before: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Change:
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PersonChanges:
    name: str
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Difference:
    facts: list[Change]
    people: list[PersonChanges]

    def __bool__(self) -> bool:
        return bool(self.facts or self.people)


def version_sent(declaration: StoppageDeclaration) -> Version:
    people = list(declaration.people.values_list("employee_id", "hourly_wage", "days_before"))
    days = declaration.days.values_list("employee_id", "day", "hours", "replaced")
    resumes_at = declaration.resumes_at
    facts = {
        "Chantier": declaration.worksite.name if declaration.worksite is not None else "",
        "Cause": WeatherCause(declaration.cause).label if declaration.cause else "",
        "Arrêt": instant(declaration.starts_at) if declaration.starts_at is not None else "",
        "Reprise": instant(resumes_at) if resumes_at is not None else "",
    }
    return Version(
        facts, _by_person(days), {one: wage for one, wage, _ in people}, {one: days for one, _, days in people}
    )


def version_in_writing(case: StoppageCase) -> Version:
    """Of those who have hours, as it would be sent."""
    weather = case.weather
    hours = _by_person(case.lostdays.values_list("employee_id", "day", "hours", "replaced"))
    people = [one for one in case.stoppedpersons.all() if one.employee_id in hours]
    facts = {
        "Chantier": weather.worksite.name,
        "Cause": weather.get_cause_display(),
        "Arrêt": instant(weather.starts_at),
        "Reprise": instant(weather.resumes_at) if weather.resumes_at is not None else "",
    }
    return Version(
        facts,
        {one.employee_id: hours[one.employee_id] for one in people},
        {one.employee_id: one.hourly_wage for one in people},
        {one.employee_id: one.days_before or 0 for one in people},
    )


def compare(before: Version, after: Version, *, with_wages: bool) -> Difference:
    """Without the wages for whoever may not read them."""
    facts = [
        Change(label, before.facts[label], after.facts[label])
        for label in after.facts
        if before.facts[label] != after.facts[label]
    ]
    changes = {
        one: list(_of_person(before, after, one, with_wages)) for one in before.hours.keys() | after.hours.keys()
    }
    changed = {one: lines for one, lines in changes.items() if lines}
    return Difference(facts, [PersonChanges(name, changed[one]) for one, name in _names(changed)])


def _of_person(before: Version, after: Version, one: int, with_wages: bool) -> Iterator[Change]:
    then, now = before.hours.get(one, {}), after.hours.get(one, {})
    for day in sorted(then.keys() | now.keys()):
        if then.get(day) != now.get(day):
            yield Change(f"{day:%d/%m/%Y}", _hours(then.get(day)), _hours(now.get(day)))
    if one not in before.hours or one not in after.hours:
        return
    if before.days_before[one] != after.days_before[one]:
        days = (counted(version.days_before[one], "jour") for version in (before, after))
        yield Change("Déjà indemnisés ailleurs", *days)
    if with_wages and before.wages[one] != after.wages[one]:
        yield Change("Salaire horaire", _wage(before.wages[one]), _wage(after.wages[one]))


def _hours(lost: tuple[Decimal, Decimal] | None) -> str:
    if lost is None:
        return _NOTHING
    hours, replaced = lost
    return f"{number(hours)} h" + (f", dont {number(replaced)} h remplacées" if replaced else "")


def _wage(wage: Decimal | None) -> str:
    return euros(wage) if wage is not None else _NOTHING


def _by_person(rows: Collection[tuple[int, date, Decimal, Decimal]]) -> dict[int, dict[date, tuple[Decimal, Decimal]]]:
    by_person: dict[int, dict[date, tuple[Decimal, Decimal]]] = {}
    for employee_id, day, hours, replaced in rows:
        by_person.setdefault(employee_id, {})[day] = (hours, replaced)
    return by_person


def _names(ids: Collection[int]) -> list[tuple[int, str]]:
    rows = Employee.objects.filter(pk__in=ids).order_by("plain_name", "pk")
    return [(one.pk, one.full_name) for one in rows]
