"""Absences as a table for a file: what the reader may see, read as the file is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import F

from absences.counting import count
from absences.enums import Unit
from absences.motives import sees_motives, shown_kind
from absences.selection import Selection, absences_of, contract_then
from absences.stretches import Stretch
from core.access import Access
from employees.leave.schedules import Schedule, schedules_of
from employees.models import Crew

COLUMNS = (
    "Nom",
    "Prénom",
    "Site",
    "Équipe",
    "Nature",
    "Du",
    "Au",
    "Demi-journées",
    "Durée (jours)",
    "Comptée en",
    "État",
)
_CHUNK = 1000


@dataclass(slots=True)
class ExportTable:
    """`rows` reads the database as it goes, once; `count` says how many it has given."""

    read: Iterator[Sequence[object]]
    count: int = 0

    @property
    def rows(self) -> Iterator[Sequence[object]]:
        for row in self.read:
            self.count += 1
            yield row


def table_of(access: Access, selection: Selection) -> ExportTable:
    """By name, then by day; a private motive for whoever may read it."""
    names = {"last_name": F("employee__last_name"), "first_name": F("employee__first_name")}
    rows = absences_of(access, selection).select_related("kind").annotate(**names).defer("half_days", "note")
    rows = rows.order_by("employee__plain_name", "employee_id", "starts_on", "starts_at_noon")
    return ExportTable(_rows(access, rows.iterator(chunk_size=_CHUNK)))


def _rows(access: Access, absences: Iterator[Any]) -> Iterator[Sequence[object]]:
    """The schedules of people are read for a thousand absences at a time."""
    crews = dict(Crew.objects.for_access(access).values_list("pk", "name"))
    seen = sees_motives(access)
    while chunk := list(islice(absences, _CHUNK)):
        schedules = schedules_of(access.tiers.adherent_id, {absence.employee_id for absence in chunk})
        for absence in chunk:
            yield _row(access, absence, schedules.get(absence.employee_id), crews, with_motives=seen)


def _row(
    access: Access, absence: Any, schedule: Schedule | None, crews: dict[Any, str], *, with_motives: bool
) -> list[object]:
    kind = shown_kind(absence.kind, with_motives=with_motives)
    contract = contract_then(access, schedule.contracts if schedule else (), absence.stretch)
    return [
        absence.last_name,
        absence.first_name,
        contract.establishment.name if contract else "",
        crews.get(contract.crew_id, "") if contract else "",
        kind.name,
        absence.starts_on,
        absence.ends_on,
        halves_of(absence.stretch),
        _days(absence.stretch, kind.unit, schedule),
        Unit(kind.unit).label,
        absence.state_words,
    ]


def _days(stretch: Stretch, unit: str, schedule: Schedule | None) -> object:
    """Nothing is counted of a contract that never was."""
    if schedule is None:
        return ""
    return count(stretch, unit, is_worked=schedule.is_worked, calendar=schedule.calendar).total


def halves_of(stretch: Stretch) -> str:
    said = ("à partir de midi" if stretch.starts_at_noon else "", "jusqu’à midi" if stretch.ends_at_noon else "")
    return ", ".join(filter(None, said))
