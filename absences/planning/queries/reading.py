"""What a window of the planning needs to know of some people: their contracts, their absences, the days off."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from absences.planning.windows import Window
from absences.queries.planned import ShownAbsence, absences_between
from core.access import Access
from employees.leave.schedules import Places as PlacesOfWork
from employees.leave.schedules import Schedule, places_of_work, schedules_at
from employees.models import Employment


@dataclass(frozen=True, slots=True)
class Closing:
    """Days on which a company, or its site, is closed."""

    label: str
    first: date
    last: date
    site_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """By person. `shown_at`: the one site acted for, None for the whole company."""

    window: Window
    schedules: dict[int, Schedule]
    absences: dict[int, list[ShownAbsence]]
    holidays: PlacesOfWork
    shown_at: int | None
    closings: list[Closing] = field(default_factory=list)

    def contracts_of(self, employee_id: int) -> list[Employment]:
        """Those that hold a day of the window, where the reader acts."""
        schedule = self.schedules.get(employee_id)
        return [one for one in schedule.contracts if self._is_shown(one)] if schedule is not None else []

    def _is_shown(self, contract: Employment) -> bool:
        window = self.window
        is_then = contract.starts_on <= window.last and (contract.ends_on is None or contract.ends_on >= window.first)
        return is_then and self.shown_at in (None, contract.establishment_id)


def read(access: Access, window: Window, employee_ids: Collection[int]) -> Reading:
    """Three queries, for any number of people."""
    holidays = places_of_work(access.tiers.adherent_id)
    absences: dict[int, list[ShownAbsence]] = defaultdict(list)
    for absence in absences_between(access, window.first, window.last, employee_ids=employee_ids):
        absences[absence.employee_id].append(absence)
    return Reading(
        window=window,
        schedules=schedules_at(holidays, access.tiers.adherent_id, employee_ids),
        absences=absences,
        holidays=holidays,
        shown_at=access.tiers.establishment_id,
    )
