"""Whether somebody could be on the worksite on a day: under contract, at work by their schedule, not away."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from absences.models import Absence
from absences.motives import sees_motives, shown_kind
from absences.stretches import Stretch
from core.access import Access
from core.rights import Right
from employees.leave.schedules import Schedule, schedules_of
from employees.models import Employment
from stoppages.arithmetic import HoursKind

# They are at work for a part of the day: nothing keeps them from losing its hours.
_AT_WORK = frozenset({"part_time_recovery"})
# Away, and yet counted among the 200 hours (DOMAIN §11); every other absence is not.
_COUNTED = {
    "training": HoursKind.TRAINING,
    "apprentice_training": HoursKind.TRAINING,
    "work_accident": HoursKind.WORK_ACCIDENT,
    "part_time_recovery": HoursKind.WORKED,
}
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Away:
    """`name`: of the kind, as this person may know it; `counts_as`: what its days are among the 200 hours."""

    stretch: Stretch
    name: str
    is_there: bool
    counts_as: HoursKind | None

    def holds(self, day: date) -> bool:
        return self.stretch.starts_on <= day <= self.stretch.ends_on


@dataclass(frozen=True, slots=True)
class Presence:
    """Of one person, over the days asked for."""

    schedule: Schedule | None
    away: tuple[Away, ...]

    def contract_on(self, day: date) -> Employment | None:
        contracts = self.schedule.contracts if self.schedule is not None else ()
        return next((one for one in contracts if one.starts_on <= day and (one.ends_on or day) >= day), None)

    def contract_of(self, days: Iterable[date]) -> Employment | None:
        """The first that has one of these days."""
        return next(filter(None, map(self.contract_on, days)), None)

    def away_on(self, day: date) -> str:
        """The name of what keeps them away that day, for a part of it or the whole; empty when nothing does."""
        return next((one.name for one in self.away if not one.is_there and one.holds(day)), "")

    def counted_as(self, day: date) -> HoursKind | None:
        """What that day counts as among the 200 hours; None for nothing."""
        return next((one.counts_as for one in self.away if one.holds(day)), HoursKind.WORKED)

    def left_within(self, days: Collection[date]) -> date | None:
        """Their last day, when they left before the stoppage was over."""
        last = max(days)
        if self.contract_on(last) is not None:
            return None
        ends = [one.ends_on for one in (self.schedule.contracts if self.schedule is not None else ()) if one.ends_on]
        return max((one for one in ends if one < last), default=None)

    def hours_on(self, day: date) -> Decimal | None:
        """What their schedule has that day; None on a day that they do not work."""
        contract = self.contract_on(day)
        if contract is None or self.schedule is None or not self.schedule.is_worked(day):
            return None
        return (contract.weekly_hours / len(contract.work_days)).quantize(_HUNDREDTH).normalize()


def presence_of(
    access: Access, adherent_id: int, employee_ids: Collection[int], days: Collection[date]
) -> dict[int, Presence]:
    """By person, over these days and those between; three queries. Absences of every site count: one is not in two
    places.
    """
    if not employee_ids:
        return {}
    schedules = schedules_of(adherent_id, employee_ids)
    away = _away(access, adherent_id, employee_ids, Stretch(min(days), max(days)))
    return {one: Presence(schedules.get(one), tuple(away[one])) for one in employee_ids}


def _away(access: Access, adherent_id: int, employee_ids: Collection[int], days: Stretch) -> dict[int, list[Away]]:
    seen = sees_motives(access) and access.has(Right.ABSENCES_CONSULT)
    rows = Absence.objects.filter(adherent_id=adherent_id, employee_id__in=employee_ids).meeting(days)
    by_person: dict[int, list[Away]] = defaultdict(list)
    for row in rows.select_related("kind").order_by("starts_on"):
        by_person[row.employee_id].append(_as_away(row, seen))
    return by_person


def _as_away(row: Absence, seen: bool) -> Away:
    key = row.kind.key
    counts_as = HoursKind.PAID_LEAVE if row.kind.is_paid_leave else _COUNTED.get(key)
    return Away(row.stretch, shown_kind(row.kind, with_motives=seen).name, key in _AT_WORK, counts_as)
