"""When somebody would be at work: the days of their contracts, the public holidays of their place of work."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from adherents.models import Establishment, PublicHoliday
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
    return Places(PublicHoliday.objects.for_company(adherent_id))


def schedules_of(adherent_id: int, employee_ids: Collection[int]) -> dict[int, Schedule]:
    """By person, all their real contracts in the company; two queries, for any number of people."""
    return schedules_at(places_of_work(adherent_id), adherent_id, employee_ids)


def schedules_at(
    places: Places, adherent_id: int, employee_ids: Any, sites: Mapping[int, Establishment] | None = None
) -> dict[int, Schedule]:
    """The same, for whoever already has the places; one query. `employee_ids` may be a query; `sites`: all those of the
    company, by key, of which each contract then has no copy of its own.
    """
    rows = Employment.objects.real().filter(adherent_id=adherent_id, employee_id__in=employee_ids)
    by_person: dict[int, list[Employment]] = defaultdict(list)
    for contract in (rows if sites is not None else rows.select_related("establishment")).order_by("starts_on"):
        if sites is not None:
            contract.establishment = sites[contract.establishment_id]
        by_person[contract.employee_id].append(contract)
    return {employee_id: schedule_from(contracts, places) for employee_id, contracts in by_person.items()}
