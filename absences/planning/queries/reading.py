"""What a window of the planning needs to know of some people: their contracts, their absences, the days off."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from absences.planning.windows import Window
from absences.queries.closings import Closing, closings_between, closings_of
from absences.queries.planned import People, ShownAbsence, absences_between
from adherents.models import Establishment
from core.access import Access
from employees.leave.schedules import Places as PlacesOfWork
from employees.leave.schedules import Schedule, places_of_work, schedules_at
from employees.leave.workdays import Calendar
from employees.models import Employment


@dataclass(frozen=True, slots=True)
class Reading:
    """By person. `shown_at`: the one site acted for, None for the whole company."""

    window: Window
    schedules: dict[int, Schedule]
    absences: dict[int, list[ShownAbsence]]
    holidays: PlacesOfWork
    shown_at: int | None
    closings: list[Closing] = field(default_factory=list)
    _contracts: dict[int, list[Employment]] = field(default_factory=dict)
    _calendars: dict[int, Calendar] = field(default_factory=dict)

    def contracts_of(self, employee_id: int) -> list[Employment]:
        """Those that hold a day of the window, where the reader acts."""
        if employee_id not in self._contracts:
            schedule = self.schedules.get(employee_id)
            every = schedule.contracts if schedule is not None else ()
            self._contracts[employee_id] = [one for one in every if self._is_shown(one)]
        return self._contracts[employee_id]

    def calendar_of(self, site: Establishment) -> Calendar:
        """The public holidays of a site."""
        if site.pk not in self._calendars:
            self._calendars[site.pk] = self.holidays.calendar_at(site)
        return self._calendars[site.pk]

    def _is_shown(self, contract: Employment) -> bool:
        window = self.window
        is_then = contract.starts_on <= window.last and (contract.ends_on is None or contract.ends_on >= window.first)
        return is_then and self.shown_at in (None, contract.establishment_id)


def read(access: Access, window: Window, employee_ids: People, sites: Iterable[Establishment] | None = None) -> Reading:
    """Three queries, for any number of people. `employee_ids` may be a query, that two of these hold; `sites`: those
    that the reader sees, when they are read already.
    """
    # Whoever acts for one site does not see the others, where people may have a contract too.
    is_whole = sites is not None and access.tiers.establishment_id is None
    every_site = {site.pk: site for site in sites or ()} if is_whole else None
    holidays = places_of_work(access.tiers.adherent_id)
    absences: dict[int, list[ShownAbsence]] = defaultdict(list)
    for absence in absences_between(access, window.first, window.last, employee_ids=employee_ids):
        absences[absence.employee_id].append(absence)
    return Reading(
        window=window,
        schedules=schedules_at(holidays, access.tiers.adherent_id, employee_ids, every_site),
        absences=absences,
        holidays=holidays,
        shown_at=access.tiers.establishment_id,
        closings=[one for site in sites for one in closings_of(site)]
        if sites is not None
        else closings_between(access, window.first, window.last),
    )
