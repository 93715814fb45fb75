"""When somebody would be at work: the days of their contracts, the public holidays of their place of work."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet

from adherents.models import Establishment, PublicHoliday
from core.compiled import CompiledQuery, Given, is_any_of
from employees.leave.arithmetic import IsWorked
from employees.leave.workdays import Calendar
from employees.models import Employment


@dataclass(frozen=True, slots=True)
class Schedule:
    """`contracts`: the real ones, the earliest first; public holidays are those of the place of the latest."""

    contracts: tuple[Employment, ...]
    calendar: Calendar
    is_worked: IsWorked


class Places:
    """The calendars of the places of work of a company, each made once."""

    def __init__(self, holidays: Iterable[PublicHoliday]) -> None:
        self._holidays = list(holidays)
        self._calendars: dict[tuple[str, bool], Calendar] = {}

    def calendar_at(self, site: Establishment) -> Calendar:
        key = (site.territory, site.keeps_good_friday)
        if key not in self._calendars:
            self._calendars[key] = Calendar(one for one in self._holidays if one.is_kept_at(site))
        return self._calendars[key]


def schedule_from(contracts: list[Employment], places: Places) -> Schedule:
    """Of one person; `contracts` with their sites, the earliest first."""
    calendar = places.calendar_at(contracts[-1].establishment) if contracts else Calendar()
    return Schedule(tuple(contracts), calendar, worked_by(contracts, calendar))


def worked_by(contracts: list[Employment], calendar: Calendar) -> IsWorked:
    """By the days of the contract that had begun; a week goes on as it was until the next contract begins."""

    def judge(day: date) -> bool:
        contract = next((one for one in reversed(contracts) if one.starts_on <= day), contracts[0])
        return day.isoweekday() in contract.work_days and day not in calendar

    return judge


def places_of_work(adherent_id: int) -> Places:
    """One query."""
    return Places(_HOLIDAYS.rows(adherent_id=adherent_id))


def schedules_of(adherent_id: int, employee_ids: Collection[int]) -> dict[int, Schedule]:
    """By person, all their real contracts in the company; two queries, for any number of people."""
    return schedules_at(places_of_work(adherent_id), adherent_id, employee_ids)


def schedules_at(
    places: Places,
    adherent_id: int,
    employee_ids: Collection[int] | QuerySet[Any, Any],
    sites: Mapping[int, Establishment] | None = None,
) -> dict[int, Schedule]:
    """The same, for whoever already has the places; one query. `employee_ids` may be a query; `sites`: all those of the
    company, by key, of which each contract then has no copy of its own.
    """
    by_person: dict[int, list[Employment]] = defaultdict(list)
    for contract in _contracts(adherent_id, employee_ids, with_sites=sites is None):
        if sites is not None:
            contract.establishment = sites[contract.establishment_id]
        by_person[contract.employee_id].append(contract)
    return {employee_id: schedule_from(contracts, places) for employee_id, contracts in by_person.items()}


def _contracts(adherent_id: int, people: Any, *, with_sites: bool) -> list[Employment]:
    if isinstance(people, QuerySet):
        return list(_earliest_first(adherent_id, Q(employee_id__in=people), with_sites=with_sites))
    return _CONTRACTS[with_sites].rows(adherent_id=adherent_id, people=list(people))


def _earliest_first(adherent_id: int | Given, of_people: Any, *, with_sites: bool) -> QuerySet[Employment]:
    rows: QuerySet[Employment] = Employment.objects.real().filter(of_people, adherent_id=adherent_id)
    return (rows.select_related("establishment") if with_sites else rows).order_by("starts_on")


def _compiled(*, with_sites: bool) -> CompiledQuery[Employment]:
    keys = is_any_of("employee_id", "people")
    return CompiledQuery(lambda: _earliest_first(_COMPANY, keys, with_sites=with_sites))


_COMPANY = Given("adherent_id", BigIntegerField())
_CONTRACTS = {with_sites: _compiled(with_sites=with_sites) for with_sites in (False, True)}
_HOLIDAYS: CompiledQuery[PublicHoliday] = CompiledQuery(lambda: PublicHoliday.objects.for_company(_COMPANY))
