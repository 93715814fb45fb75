"""What a final declaration says: the rows that its receipt prints, the people without their wages, the wages apart."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.french import counted
from core.templatetags.portal import instant
from stoppages.arithmetic.sentences import number
from stoppages.models import LostDay, StoppageCase, StoppedPerson

_NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Declared:
    """Those who lost an hour, by name, and their days; the others are not declared."""

    people: list[StoppedPerson]
    days: list[LostDay]
    without_hours: int = 0

    @property
    def hours(self) -> Decimal:
        return sum((one.hours for one in self.days), Decimal(0))

    @property
    def replaced(self) -> Decimal:
        return sum((one.replaced for one in self.days), Decimal(0))


def declared_in_writing(case: StoppageCase) -> Declared:
    """Two queries."""
    days = list(case.lostdays.order_by("day", "employee_id"))
    have_hours = {one.employee_id for one in days}
    rows = list(case.stoppedpersons.select_related("employee").order_by("employee__plain_name", "employee_id"))
    people = [one for one in rows if one.employee_id in have_hours]
    ids = {one.employee_id for one in people}
    return Declared(people, [one for one in days if one.employee_id in ids], len(rows) - len(people))


def content_of(case: StoppageCase, declared: Declared, certified: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {
        "rows": [*_rows(case, declared), *map(list, certified)],
        "people": _people(declared),
        "wages": [[one.employee.full_name, f"{one.hourly_wage} € par heure"] for one in declared.people],
    }


def _rows(case: StoppageCase, declared: Declared) -> list[list[str]]:
    weather, worksite = case.weather, case.weather.worksite
    resumed = instant(weather.resumes_at) if weather.resumes_at is not None else ""
    rows = [
        ("Chantier", worksite.name),
        ("Adresse", f"{worksite.address}, {worksite.place}"),
        ("Nature des travaux", "Travaux publics" if worksite.is_public_works else "Bâtiment"),
        ("Cause", weather.get_cause_display()),
        ("Arrêt", instant(weather.starts_at)),
        ("Reprise", resumed),
        ("Salariés", counted(len(declared.people), "salarié")),
        ("Heures perdues", f"{number(declared.hours)} h"),
        ("Dont remplacées par un autre travail", f"{number(declared.replaced)} h" if declared.replaced else ""),
        ("Travail de remplacement", weather.replacement),
    ]
    return [[label, text.replace(_NO_BREAK, " ")] for label, text in rows if text]


def _people(declared: Declared) -> list[list[str]]:
    """Name, hours of each day, all of them, days indemnified elsewhere."""
    by_person: dict[int, list[LostDay]] = defaultdict(list)
    for day in declared.days:
        by_person[day.employee_id].append(day)
    return [_person(one, by_person[one.employee_id]) for one in declared.people]


def _person(person: StoppedPerson, days: list[LostDay]) -> list[str]:
    each = ", ".join(f"{one.day:%d/%m/%Y} : {_hours(one)}" for one in days)
    total = number(sum((one.hours for one in days), Decimal(0)))
    elsewhere = f"{counted(person.days_before, 'jour')} déjà indemnisés ailleurs" if person.days_before else ""
    return [person.employee.full_name, f"{total} h", each, elsewhere]


def _hours(day: LostDay) -> str:
    replaced = f" (dont {number(day.replaced)} h remplacées)" if day.replaced else ""
    return f"{number(day.hours)} h{replaced}"
