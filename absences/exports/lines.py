"""Who is on a printed planning: a line for each person of each crew of each site, on the days of contracts there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from absences.queries.contracts import as_stretches
from absences.queries.planned import ShownAbsence, absences_between
from absences.selection import Selection, contracts_of
from absences.stretches import Stretch
from adherents.models import Establishment
from core.access import Access
from employees.models import Employment

_ORDER = (
    "-establishment__is_head_office",
    "establishment__name",
    "establishment_id",
    "crew__name",
    "employee__plain_name",
    "employee_id",
    "starts_on",
)


@dataclass(frozen=True, slots=True)
class Line:
    """`here`: the days of the contracts there; `absences`: those that meet them, the earliest first."""

    site: Establishment
    crew: str
    name: str
    here: list[Stretch]
    absences: list[ShownAbsence] = field(default_factory=list)


def lines_of(access: Access, selection: Selection, *, with_motives: bool) -> list[Line]:
    """Head office first, then by site, crew and name; those of no crew last. Two queries."""
    rows = contracts_of(access, selection).select_related("employee", "establishment", "crew")
    contracts = list(rows.order_by(*_ORDER))
    absent = _by_person(access, selection, contracts, with_motives=with_motives)
    return [_line(list(same), absent) for _, same in groupby(contracts, key=_place)]


def _place(contract: Employment) -> tuple[int, int | None, int]:
    return contract.establishment_id, contract.crew_id, contract.employee_id


def _by_person(
    access: Access, selection: Selection, contracts: Iterable[Employment], *, with_motives: bool
) -> dict[int, list[ShownAbsence]]:
    people = {contract.employee_id for contract in contracts} if selection.kept else None
    shown = absences_between(access, selection.first, selection.last, employee_ids=people, with_motives=with_motives)
    return {person: list(theirs) for person, theirs in groupby(shown, key=lambda absence: absence.employee_id)}


def _line(contracts: list[Employment], absent: dict[int, list[ShownAbsence]]) -> Line:
    one = contracts[0]
    here = as_stretches((contract.starts_on, contract.ends_on) for contract in contracts)
    theirs = absent.get(one.employee_id, [])
    return Line(
        site=one.establishment,
        crew=one.crew.name if one.crew is not None else "",
        name=one.employee.full_name,
        here=here,
        absences=[absence for absence in theirs if any(absence.stretch.meets(days) for days in here)],
    )
