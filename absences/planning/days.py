"""Who is absent on one day, by site and by crew: what a telephone shows in the place of the grid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from absences.planning.bars import count_of, said_of
from absences.planning.queries.people import Person
from absences.planning.queries.reading import Reading
from absences.queries.planned import ShownAbsence
from absences.stretches import Stretch
from employees.places import Places


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody absent, and one of their absences; `said`: its kind, its days, its count, where it stands."""

    person: Person
    absence: ShownAbsence
    said: str


@dataclass(frozen=True, slots=True)
class DayGroup:
    name: str
    people: list[Away]


def absent_on(day: date, people: Iterable[Person], reading: Reading, places: Places) -> list[DayGroup]:
    """In the order of the people."""
    names = {site.pk: site.name for site in places.sites}
    crews = {crew.pk: crew.name for crew in places.crews}
    groups = []
    for (site, crew), members in groupby(people, key=lambda person: (person.site_id, person.crew_id)):
        away = [one for person in members for one in _away(day, person, reading)]
        parts = [names[site]] if len(names) > 1 or crew is None else []
        if crew is not None:
            parts.append(crews[crew])
        if away:
            groups.append(DayGroup(" · ".join(parts), away))
    return groups


def _away(day: date, person: Person, reading: Reading) -> list[Away]:
    schedule, that_day = reading.schedules[person.pk], Stretch(day, day)
    return [
        Away(person, absence, said_of(absence, count_of(absence, schedule).total))
        for absence in reading.absences.get(person.pk, ())
        if absence.stretch.meets(that_day)
    ]
